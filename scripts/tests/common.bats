#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# What every command shares: --help, wrong options, one command at a time,
# interrupts, space on the disk.

load kernel

setup_file() { make_template; }

setup() {
	use_template
	# scripts/run --help lists what is there.
	printf '%s\n' '# SPDX-License-Identifier: GPL-2.0' '#' '# More.' >kunit/config/more.config
	# A command that does what it is told with lib/common.sh.
	printf '%s\n' '#!/bin/bash' '. "$(dirname "$0")/lib/common.sh"' '"$@"' >scripts/probe
	chmod +x scripts/probe
	GIT=$(command -v git)
}

# slow_git COMMAND: git says in $HOME/begun that it is at it, and is at it for long.
slow_git() {
	rm -f "$HOME/begun"
	stub git <<-END
		#!/bin/sh
		case " \$* " in *' $1 '*) echo 1 >"$HOME/begun"; exec sleep 60 ;; esac
		exec $GIT "\$@"
	END
}

# fail_git COMMAND: git finds the disk full.
fail_git() {
	stub git <<-END
		#!/bin/sh
		case " \$* " in *' $1 '*) echo 'fatal: No space left on device' >&2; exit 128 ;; esac
		exec $GIT "\$@"
	END
}

@test "common: every command has --help, and writes nothing" {
	for c in setup base apply export run check send status; do
		for o in --help -h; do
			run --separate-stderr "scripts/$c" $o
			[[ $status -eq 0 && $output = "Usage: scripts/$c"* && -z $stderr ]] || { echo "$c: $output"; return 1; }
		done
	done
	# It names every option.
	for c in setup base apply export run check; do
		for o in $(grep -oE '^	+(--[a-z]+ \| )*--[a-z]+(=\*)?\)|^	-.*\)$' "scripts/$c" | grep -oE -- '--[a-z]+'); do
			scripts/$c --help | grep -q -e "$o" || { echo "$c does not explain $o"; return 1; }
		done
	done
}

@test "common: an unknown option is refused, with a hint" {
	for c in setup base apply export run check send status; do
		unchanged "see 'scripts/$c --help'" "scripts/$c" --nonsense
		[[ $status -eq 2 && $stderr = "scripts/$c: "*"'--nonsense'"* ]]
	done
	for o in 'base --tree' 'base --git' 'base --ref' 'apply --tree' 'apply --topic' 'export --topic' 'run --arch' 'check --only'; do
		# shellcheck disable=SC2086
		unchanged "${o#* } wants an argument" scripts/$o
		[ "$status" -eq 2 ]
	done
}

@test "common: commands may be called from anywhere, also in a directory with odd characters" {
	mv "$REPO" "$BATS_TEST_TMPDIR/it's a \$repo"
	cd /
	run --separate-stderr "$BATS_TEST_TMPDIR/it's a \$repo/scripts/apply" --force
	[[ $status -eq 0 && -z $stderr ]] || { echo "$output $stderr"; return 1; }
	run --separate-stderr "$BATS_TEST_TMPDIR/it's a \$repo/scripts/export"
	[[ $output = 'export: 4 patches, no change' ]]
	cd "$BATS_TEST_TMPDIR/it's a \$repo"
	[ -z "$(left)" ]
}

@test "common: a full disk is seen before the work begins" {
	stub df <<-'END'
		#!/bin/sh
		printf '%s\n' 'Filesystem 1024-blocks Used Available Capacity Mounted' 'disk 9 9 2097152 99% /'
	END
	run scripts/probe need_space 2
	[ "$status" -eq 0 ]
	refuses 'needs 3 GiB free' scripts/probe need_space 3
	[[ $status -eq 1 && $stderr = *'there are 2: free some'* ]]
	# Each that needs much asks.
	no_setup
	run --separate-stderr scripts/run --no-apply
	[[ $status -eq 1 && $stderr = 'scripts/run: needs 4 GiB free'* ]]
	rm -rf "$TREE"
	unchanged 'needs 6 GiB free' scripts/base --tree "$HOME"
}

@test "common: a disk that is full in the middle of the work" {
	fail_git 'worktree add'
	unchanged 'is the disk full?' scripts/apply --force
	fail_git 'checkout -q'
	unchanged 'is the disk full?' scripts/apply --force
	rm "$BIN/git"
	scripts/apply --force
}

@test "common: what is missing is named" {
	refuses 'not found: no-such-tool nor-this; scripts/setup' scripts/probe need no-such-tool git nor-this
	rm -rf "$TREE"
	for c in apply export; do
		unchanged 'run scripts/base' scripts/$c
	done
}

@test "common: the version of a tree" {
	printf '%s\n' '# SPDX' 'VERSION = 7' 'PATCHLEVEL = 3' 'SUBLEVEL = 0' 'EXTRAVERSION = -rc2' >m
	run scripts/probe makefile_version <m
	[ "$output" = 7.3-rc2 ]
	run scripts/probe makefile_version <"$TREE/Makefile"
	[ "$output" = 7.3.4 ]
	run scripts/probe makefile_version <"$TREE/lib/a.c"
	[ "$status" -ne 0 ]
}

@test "common: two commands at once: the second says who is at work" {
	no_setup
	touch "$HOME/slow"
	begin scripts/run --no-apply
	appears "$HOME/pid"
	read -r kunit child <"$HOME/pid"
	for c in apply export base 'check --quick'; do
		# shellcheck disable=SC2086
		refuses "scripts/run (pid $pid) is at work on $REPO/.work" scripts/$c
		[ "$status" -eq 1 ]
	done
	# Help is had all the same.
	scripts/apply --help
	# The second did not take the name of the first.
	[ "$(cat .work/lock)" = "scripts/run (pid $pid)" ]
	ended TERM
	gone "$kunit" "$child"
	scripts/apply
}

@test "common: a command that was killed holds up nobody" {
	no_setup
	touch "$HOME/slow"
	begin scripts/run --no-apply
	appears "$HOME/pid"
	read -r kunit child <"$HOME/pid"
	mkdir .work/tmp.left
	kill -KILL "$pid"
	ended
	[ "$status" -eq 137 ]
	# Neither does what it had begun.
	gone "$kunit" "$child"
	run scripts/run --no-apply
	[[ $status -eq 0 && $output = *'Ran 3 tests'* ]]
	[ -z "$(left)" ]
}

@test "common: a command killed in git am leaves nothing that holds up the next" {
	slow_git am
	begin scripts/apply --force
	appears "$HOME/begun"
	kill -KILL -- "-$pid"
	ended
	[ "$status" -eq 137 ]
	rm "$BIN/git"
	run scripts/apply --force
	[ "$status" -eq 0 ]
	[ -z "$(left)" ]
	[ ! -d "$TREE/.git/worktrees" ]
}

@test "common: interrupted or terminated in apply" {
	slow_git am
	cp -a "$TREE" "$BATS_TEST_TMPDIR/clone"
	git -C "$BATS_TEST_TMPDIR/clone" reset -q --hard base
	before=$(facts; tree_facts "$BATS_TEST_TMPDIR/clone")
	for args in 'INT 130 interrupted' 'TERM 143 terminated'; do
		set -- $args
		for where in --force "--tree $BATS_TEST_TMPDIR/clone"; do
			# shellcheck disable=SC2086
			begin scripts/apply $where
			appears "$HOME/begun"
			ended "$1"
			slow_git am
			[ "$status" -eq "$2" ]
			echo "$stderr"
			[ "$stderr" = "scripts/apply: $3; run it again to go on" ]
			[ -z "$(left)" ]
			diff <(echo "$before") <(facts; tree_facts "$BATS_TEST_TMPDIR/clone")
		done
	done
	rm "$BIN/git"
	scripts/apply
	scripts/apply --force
	scripts/apply --tree "$BATS_TEST_TMPDIR/clone"
}

@test "common: no interrupt leaves a tree half checked out" {
	git -C "$TREE" reset -q --hard base
	git -C "$TREE" update-ref -d refs/rust-bridge/synced
	rm .work/applied
	# Like git's own handlers, its do not care that the shell ignores a signal.
	stub git <<-END
		#!/usr/bin/perl
		if (" @ARGV " =~ / checkout /) {
			\$SIG{INT} = sub { exit 128 };
			system 'echo 1 >"$HOME/begun"';
			sleep 1;
		}
		exec '$GIT', @ARGV;
	END
	begin scripts/apply
	appears "$HOME/begun"
	ended INT
	[[ $status -eq 0 && -z $stderr ]]
	rm "$BIN/git"
	[ -z "$(git -C "$TREE" status --porcelain)" ]
	run scripts/apply
	[ "$output" = 'apply: 4 patches are on the branch series already' ]
}

@test "common: interrupted or terminated in run: kunit.py and its children go, too" {
	no_setup
	before=$(facts)
	for args in 'INT 130 interrupted' 'TERM 143 terminated'; do
		set -- $args
		touch "$HOME/slow"
		begin scripts/run
		appears "$HOME/pid"
		read -r kunit child <"$HOME/pid"
		rm "$HOME/pid"
		ended "$1"
		[ "$status" -eq "$2" ]
		[ "$stderr" = "scripts/run: $3; run it again to go on" ]
		gone "$kunit" "$child"
		[ -z "$(left)" ]
	done
	[ "$before" = "$(facts)" ]
	scripts/run
}
