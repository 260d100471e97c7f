#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# scripts/status, on a user's clone of a newer kernel.

load helper

setup() {
	make_repo
	make_tree
	make_patch 0001 'lib: fix a' lib/a.c
	make_patch 0002 'lib: fix b' lib/b.c
	make_patch 0003 'lib: fix b again' lib/b.c
	make_patch 0004 'rust: new file' rust/new.rs
	USER_TREE=$BATS_TEST_TMPDIR/user
	make_tree "$USER_TREE" 7.4.0
}

# says HOW...: what status says of the patches, in order.
says() {
	run scripts/status "$USER_TREE"
	[ "$status" -eq 0 ]
	[ "$(head -n -1 <<<"$output" | cut -d' ' -f1 | paste -sd ' ')" = "$*" ] || { echo "$output"; return 1; }
}

@test "status: all patches apply, each on those before it" {
	says applies applies applies applies
	[[ $output = *'status: 4 patches on Linux 7.4: 0 in, 4 apply, 0 conflict' ]]
}

@test "status: in by subject, though the change is another" {
	TREE=$USER_TREE make_commit 'lib: fix a' lib/a.c 'as the maintainer wrote it'
	says in applies applies applies
	[[ $output = *': 1 in, 3 apply, 0 conflict' ]]
}

@test "status: in by subject, but reverted" {
	TREE=$USER_TREE make_commit 'lib: fix a' lib/a.c
	git -C "$USER_TREE" revert -n HEAD
	commit_in "$USER_TREE" 'Revert "lib: fix a"'
	says applies applies applies applies
}

@test "status: in by patch-id, though changed since" {
	TREE=$USER_TREE make_commit 'lib: another subject' lib/a.c 'lib: fix a'
	TREE=$USER_TREE make_commit 'lib: more' lib/a.c
	says in applies applies applies
}

@test "status: in as it can be taken back" {
	echo 'lib: fix a' >>"$USER_TREE/lib/a.c"
	git -C "$USER_TREE" add lib/a.c
	TREE=$USER_TREE make_commit 'all in one' rust/new.rs 'rust: new file'
	TREE=$USER_TREE make_commit 'lib: another file' lib/c.c
	says in applies applies in
}

@test "status: conflicts, and what comes of them" {
	TREE=$USER_TREE make_commit 'lib: change b' lib/b.c
	TREE=$USER_TREE make_commit 'rust: a file of that name' rust/new.rs 'another'
	says applies conflicts conflicts conflicts
	[[ ${lines[1]} = *' (lib/b.c)' ]]
	[[ ${lines[2]} = *' (lib/b.c, which wants 0002-lib-fix-b.patch)' ]]
	[[ ${lines[3]} = *' (rust/new.rs)' ]]
	git -C "$USER_TREE" rm -q lib/b.c
	commit_in "$USER_TREE" 'lib: no b'
	says applies conflicts conflicts conflicts
}

@test "status: another commit, a bare and a shallow clone" {
	TREE=$USER_TREE make_commit 'lib: fix a' lib/a.c
	run scripts/status "$USER_TREE" base
	[[ $output = *': 0 in, 4 apply, 0 conflict' ]]
	git clone -q --bare "$USER_TREE" bare
	run scripts/status bare
	[[ $output = *': 1 in, 3 apply, 0 conflict' ]]
	git clone -q --depth=1 "file://$USER_TREE" shallow
	run scripts/status shallow
	[[ $output = *': 1 in, 3 apply, 0 conflict' ]]
}

@test "status: the clone is as it was, and a command may be at work" {
	echo change >>"$USER_TREE/lib/a.c"
	echo new >"$USER_TREE/new"
	before=$(cd "$USER_TREE" && find . -printf '%p %T@ %s\n' | sort)
	exec 8<>.work/lock
	flock -n 8
	TMPDIR=$BATS_TEST_TMPDIR/home says applies applies applies applies
	[ "$before" = "$(cd "$USER_TREE" && find . -printf '%p %T@ %s\n' | sort)" ]
	[ "$(ls -A "$HOME")" = .gitconfig ]
}

@test "status: bad input" {
	run scripts/status --help
	[[ $status -eq 0 && $output = Usage:* ]]
	refuses 'which tree?' scripts/status
	refuses 'one tree and one commit' scripts/status "$USER_TREE" base other
	refuses "unknown argument '--nonsense'" scripts/status --nonsense
	refuses 'no directory nowhere' scripts/status nowhere
	refuses 'has no commit v9.9' scripts/status "$USER_TREE" v9.9
	mkdir empty
	refuses 'is no git clone' env GIT_CEILING_DIRECTORIES="$REPO" scripts/status empty
	git init -q empty
	refuses 'has no commit HEAD' scripts/status empty
	touch empty/file
	git -C empty add file
	commit_in empty 'no kernel'
	refuses 'is no kernel tree' scripts/status empty
	rm patches/0002*
	refuses 'series names 0002-lib-fix-b.patch' scripts/status "$USER_TREE"
	rm series
	refuses 'no patches yet' scripts/status "$USER_TREE"
}
