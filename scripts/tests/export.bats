#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# scripts/export: patches/ and series from the branch.

load kernel

setup_file() { make_template; }

setup() { use_template; }

# subject_in TOPIC-NUMBER: what the patch of that number is about.
numbers() { sed -n 's/^\([0-9]\{4\}\)-.*/\1/p' series | paste -sd ' '; }

# reorder N...: the branch, with its commits in this order.
reorder() {
	local n
	local -a c
	mapfile -t c < <(git -C "$TREE" rev-list --reverse base..series)
	git -C "$TREE" reset -q --hard base
	for n; do
		git -C "$TREE" cherry-pick "${c[n - 1]}" >/dev/null
	done
}

@test "export: nothing to do is said, and nothing is written" {
	before=$(facts)
	run --separate-stderr scripts/export
	[[ $status -eq 0 && -z $stderr && $output = 'export: 4 patches, no change' ]]
	diff <(echo "$before") <(facts | grep -v refs/rust-bridge) || diff <(echo "$before") <(facts)
	[ -z "$(left)" ]
}

@test "export: the same bytes with the user's git at its worst" {
	sha1sum patches/* series >"$HOME/sums"
	hostile_git
	rm -r patches series
	run --separate-stderr scripts/export
	[[ $status -eq 0 && -z $stderr ]]
	sha1sum -c --quiet "$HOME/sums"
	[ "$(grep -hE '^index ' patches/* | grep -cvE '^index [0-9a-f]{40}\.\.[0-9a-f]{40}')" -eq 0 ]
	[ "$(ls "$HOME" | grep -c '\.txt$')" -eq 0 ]
	scripts/export --check
	[ "$(head -n 2 patches/0001*)" = "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001
From: Rust bridge series <series@rust-bridge.invalid>" ]
	run ! grep -rqE '^-- $|^(Signed-off-by|base-commit):' patches
}

@test "export: numbers by topic, headings in series" {
	[ "$(numbers)" = '0001 0002 1001 9001' ]
	[ "$(ls patches)" = "$(grep -v '^#' series | grep .)" ]
	[ "$(grep '^# [a-z]*: ' series | cut -d: -f1 | paste -sd ' ')" = '# fixes # kbuild # docs' ]
	git -C "$TREE" diff --quiet base series -- MAINTAINERS || grep -qx 'RUST BRIDGE' MAINTAINERS.fragment
}

@test "export: a new commit takes the topic of its neighbours, of its prefix, or of --topic" {
	# Between two of a topic.
	make_commit 'lib: between' lib/c.c
	reorder 1 5 2 3 4
	scripts/export
	[ "$(numbers)" = '0001 0002 0003 1001 9001' ]
	grep -q '^0002-lib-between.patch' series
	# Between two topics the prefix decides.
	make_commit 'rust: helpers: test them' rust/helpers/t.c
	reorder 1 2 3 4 6 5
	scripts/export
	[ "$(numbers)" = '0001 0002 0003 1001 2001 9001' ]
	# A prefix of no topic: with what stands before it.
	make_commit 'lib: odd one' lib/d.c
	reorder 1 2 3 7 4 5 6
	scripts/export
	[ "$(numbers)" = '0001 0002 0003 0004 1001 2001 9001' ]
	# --topic for what is new, and for that alone.
	make_commit 'lib: what the file system wants' lib/e.c
	reorder 1 2 3 4 5 6 8 7
	scripts/export --topic fs
	[ "$(numbers)" = '0001 0002 0003 0004 1001 2001 4001 9001' ]
	run scripts/export
	[ "$output" = 'export: 8 patches, no change' ]
}

@test "export: a topic that stands after a later one is refused" {
	reorder 1 3 2 4
	unchanged "'lib: fix b, with Ünïcode' of topic fixes stands after topic kbuild: reorder the branch" scripts/export
	reorder 1 3 2 4
	make_commit 'lib: late' lib/c.c
	unchanged 'reorder the branch' scripts/export --topic fixes
	unchanged "no topic 'nonsense'; there are:" scripts/export --topic nonsense
}

@test "export: files of dropped commits go, the range-diff is shown" {
	reorder 1 3 4
	make_commit 'kbuild: rust: add more' scripts/rustbridge/tool.c
	reorder 1 2 4 3
	echo stray >patches/0009-stray.patch
	run --separate-stderr scripts/export
	[[ $status -eq 0 && -z $stderr ]]
	[[ ${lines[0]} = 'export: 4 patches' ]]
	[[ $output = *'2:  '*' < -:  ------- lib: fix b, with Ünïcode'* ]]
	[[ $output = *'-:  ------- > 3:  '*' kbuild: rust: add more'* ]]
	[ "$(numbers)" = '0001 1001 1002 9001' ]
	[ "$(ls patches)" = "$(grep -v '^#' series | grep .)" ]
	# It is in step: apply has nothing to do, the next range-diff starts from here.
	run scripts/apply
	[ "$output" = 'apply: 4 patches are on the branch series already' ]
	make_commit 'MAINTAINERS: more' MAINTAINERS
	run scripts/export
	[[ $output != *'lib: fix b'* && $output = *'> 5:  '*'MAINTAINERS: more'* ]]
	# All dropped.
	git -C "$TREE" reset -q --hard base
	run --separate-stderr scripts/export
	[[ $status -eq 0 && -z $stderr ]] || { echo "$output$stderr"; return 1; }
	[ -z "$(ls patches)" ]
	scripts/export --check
	[[ $(scripts/apply) = 'apply: 0 patches '* ]]
}

@test "export: a commit that is amended replaces its patch, under its new name" {
	git -C "$TREE" commit -q --amend -m 'MAINTAINERS: another subject'
	run scripts/export --topic docs
	[ "$status" -eq 0 ]
	[ "$(tail -n 1 series)" = 9001-MAINTAINERS-another-subject.patch ]
	[ "$(find patches -name '9001*' | wc -l)" -eq 1 ]
	[[ $output = *'4:  '*' ! 4:  '* || $output = *'> 4:  '* ]]
}

@test "export: .work/linux with changes is refused" {
	echo change >>"$TREE/lib/a.c"
	unchanged 'has changes that are not committed: commit them first' scripts/export
	# --check looks at what is committed.
	scripts/export --check
	git -C "$TREE" checkout -q lib/a.c
	scripts/export
}

@test "export: commits that cannot be stored are refused and named" {
	start=$(git -C "$TREE" rev-parse series)
	refused() {
		unchanged "$1" scripts/export || return
		git -C "$TREE" reset -q --hard "$start"
	}
	make_commit $'lib: signed\n\nSigned-off-by: A B <a@example.org>' lib/c.c
	git -C "$TREE" commit -q --amend -m $'lib: signed\n\nText.\n\nSigned-off-by: A B <a@example.org>'
	refused '(lib: signed) has a Signed-off-by: stored patches have none'
	for w in fixup squash amend; do
		make_commit "$w! lib: fix a" lib/c.c
		refused "($w! lib: fix a) waits for git rebase -i --autosquash base"
	done
	make_commit 'lib: mine' lib/c.c
	git -C "$TREE" commit -q --amend --no-edit --author 'A B <a@example.org>'
	refused '(lib: mine) is by A B <a@example.org>: stored patches are by Rust bridge series'
	git -C "$TREE" checkout -q -b side base
	make_commit 'lib: side' lib/c.c
	git -C "$TREE" checkout -q series
	git -C "$TREE" merge -q --no-edit side
	git -C "$TREE" branch -q -D side
	refused 'is a merge: rebase the branch'
	scripts/export
}

@test "export: what git am would change is refused" {
	start=$(git -C "$TREE" rev-parse series)
	while IFS='|' read -r message; do
		make_commit 'lib: new' lib/c.c
		# shellcheck disable=SC2059
		git -C "$TREE" commit -q --amend -m "$(printf "$message")"
		unchanged "does not survive git am unchanged: has its message a line '---'" scripts/export || { echo "$message"; return 1; }
		git -C "$TREE" reset -q --hard "$start"
	done <<-'END'
		lib: a line\n\nBefore.\n---\nAfter.
		lib: a diff\n\nBefore.\n\ndiff -u a b\n
		[PATCH 2/3] lib: numbered
	END
	# git am takes a carriage return away.
	make_commit 'lib: windows' lib/c.c $'line\r'
	unchanged 'does not survive git am unchanged' scripts/export
	git -C "$TREE" reset -q --hard "$start"
	# What only looks odd does survive.
	make_commit 'lib: new' lib/c.c
	git -C "$TREE" commit -q --amend -m $'lib: [odd] Ünïcode: what a very long subject this is, longer than a line of mail may be, and so folded\n\n> Quoted.\nFrom here on.\n\n  $ command\n  --- output\n\n# not a comment' --cleanup=verbatim
	scripts/export --topic docs
	git -C "$TREE" reset -q --hard base
	git -C "$TREE" update-ref refs/rust-bridge/synced base
	rm .work/applied
	scripts/apply
	run scripts/export
	[ "$output" = 'export: 5 patches, no change' ]
}

@test "export: --check names what was edited by hand, and writes nothing" {
	scripts/export --check
	cp -a patches series MAINTAINERS.fragment "$HOME"
	again() { rm -r patches; cp -a "$HOME/patches" "$HOME/series" "$HOME/MAINTAINERS.fragment" .; }
	says() { unchanged "what export writes differs: $1; a patch file is never edited by hand" scripts/export --check && again; }
	sed -i 's/^There is a line/There was a line/' patches/1001*
	says patches/1001-kbuild-rust-add-a-tool.patch
	sed -i '1s/^# SPDX/# spdx/' series
	says series
	printf '\n' >>MAINTAINERS.fragment
	says MAINTAINERS.fragment
	touch patches/0005-stray.patch
	says 'is not written by export: patches: 0005-stray.patch'
	rm patches/0001*
	unchanged '0001-lib-fix-a.patch' scripts/export --check
	again
	make_commit 'lib: new' lib/c.c
	unchanged 'what export writes differs' scripts/export --check
	# Written anew, they are as they were.
	git -C "$TREE" reset -q --hard HEAD~
	echo edited >>patches/0001-lib-fix-a.patch
	scripts/export >/dev/null
	diff -r patches "$HOME/patches"
}

@test "export: interrupted before it writes, it has written nothing" {
	make_commit 'MAINTAINERS: more' MAINTAINERS
	before=$(facts)
	git=$(command -v git)
	stub git <<-END
		#!/bin/sh
		case " \$* " in *' am '*) echo 1 >"$HOME/begun"; exec sleep 60 ;; esac
		exec $git "\$@"
	END
	begin scripts/export
	appears "$HOME/begun"
	ended INT
	[[ $status -eq 130 && $stderr = 'scripts/export: interrupted; run it again to go on' ]]
	diff <(echo "$before") <(facts)
	[ -z "$(left)" ]
	rm "$BIN/git"
	scripts/export
	[ "$(numbers)" = '0001 0002 1001 9001 9002' ]
}
