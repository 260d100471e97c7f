#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# scripts/base: from a clone, a remote, Debian's package.

load kernel

setup_file() {
	make_template
	# The user's clone: more history, the release in the middle of it.
	cd "$BATS_FILE_TMPDIR/template" || return
	mkdir clone
	git -C repo/.work/linux archive base | tar -x -C clone
	cd clone || return
	git init -q -b master .
	echo old >old
	git add -A
	commit_in . 'before'
	git rm -q old
	commit_in . 'Linux 7.3.4'
	git tag v7.3.4
	echo later >later
	git add -A
	commit_in . 'after'
}

setup() {
	use_template
	mv "$TREE" "$HOME/base"
	CLONE=$BATS_TEST_TMPDIR/clone
	ID=$(git -C "$HOME/base" rev-parse base)
}

# A base as it should be: one commit, with no trace of whose clone it was.
is_base() {
	[ "$(git -C "$TREE" rev-parse base)" = "$ID" ]
	[ "$(git -C "$TREE" for-each-ref --format='%(refname)')" = 'refs/heads/series
refs/tags/base' ]
	[ "$(git -C "$TREE" symbolic-ref HEAD)" = refs/heads/series ]
	[ -z "$(git -C "$TREE" status --porcelain)" ]
	[ "$(git -C "$TREE" rev-list --all --count)" -eq 1 ]
	run ! grep -rqsF "$CLONE" "$TREE/.git/config" "$TREE/.git/objects/info"
	[ -z "$(left)" ]
}

# clone_facts: all that is in it, to the byte and the second.
clone_facts() { find "$CLONE" ! -type d -printf '%p %s %T@\n' | sort; }

@test "base: from a clone, which stays as it was" {
	# What git would write into the index, given the occasion.
	touch -d '2030-01-01' "$CLONE/lib/a.c"
	before=$(clone_facts)
	run --separate-stderr scripts/base --tree "$CLONE"
	[[ $status -eq 0 && -z $stderr ]] || { echo "$output$stderr"; return 1; }
	[ "$output" = "base: v7.3.4 of file://$CLONE
base: Linux 7.3.4 in .work/linux, $(git -C "$TREE" rev-parse --short=12 'base^{tree}')" ]
	is_base
	[ "$before" = "$(clone_facts)" ]
	# It does not need the clone any more.
	rm -r "$CLONE"
	git -C "$TREE" fsck --no-progress
	scripts/apply
}

@test "base: from a bare, a shallow and a linked clone, and from a relative path" {
	git clone -q --bare "$CLONE" bare
	git clone -q --depth=1 --branch v7.3.4 "file://$CLONE" shallow
	git -C "$CLONE" worktree add -q --detach "$PWD/linked" v7.3.4
	for c in bare shallow linked; do
		scripts/base --tree $c
		is_base
		rm -rf "$TREE"
	done
	rm -rf bare shallow linked
}

@test "base: from a remote, with the user's git at its worst" {
	printf '%s\n' '[core]' 'autocrlf = true' 'hooksPath = /nonexistent' '[fetch]' 'fsckObjects = true' '[transfer]' \
		'hideRefs = refs' '[commit]' 'gpgSign = true' '[init]' 'defaultBranch = x' 'templateDir = /nonexistent' >"$HOME/hostile"
	export GIT_CONFIG_GLOBAL=$HOME/hostile
	mkdir -p "$HOME/.config/git"
	echo '* text eol=crlf' >"$HOME/.config/git/attributes"
	run --separate-stderr scripts/base --git "file://$CLONE"
	[[ $status -eq 0 && -z $stderr ]]
	is_base
	run ! grep -rq $'\r' "$TREE/lib"
}

@test "base: another commit is not the canonical base, and said so" {
	run --separate-stderr scripts/base --git "file://$CLONE" --ref master
	[ "$status" -eq 0 ]
	[[ ${#stderr_lines[@]} -eq 1 && $stderr = 'scripts/base: not the canonical base (tree '* ]]
	[ -f "$TREE/later" ]
	# The series applies to it.
	scripts/apply
	# Without the tag, a clone's HEAD.
	git -C "$CLONE" tag -d v7.3.4
	run --separate-stderr scripts/base --tree "$CLONE" --force
	[[ $status -eq 0 && $output = "base: HEAD of"* && $stderr = *'not the canonical base'* ]]
	[ -z "$(left)" ]
}

@test "base: a clone with changes is only warned about" {
	echo change >>"$CLONE/lib/a.c"
	before=$(clone_facts)
	run --separate-stderr scripts/base --tree "$CLONE"
	[ "$status" -eq 0 ]
	[[ ${#stderr_lines[@]} -eq 1 && $stderr = *"$CLONE has changes that are not committed: they are not taken" ]]
	is_base
	[ "$before" = "$(clone_facts)" ]
}

@test "base: already there: nothing is done; --force replaces it" {
	scripts/base --tree "$CLONE"
	scripts/apply
	before=$(facts)
	run --separate-stderr scripts/base
	[[ $status -eq 0 && -z $stderr && $output = 'base: Linux 7.3.4 in .work/linux, '* ]]
	[ "$before" = "$(facts)" ]
	unchanged '.work/linux is there already: --force replaces it' scripts/base --tree "$CLONE"
	# A failure leaves it, too.
	unchanged 'no directory nowhere' scripts/base --force --tree nowhere
	scripts/base --force --tree "$CLONE"
	is_base
}

@test "base: what is no kernel of this version, or no clone, is refused" {
	make_tree "$HOME/other" 7.4.0
	git init -q "$HOME/empty"
	git init -q "$HOME/none"
	touch "$HOME/none/file"
	git -C "$HOME/none" add file
	commit_in "$HOME/none" 'no kernel'
	mkdir "$HOME/plain"
	while read -r dir text; do
		unchanged "$text" scripts/base --tree "$HOME/$dir"
		[ ! -e "$TREE" ]
	done <<-END
		other that is Linux 7.4: the series is for 7.3
		none that is no kernel tree
		empty is no git clone with a commit
		plain is no git clone with a commit
		nowhere no directory $HOME/nowhere
	END
	unchanged 'cannot fetch v9 from file://' scripts/base --tree "$CLONE" --ref v9
	unchanged "cannot fetch v7.3.4 from file://$HOME/nowhere" scripts/base --git "file://$HOME/nowhere"
	unchanged 'exclude each other' scripts/base --git "file://$CLONE" --tree "$CLONE"
	[ "$status" -eq 2 ]
	# Something else is where the tree goes.
	mkdir "$TREE"
	touch "$TREE/mine"
	unchanged 'is no base tree: remove it, or use --force' scripts/base --tree "$CLONE"
	[ -f "$TREE/mine" ]
	rm -r "$TREE"
	scripts/base --tree "$CLONE"
	is_base
}

# debian: a mirror that has the package of version $1, with Debian's changes.
debian() {
	sed -i "s,/usr/share/keyrings/,$HOME/," scripts/lib/apt.sh
	touch "$HOME/debian-archive-keyring.gpg"
	printf '%s\n' '#!/bin/sh' 'echo amd64' | stub dpkg
	printf '%s\n' '#!/bin/sh' "echo 'linux-source-7.3 | $1 | http://deb.example.org trixie-backports/main amd64 Packages'" |
		stub apt-cache
	stub apt-get <<-'END'
		#!/bin/sh
		case $* in
		*indextargets*) echo 'Debian http://deb.example.org/debian' ;;
		*"${APT_SAYS:-nothing}"*) echo 'E: Failed to fetch, as it was told'; exit 100 ;;
		*download*) touch linux-source-7.3_1_all.deb; echo "$*" >>"$HOME/apt" ;;
		esac
	END
	stub dpkg-deb <<-'END'
		#!/bin/sh
		cat "$HOME/package.tar"
	END
	(
		cd "$HOME"
		mkdir -p usr/src d/linux-source-7.3
		git -C base archive base | tar -x -C d/linux-source-7.3
		cd d/linux-source-7.3
		# Debian's own, and what a .gitignore would keep out.
		sed -i 's/five/debian five/' lib/a.c
		printf '%s\n' '*.c' >.gitignore
		cd ..
		tar -cJf ../usr/src/linux-source-7.3.tar.xz linux-source-7.3
		cd ..
		tar -cf package.tar ./usr
		printf '%s\n' 'Undone:' '--- a/.gitignore' '+++ /dev/null' '@@ -1 +0,0 @@' '-*.c' '--- a/lib/a.c' '+++ b/lib/a.c' \
			'@@ -5,3 +5,3 @@' ' four' '-debian five' '+five' ' six' >"$REPO/scripts/lib/debian-to-upstream.diff"
	)
}

@test "base: Debian's package, its changes undone" {
	debian "$(. scripts/lib/base.conf && echo "$BASE_DEB_VERSION")"
	run --separate-stderr scripts/base
	[[ $status -eq 0 && -z $stderr ]] || { echo "$output$stderr"; return 1; }
	[ "$(left)" = .work/apt ]
	rm -r .work/apt
	is_base
	grep -q 'linux-source-7.3=7.3.4-' "$HOME/apt"
}

@test "base: the version has left the mirror: the newest is taken, and said so" {
	debian 7.3.9-1
	sed -i 's/-debian five/-other/' scripts/lib/debian-to-upstream.diff
	run --separate-stderr scripts/base
	[ "$status" -eq 0 ]
	[[ ${stderr_lines[0]} = *'any more; taking 7.3.9-1, which is not the canonical base' ]]
	[[ ${stderr_lines[1]} = *"not all of Debian's changes to the build system could be undone"* ]]
	[[ ${stderr_lines[2]} = *'not the canonical base (tree '* ]]
	[ ! -e "$TREE/lib/a.c.orig" ]
	[ ! -e "$TREE/lib/a.c.rej" ]
	[ -z "$(git -C "$TREE" status --porcelain --ignored)" ]
}

@test "base: no network: one line, nothing left but logs, and the next run goes on" {
	debian "$(. scripts/lib/base.conf && echo "$BASE_DEB_VERSION")"
	while read -r command text; do
		run --separate-stderr env APT_SAYS="$command" scripts/base
		[[ $status -eq 1 && ${#stderr_lines[@]} -eq 1 && $stderr = *"$text"*'Failed to fetch'* ]] || { echo "$stderr"; return 1; }
		[ ! -e "$TREE" ]
		[ "$(left)" = .work/apt ]
		[ "$(cd .work/apt && echo *.deb)" = '*.deb' ]
	done <<-END
		update cannot read the package lists of
		download cannot fetch linux-source-7.3=
	END
	# A mirror that has none at all, a machine that is no Debian.
	printf '%s\n' '#!/bin/sh' | stub apt-cache
	run --separate-stderr scripts/base
	[[ $status -eq 1 && $stderr = *'has no linux-source-7.3 any more: use --tree or --git' ]]
	rm "$HOME/debian-archive-keyring.gpg"
	run --separate-stderr scripts/base
	[[ $status -eq 1 && ${#stderr_lines[@]} -eq 1 && $stderr = *'is missing: install debian-archive-keyring' ]]
	scripts/base --tree "$CLONE"
}
