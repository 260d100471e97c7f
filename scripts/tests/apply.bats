#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# scripts/apply, on .work/linux and on a user's clone.

load kernel

setup_file() {
	make_template
	# The user's clone, at work on a branch of theirs.
	git clone -q "$TREE" "$BATS_FILE_TMPDIR/template/clone"
	cd "$BATS_FILE_TMPDIR/template/clone" || return
	git checkout -q -b mine origin/series
	git reset -q --hard base
	git remote remove origin
	git tag -d base >/dev/null
	git branch -q -D series
}

setup() {
	use_template
	CLONE=$BATS_TEST_TMPDIR/clone
	TIP=$(git -C "$TREE" rev-parse series)
}

# fresh: the tree as scripts/base leaves it.
fresh() {
	git -C "$TREE" reset -q --hard base
	git -C "$TREE" update-ref -d refs/rust-bridge/synced
	rm -f .work/applied
}

# clone_unchanged TEXT COMMAND...: the clone, too, is as it was.
clone_unchanged() {
	local before
	before=$(tree_facts "$CLONE")
	unchanged "$@" || return
	diff <(echo "$before") <(tree_facts "$CLONE")
}

@test "apply: the series, by the project, always the same commits" {
	fresh
	run --separate-stderr scripts/apply
	[[ $status -eq 0 && -z $stderr && $output = 'apply: 4 patches on the branch series of .work/linux' ]]
	[ "$(git -C "$TREE" rev-parse series)" = "$TIP" ]
	[ "$(git -C "$TREE" symbolic-ref HEAD)" = refs/heads/series ]
	[ -z "$(git -C "$TREE" status --porcelain)" ]
	[ "$(git -C "$TREE" log --format='%an <%ae> %cn <%ce>' base..series | sort -u)" = \
		'Rust bridge series <series@rust-bridge.invalid> Rust bridge series <series@rust-bridge.invalid>' ]
	[ -z "$(left)" ]
	[ ! -d "$TREE/.git/worktrees" ]
}

@test "apply: twice is once, and what does not change is not written" {
	scripts/apply
	before=$(facts)
	run --separate-stderr scripts/apply
	[[ $status -eq 0 && -z $stderr && $output = 'apply: 4 patches are on the branch series already' ]]
	diff <(echo "$before") <(facts)
	# A patch that changes: the files of the others keep their times.
	sed -i 's/^+MAINTAINERS: add/+MAINTAINERS: ADD/; s/^+RUST BRIDGE/+RUST/' patches/9001*
	touch -d 2026-01-01 "$TREE/lib/a.c"
	git -C "$TREE" update-index -q --refresh
	scripts/apply
	grep -qx RUST "$TREE/MAINTAINERS"
	[ "$(date -r "$TREE/lib/a.c" +%F)" = 2026-01-01 ]
}

@test "apply: with the user's git at its worst, the same commits" {
	fresh
	printf '%s\n' '[am]' 'threeWay = true' '[apply]' 'whitespace = fix' '[core]' 'autocrlf = true' "hooksPath = $HOME/hooks" \
		'[commit]' 'gpgSign = true' >>"$TREE/.git/config"
	hostile_git
	run --separate-stderr scripts/apply
	[[ $status -eq 0 && -z $stderr ]] || { echo "$output$stderr"; return 1; }
	[ "$(git -C "$TREE" rev-parse series)" = "$TIP" ]
	run ! grep -rq $'\r' "$TREE/lib" "$TREE/scripts/rustbridge"
	# The clone has hooks and settings of its own.
	mkdir -p "$CLONE/.git/hooks"
	cp "$HOME/hooks"/* "$CLONE/.git/hooks"
	printf '%s\n' '[am]' 'threeWay = true' '[apply]' 'whitespace = fix' '[commit]' 'gpgSign = true' >>"$CLONE/.git/config"
	run --separate-stderr scripts/apply --tree "$CLONE"
	[[ $status -eq 0 && -z $stderr ]] || { echo "$output$stderr"; return 1; }
	[ "$(git -C "$CLONE" rev-parse rust-bridge)" = "$TIP" ]
}

@test "apply: white space of a patch is kept, whatever git thinks of it" {
	printf 'trailing  \n \tmixed\n\n' >>"$TREE/lib/b.c"
	make_commit 'lib: odd white space' lib/b.c
	scripts/export --topic docs >/dev/null
	tip=$(git -C "$TREE" rev-parse series)
	hostile_git
	scripts/apply --force
	[ "$(git -C "$TREE" rev-parse series)" = "$tip" ]
}

@test "apply: git am of the patches, with the user's own settings, gives the same tree" {
	printf '%s\n' '[am]' 'threeWay = true' '[apply]' 'whitespace = fix' '[format]' 'signOff = true' '[diff]' 'noprefix = true' \
		>>"$HOME/.gitconfig"
	git -C "$CLONE" am -q "$REPO"/patches/*.patch
	[ "$(git -C "$CLONE" rev-parse 'HEAD^{tree}')" = "$(git -C "$TREE" rev-parse 'series^{tree}')" ]
	git -C "$CLONE" reset -q --hard HEAD~4
	git -C "$CLONE" quiltimport --series "$REPO/series" --patches "$REPO/patches" >/dev/null
	[ "$(git -C "$CLONE" rev-parse 'HEAD^{tree}')" = "$(git -C "$TREE" rev-parse 'series^{tree}')" ]
}

@test "apply: .work/linux with changes, or on another branch" {
	echo change >>"$TREE/lib/a.c"
	unchanged '.work/linux has changes that are not committed' scripts/apply
	unchanged '.work/linux has changes that are not committed' scripts/apply --force
	git -C "$TREE" add -A
	unchanged '.work/linux has changes that are not committed' scripts/apply
	git -C "$TREE" stash -q
	git -C "$TREE" checkout -q -b mine
	unchanged 'is not on the branch series' scripts/apply
	git -C "$TREE" checkout -q --detach
	unchanged 'is not on the branch series' scripts/apply
	# What git does not know is nobody's business, unless it is in the way.
	git -C "$TREE" checkout -q series
	echo mine >"$TREE/mine"
	scripts/apply --force
	[ "$(cat "$TREE/mine")" = mine ]
	fresh
	echo mine >"$TREE/lib/a_kunit.c"
	unchanged 'untracked working tree files would be overwritten' scripts/apply
	rm "$TREE/lib/a_kunit.c"
	scripts/apply
}

@test "apply: commits that were not exported are kept, but for --force" {
	make_commit 'lib: new' lib/b.c
	unchanged 'has commits that were not exported: scripts/export them, or --force' scripts/apply
	scripts/apply --force
	[ "$(git -C "$TREE" rev-parse series)" = "$TIP" ]
	# On a fresh base as well.
	fresh
	make_commit 'lib: new' lib/b.c
	unchanged 'has commits that were not exported' scripts/apply
	# Exported, they are in the series.
	fresh
	scripts/apply
	make_commit 'lib: new' lib/c.c
	scripts/export --topic docs >/dev/null
	run scripts/apply
	[ "$output" = 'apply: 5 patches are on the branch series already' ]
}

@test "apply: --topic" {
	run scripts/apply --topic fixes --force
	[ "$output" = 'apply: 2 patches on the branch series of .work/linux' ]
	[ ! -e "$TREE/scripts/rustbridge" ]
	run scripts/apply --topic fixes
	[ "$output" = 'apply: 2 patches are on the branch series already' ]
	# Another selection is another branch, and the whole comes back.
	run scripts/apply --topic kbuild --topic docs
	[ "$output" = 'apply: 2 patches on the branch series of .work/linux' ]
	run scripts/apply
	[ "$output" = 'apply: 4 patches on the branch series of .work/linux' ]
	[ "$(git -C "$TREE" rev-parse series)" = "$TIP" ]
	scripts/apply --tree "$CLONE" --topic fixes
	[ "$(git -C "$CLONE" rev-list --count mine..rust-bridge)" -eq 2 ]
	unchanged "no topic 'nonsense'; there are: fixes kbuild" scripts/apply --topic nonsense
	# One without patches is none.
	run scripts/apply --topic wlan --signoff --tree "$CLONE" --branch none
	[[ $status -eq 0 && $output = 'apply: 0 patches '* ]]
}

@test "apply: --tree makes a branch of the user's clone, and leaves theirs" {
	head=$(git -C "$CLONE" rev-parse HEAD)
	cd "$BATS_TEST_TMPDIR"
	run --separate-stderr "$REPO/scripts/apply" --tree clone
	[[ $status -eq 0 && -z $stderr && $output = "apply: 4 patches on Linux 7.3.4, branch rust-bridge of $CLONE" ]]
	[ "$(git -C "$CLONE" symbolic-ref HEAD)" = refs/heads/rust-bridge ]
	[ "$(git -C "$CLONE" rev-parse mine)" = "$head" ]
	[ "$(git -C "$CLONE" for-each-ref --format='%(refname)')" = 'refs/heads/mine
refs/heads/rust-bridge' ]
	[ -z "$(git -C "$CLONE" status --porcelain)" ]
	[ "$(git -C "$CLONE" rev-parse HEAD)" = "$TIP" ]
	[ ! -d "$CLONE/.git/worktrees" ]
	[ ! -d "$CLONE/.git/rebase-apply" ]
	cd "$REPO"
	clone_unchanged 'has a branch rust-bridge already: name another by --branch' scripts/apply --tree "$CLONE"
	git -C "$CLONE" checkout -q mine
	scripts/apply --tree "$CLONE" --branch again
	[ "$(git -C "$CLONE" rev-parse again)" = "$TIP" ]
	# .work/linux was not concerned.
	[ "$(git -C "$TREE" for-each-ref | wc -l)" -eq 3 ]
}

@test "apply: --tree leaves the user's other worktrees and stash alone" {
	git -C "$CLONE" worktree add -q "$HOME/away" -b away
	mv "$HOME/away" "$HOME/unplugged"
	echo change >>"$CLONE/lib/a.c"
	git -C "$CLONE" stash -q
	echo mine >"$CLONE/mine"
	scripts/apply --tree "$CLONE"
	[ "$(ls "$CLONE/.git/worktrees")" = away ]
	[ "$(git -C "$CLONE" stash list | wc -l)" -eq 1 ]
	[ "$(git -C "$CLONE" status --porcelain)" = '?? mine' ]
}

@test "apply: --tree refuses what it cannot leave as it was" {
	echo change >>"$CLONE/lib/a.c"
	clone_unchanged 'has changes that are not committed: commit or stash them first' scripts/apply --tree "$CLONE"
	git -C "$CLONE" checkout -q lib/a.c
	mkdir -p "$CLONE/scripts/rustbridge"
	echo mine >"$CLONE/scripts/rustbridge/tool.c"
	clone_unchanged 'untracked working tree files would be overwritten' scripts/apply --tree "$CLONE"
	rm -r "$CLONE/scripts/rustbridge"
	sed -i 's/^PATCHLEVEL.*/PATCHLEVEL = 5/' "$CLONE/Makefile"
	git -C "$CLONE" commit -q -a -m 'Linux 7.5.4'
	clone_unchanged 'is Linux 7.5.4: the series is for 7.3; scripts/status says what still applies' scripts/apply --tree "$CLONE"
	git -C "$CLONE" rm -q Makefile
	git -C "$CLONE" commit -q -m 'no Makefile'
	clone_unchanged 'is no kernel tree' scripts/apply --tree "$CLONE"
	unchanged 'no directory nowhere' scripts/apply --tree nowhere
	unchanged "$HOME is no git clone" scripts/apply --tree "$HOME"
	unchanged '--branch goes with --tree' scripts/apply --branch name
	[ "$status" -eq 2 ]
	git -C "$CLONE" reset -q --hard HEAD~2
	scripts/apply --tree "$CLONE"
}

@test "apply: a patch that does not apply is named, and all is as before" {
	fresh
	scripts/apply
	sed -i 's/^ ten/ eleven/' patches/0002*
	unchanged '0002-lib-fix-b-with-n-code.patch does not apply (error: patch failed: lib/b.c:' scripts/apply
	[[ $stderr = *'; the tree is as it was' ]]
	unchanged '0002-lib-fix-b-with-n-code.patch does not apply' scripts/apply --force
	clone_unchanged '0002-lib-fix-b-with-n-code.patch does not apply' scripts/apply --tree "$CLONE"
	clone_unchanged '0002-lib-fix-b-with-n-code.patch does not apply' scripts/apply --tree "$CLONE" --signoff
	# One that is no mail at all, and one that is empty.
	echo nothing >patches/0002-lib-fix-b-with-n-code.patch
	clone_unchanged '0002-lib-fix-b-with-n-code.patch does not apply' scripts/apply --tree "$CLONE"
	: >patches/0002-lib-fix-b-with-n-code.patch
	unchanged "0002-lib-fix-b-with-n-code.patch'); the tree is as it was" scripts/apply
	# The rest of the series without it is as good as ever.
	scripts/apply --topic kbuild --topic docs
}

@test "apply: --signoff is the user's" {
	run --separate-stderr scripts/apply --signoff --tree "$CLONE"
	[[ $status -eq 0 && -z $stderr ]]
	[ "$(git -C "$CLONE" log --format='%an <%ae>' mine.. | sort -u)" = 'Jörg Sender <sender@example.org>' ]
	[ "$(git -C "$CLONE" log --format='%(trailers)' mine.. | sort | uniq -c | tr -s ' ')" = ' 4 
 4 Assisted-by: LLM
 4 Signed-off-by: Jörg Sender <sender@example.org>' ]
	[ "$(git -C "$CLONE" rev-parse 'HEAD^{tree}')" = "$(git -C "$TREE" rev-parse "$TIP^{tree}")" ]
	# On .work/linux too, where it cannot be exported.
	scripts/apply --signoff
	unchanged 'or a signed one: run scripts/apply --force first' scripts/export
	git config --global --unset user.name
	unchanged 'git does not know who you are' scripts/apply --signoff
	git config --global user.name Project
	git config --global user.email series@rust-bridge.invalid
	unchanged "is the project's" scripts/apply --signoff
	scripts/apply
	[ "$(git -C "$TREE" rev-parse series)" = "$TIP" ]
}

@test "apply: series and patches/ that disagree, both ways" {
	both() { unchanged "$1" scripts/apply && unchanged "$1" scripts/apply --tree "$CLONE"; }
	cp patches/0001* patches/0003-stray.patch
	both 'patches/0003-stray.patch is not named in series'
	rm patches/0003*
	mkdir patches/dir
	both 'patches/dir is not named in series'
	rmdir patches/dir
	sed -i '$a 9002-not-there.patch' series
	both 'series names 9002-not-there.patch, which is not in patches/'
	sed -i '$d' series
	mv patches/0002* "$HOME"
	both 'series names 0002-lib-fix-b-with-n-code.patch, which is not in patches/'
	mv "$HOME"/0002* patches
	mv patches "$HOME"
	both 'series names 0001-lib-fix-a.patch, which is not in patches/'
	mv "$HOME/patches" .
	cp series "$HOME"
	tac "$HOME/series" >series
	both 'are not in the order of their numbers'
	cp "$HOME/series" .
	rm series
	both "there is no file series in $REPO"
	cp "$HOME/series" .
	# What quilt makes of a series is understood.
	printf '\n  # a remark\n' >>series
	sed -i 's,^0001.*,patches/&  # first,' series
	scripts/apply
}
