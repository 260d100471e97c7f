# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# For tests of the commands as they are: a repository like this one in
# $BATS_TEST_TMPDIR/repo, with a kernel tree of a few files. A test starts with
#
#	load helper
#	setup() { make_repo; make_tree; }
#
# and then stands in the repository, $REPO; its tree is $TREE.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../lib/base.conf"

# make_repo: this repository's scripts and settings without its series, and a
# user with a home and a git configuration of their own.
make_repo() {
	local top
	top=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	REPO=$BATS_TEST_TMPDIR/repo
	TREE=$REPO/.work/linux
	export HOME=$BATS_TEST_TMPDIR/home GIT_CONFIG_NOSYSTEM=1 GIT_CEILING_DIRECTORIES=$BATS_TEST_TMPDIR
	unset EMAIL GIT_CONFIG_GLOBAL XDG_CONFIG_HOME XDG_CACHE_HOME RUST_BRIDGE_LOCK
	mkdir -p "$HOME" "$REPO/.work" "$REPO/Documentation/cover"
	git config --global user.name 'Jörg Sender'
	git config --global user.email sender@example.org
	git config --global advice.detachedHead false
	git init -q "$REPO"
	cp -r "$top/scripts" "$top/.b4-config" "$REPO"
	[ ! -d "$top/.work/toolchain" ] || ln -s "$top/.work/toolchain" "$REPO/.work/toolchain"
	cd "$REPO" || return
}

# make_tree [DIR [VERSION]]: a kernel tree, by default the base: one commit,
# tagged base, on the branch series, by the project.
make_tree() {
	local dir=${1:-$TREE} f v
	mkdir -p "$dir"/{Documentation,arch,drivers,fs,include,init,ipc,kernel,lib,rust,scripts}
	IFS=. read -ra v <<<"${2:-$BASE_VERSION}"
	printf 'VERSION = %s\nPATCHLEVEL = %s\nSUBLEVEL = %s\nEXTRAVERSION =\n' "${v[@]}" >"$dir/Makefile"
	for f in COPYING CREDITS Kbuild Kconfig MAINTAINERS README lib/a.c lib/b.c rust/lib.rs; do
		printf '%s\n' "/* $f */" one two three four five six seven eight nine ten >"$dir/$f"
	done
	# Asked for people, it names a maintainer, asked for lists, a list.
	printf '%s\n' '#!/bin/sh' 'case $* in' '*--nol*) echo "A Maintainer <maintainer@example.org>" ;;' \
		'*) echo list@example.org ;;' 'esac' >"$dir/scripts/get_maintainer.pl"
	# Not content with what says BADSTYLE.
	printf '%s\n' '#!/bin/sh' '! grep -q BADSTYLE || { echo "lib/a.c:1: WARNING: bad style"; exit 1; }' \
		>"$dir/scripts/checkpatch.pl"
	chmod +x "$dir"/scripts/*.pl
	git init -q -b series "$dir"
	git -C "$dir" config user.name 'Rust bridge series'
	git -C "$dir" config user.email series@rust-bridge.invalid
	git -C "$dir" add -A
	commit_in "$dir" "Linux ${2:-$BASE_VERSION}"
	git -C "$dir" tag base
}

# commit_in DIR MESSAGE: commit the index, at the date of the base.
commit_in() {
	GIT_AUTHOR_DATE=$BASE_DATE GIT_COMMITTER_DATE=$BASE_DATE git -C "$1" commit -q -m "$2"
}

# make_commit SUBJECT FILE [LINE]: add a line, by default the subject, to a file
# of $TREE. In another tree: TREE=DIR make_commit ...
make_commit() {
	mkdir -p "$(dirname "$TREE/$2")"
	printf '%s\n' "${3:-$1}" >>"$TREE/$2"
	git -C "$TREE" add "$2"
	commit_in "$TREE" "$1

There is a line that $2 has not."
}

# make_patch NUMBER SUBJECT FILE [LINE]: make_commit, and store it as a patch of
# the series with that number.
make_patch() {
	make_commit "${@:2}"
	git -C "$TREE" format-patch -q -1 -N --start-number "$1" --zero-commit --no-signature --full-index \
		-o "$REPO/patches"
	(cd "$REPO/patches" && ls) >"$REPO/series"
}

# make_cover TOPIC: a cover letter.
make_cover() {
	printf '%s\n' '# SPDX-License-Identifier: GPL-2.0' "rust: the $1" '' "What the $1 are for." \
		>"$REPO/Documentation/cover/$1"
}

# refuses TEXT COMMAND...: it fails, with nothing but one line on stderr that has TEXT.
refuses() {
	run --separate-stderr "${@:2}"
	[[ $status -eq 0 || -n $output || ${#stderr_lines[@]} -ne 1 || $stderr != *"$1"* ]] || return 0
	printf '%s\n' "status: $status" "stdout: $output" "stderr: $stderr"
	return 1
}
