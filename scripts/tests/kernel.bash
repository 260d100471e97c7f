# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
#
# A kernel of a few files that builds and tests itself in no time, and a series
# on it. What a patch writes into a file decides what becomes of it:
#
#	BADSTYLE in any file            checkpatch complains
#	BUILD_ERROR, BUILD_WARNING      in C: the compiler does
#	BADDOC in C                     kernel-doc does
#	in *_kunit.c, a line "test NAME"         a test that passes
#	             "broken NAME"               one that fails
#	             "wants NAME FILE TEXT"      one that fails without TEXT in FILE
#	             "panic"                     no results at all
#
# $HOME/slow makes kunit.py wait, which leaves its pid in $HOME/pid; what it was
# called with stands in $HOME/kunit.log.

load helper

# stub NAME: a program that comes first on PATH; its text is on stdin.
stub() {
	mkdir -p "$BIN"
	cat >"$BIN/$1"
	chmod +x "$BIN/$1"
}

# make_kernel: the base, with tools of its own.
make_kernel() {
	make_tree
	cd "$TREE" || return
	mkdir -p tools/testing/kunit tools/docs rust/helpers
	printf '%s\n\t%s\n' 'rustavailable:' '@sh scripts/rust_is_available.sh' \
		'rustfmtcheck rustdoc rusthelperaudit:' '@:' '%.o:' '@:' >>Makefile
	cat >scripts/rust_is_available.sh <<-'END'
		[ -n "$RUST_TOO_OLD" ] || exit 0
		printf '%s\n' '***' "*** $RUST_TOO_OLD" '***   Your version: 0.1' '***' >&2
		exit 1
	END
	cat >scripts/checkpatch.pl <<-'END'
		open(my $f, '<', $ARGV[-1]) or die;
		if (grep { /BADSTYLE/ } <$f>) { print "lib/a.c:1: WARNING: bad style\n"; exit 1; }
	END
	cat >scripts/get_maintainer.pl <<-'END'
		#!/bin/sh
		case $* in
		*--self-test*) ;;
		*orphan*) echo 'THE REST' ;;
		*) echo 'RUST BRIDGE' ;;
		esac
	END
	cat >tools/docs/kernel-doc <<-'END'
		#!/bin/sh
		for f; do :; done
		! grep -q BADDOC "$f" || echo "$f:1: warning: bad doc"
	END
	cat >tools/testing/kunit/kunit.py <<-'END'
		#!/bin/bash
		echo "$*" >>"$HOME/kunit.log"
		action=$1 dir= json=
		for a; do
			case $a in
			--build_dir=*) dir=${a#*=} ;;
			--json=*) json=${a#*=} ;;
			esac
		done
		if [ -e "$HOME/slow" ]; then
			rm "$HOME/slow"
			sleep 60 &
			echo $$ $! >"$HOME/pid.new"
			mv "$HOME/pid.new" "$HOME/pid"
			wait
		fi
		build() {
			grep -rn BUILD_WARNING --include='*.c' . | sed 's,^\./,,; s/:BUILD/:1: warning: BUILD/'
			if grep -rn BUILD_ERROR --include='*.c' . | sed 's,^\./,,; s/:BUILD/:1: error: BUILD/' | grep .; then
				exit 1
			fi
			find . -name '*.c' -o -name '*.rs' | sort >"$dir/files"
			xargs cat <"$dir/files" >"$dir/vmlinux"
			sed "s,^\.,deps := $PWD," "$dir/files" | grep -v uncompiled >"$dir/.all.cmd"
			mkdir -p "$dir/rust/bindings"
			: >"$dir/rust/bindings/bindings_generated.rs"
		}
		tests() {
			local f what name in text n=0 bad=0 suites= cases
			for f in */*_kunit.c; do
				cases=
				while read -r what name in text; do
					case $what in
					test) status=PASS ;;
					broken) status=FAIL ;;
					wants) grep -q "$text" "$in" && status=PASS || status=FAIL ;;
					panic) echo 'Kernel panic - not syncing'; exit 1 ;;
					*) continue ;;
					esac
					n=$((n + 1))
					[ $status = PASS ] || bad=$((bad + 1))
					cases+="${cases:+,}{\"name\": \"$name\", \"status\": \"$status\"}"
				done <"$f"
				suites+="${suites:+,}{\"name\": \"$(basename "$f" _kunit.c)\", \"test_cases\": [$cases]}"
			done
			[ -z "$json" ] || echo "{\"sub_groups\": [$suites]}" >"$json"
			echo "Testing complete. Ran $n tests: passed: $((n - bad))${bad:+, failed: $bad}"
			[ "$bad" = 0 ]
		}
		case $action in
		config) ;;
		build) build ;;
		exec)
			cat "$HOME/test.log" 2>/dev/null >"$dir/test.log"
			tests
			;;
		run)
			cat "$HOME/test.log" 2>/dev/null >"$dir/test.log"
			[ -z "$LLVM_PROFILE_FILE" ] || echo counts >"$LLVM_PROFILE_FILE"
			build
			tests
			;;
		esac
	END
	chmod +x scripts/get_maintainer.pl tools/docs/kernel-doc tools/testing/kunit/kunit.py
	printf '%s\n' 'test one' 'test two' >lib/base_kunit.c
	echo 'rust_helper_atomic_x' >rust/helpers/atomic.c
	echo 'CONFIG_RUST=y' >rust/.kunitconfig
	echo 'rust_helper_used' >rust/helpers/a.c
	echo 'unsafe { bindings::used(1) }' >rust/lib.rs
	git add -A
	GIT_COMMITTER_DATE='2026-11-10 00:00:00 +0000' git commit -q --amend --no-edit --date '2026-11-10 00:00:00 +0000'
	git tag -f base >/dev/null
	cd "$REPO" || return
	sed -i "s/^BASE_TREE=.*/BASE_TREE=$(git -C "$TREE" rev-parse 'base^{tree}')/" scripts/lib/base.conf
}

# make_series: four patches of three topics, as scripts/export stores them.
make_series() {
	mkdir -p "$TREE/scripts/rustbridge"
	echo 'wants fixed lib/a.c lib:' >"$TREE/lib/a_kunit.c"
	git -C "$TREE" add lib
	make_commit 'lib: fix a' lib/a.c
	make_commit 'lib: fix b, with Ünïcode' lib/b.c
	make_commit 'kbuild: rust: add a tool' scripts/rustbridge/tool.c
	make_commit 'MAINTAINERS: add the Rust bridge' MAINTAINERS 'RUST BRIDGE'
	scripts/export >/dev/null
}

# make_template: in setup_file, once: the repository, the base and the series.
make_template() {
	BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR/template
	# Fewer files to copy: no samples of hooks.
	export GIT_TEMPLATE_DIR=
	make_repo
	rm -f .work/toolchain
	mkdir -p "$HOME" kunit/qemu kunit/config kunit/modules kunit/extmod
	printf '%s\n' '# SPDX-License-Identifier: GPL-2.0' 'CONFIG_KUNIT=y' >kunit/uml.config
	tee kunit/x86_64.config kunit/virt.config kunit/gcc.config kunit/all-rust.config kunit/failing.config kunit/extmod.config kunit/extmod-inline.config kunit/extmod-x86_64.config \
		<kunit/uml.config >kunit/module.config
	head -n 1 kunit/uml.config | tee kunit/failing.expected kunit/extmod/Kbuild kunit/qemu/x86_64.py >kunit/modules/init
	printf '%s\n' '# SPDX-License-Identifier: GPL-2.0' '/.work/' >.gitignore
	make_kernel
	make_series
	# Not the one that a version manager puts before it.
	BIN=$BATS_TEST_TMPDIR/bin
	mkdir -p "$BIN"
	ln -s "$(python3 -c 'import sys; print(sys.executable)')" "$BIN/python3"
	# Nothing here may reach the network, or install anything.
	printf '%s\n' '#!/bin/sh' 'echo "E: no network" >&2' 'exit 100' >"$BIN/apt-get"
	chmod +x "$BIN/apt-get"
}

# no_setup: every tool is there.
no_setup() { printf '%s\n' '#!/bin/sh' '# SPDX-License-Identifier: GPL-2.0' 'echo "setup $*" >>"$HOME/setup.log"' >scripts/setup; }

# use_template [DIR]: in setup: a copy of that, to stand in.
use_template() {
	local here=${1:-$BATS_TEST_TMPDIR}
	rm -rf "$here"
	cp -a "$BATS_FILE_TMPDIR/template" "$here"
	export HOME=$here/home GIT_CONFIG_NOSYSTEM=1 GIT_CEILING_DIRECTORIES=$here
	export GIT_TEMPLATE_DIR=
	unset EMAIL GIT_CONFIG_GLOBAL XDG_CONFIG_HOME XDG_CACHE_HOME RUST_BRIDGE_LOCK CI JOBS
	REPO=$here/repo TREE=$here/repo/.work/linux BIN=$here/bin
	PATH=$BIN:$PATH
	cd "$REPO" || return
}

# facts: all that a command which fails leaves as it was: the repository's files,
# and the tree's files, branches, tags, index and settings, to size and time.
facts() {
	find . \( -path ./.work -o -path ./.git \) -prune -o -type f -printf '%p %s %T@\n' | sort
	# Our own index may be refreshed.
	tree_facts "$TREE" | grep -v '/\.git/index ' || true
}

# tree_facts DIR: the same of a kernel tree.
tree_facts() {
	[ ! -d "$1/.git" ] || find "$1" -path "$1/.git/objects" -prune -o -type f -printf '%p %s %T@\n' | sort
}

# left: what is in .work besides what belongs there.
left() { find .work -mindepth 1 -maxdepth 1 ! -name linux ! -name lock ! -name toolchain ! -name applied ! -name build ! -name check | sort; }

# unchanged TEXT COMMAND...: it fails with one line on stderr that has TEXT, and
# all is as before.
unchanged() {
	local before
	before=$(facts)
	run --separate-stderr "${@:2}"
	[[ $status -ne 0 && ${#stderr_lines[@]} -eq 1 && $stderr = *"$1"* ]] ||
		{ printf '%s\n' "status: $status" "stdout: $output" "stderr: $stderr"; return 1; }
	diff <(echo "$before") <(facts) || return
	[ -z "$(left)" ] || { left; return 1; }
}

# appears FILE: wait until it says something, a few seconds at most.
appears() {
	local i
	for ((i = 0; i < 250; i++)); do
		[ ! -s "$1" ] || return 0
		sleep 0.02
	done
	echo "$1 does not appear"
	return 1
}

# begin COMMAND...: in the background, with what a terminal gives it: a process
# group of its own, $pid, and an interrupt that is not ignored.
begin() {
	perl -e '$SIG{INT} = "DEFAULT"; setpgrp; exec @ARGV' "$@" >"$HOME/out" 2>"$HOME/err" </dev/null 3>&- &
	pid=$!
}

# ended [SIGNAL]: send it to the group, as a terminal does; $status and $stderr
# of what began.
ended() {
	[ -z "${1:-}" ] || kill -"$1" -- "-$pid"
	status=0
	wait "$pid" 2>/dev/null || status=$?
	stderr=$(cat "$HOME/err")
}

# gone PID...: these have ended, or do so at once.
gone() {
	local i p
	for p; do
		for ((i = 0; i < 100; i++)); do
			# A zombie has ended, whoever has to bury it.
			grep -qs '^State:	[^Z]' "/proc/$p/status" || continue 2
			sleep 0.02
		done
		echo "$p is still there"
		return 1
	done
}

# hostile_git: settings that would spoil what git writes and reads, if they were
# asked, and environment and attributes to the same end.
hostile_git() {
	mkdir -p "$HOME/hooks" "$HOME/.config/git"
	for h in applypatch-msg pre-applypatch post-applypatch pre-commit commit-msg post-checkout reference-transaction; do
		printf '%s\n' '#!/bin/sh' 'exit 1' >"$HOME/hooks/$h"
		chmod +x "$HOME/hooks/$h"
	done
	cat >>"$HOME/.gitconfig" <<-END
		[core]
			autocrlf = true
			abbrev = 7
			hooksPath = $HOME/hooks
			quotePath = false
			whitespace = cr-at-eol
		[apply]
			whitespace = fix
		[am]
			threeWay = true
			keepcr = true
		[mailinfo]
			scissors = true
		[commit]
			gpgSign = true
		[gpg]
			program = false
		[format]
			signOff = true
			noprefix = true
			attach = true
			useAutoBase = true
			suffix = .txt
			numbered = true
			outputDirectory = $HOME
			subjectPrefix = HOSTILE
			signature = hostile
		[diff]
			noprefix = true
			mnemonicPrefix = true
			algorithm = histogram
			context = 7
			external = false
			orderFile = /dev/null
			renames = copies
		[color]
			ui = always
		[rerere]
			enabled = true
		[i18n]
			commitEncoding = ISO-8859-1
			logOutputEncoding = ISO-8859-1
		[log]
			showSignature = true
			date = relative
		[core]
			pager = false
			attributesFile = $HOME/.config/git/attributes
	END
	echo '* text eol=crlf diff=hostile' >"$HOME/.config/git/attributes"
	export GIT_CONFIG_GLOBAL=$HOME/.gitconfig GIT_DIFF_OPTS=-u7 GIT_EXTERNAL_DIFF=false LC_ALL=C TZ=Asia/Tokyo
	export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.autocrlf GIT_CONFIG_VALUE_0=true
}
