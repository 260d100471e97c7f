#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# scripts/check, on a kernel that builds in no time (see kernel.bash).

load kernel

setup_file() {
	export BATS_NO_PARALLELIZE_WITHIN_FILE=true RUST_BRIDGE_IN_BATS=1
	make_template
	# Git's worktrees are known by path: every test stands where the first run did.
	use_template "$BATS_FILE_TMPDIR/here"
	no_setup
	for t in clang rustc bindgen shellcheck; do
		printf '%s\n' '#!/bin/sh' "echo $t 1.0" | stub $t
	done
	printf '%s\n' '#!/bin/sh' 'echo clippy 0.1' | stub clippy-driver
	printf '%s\n' '#!/bin/sh' 'echo 0000000060000100 b _end' 'cat "$HOME/nm" 2>/dev/null || :' | stub nm
	printf '%s\n' '#!/bin/sh' '# SPDX-License-Identifier: GPL-2.0' 'echo 1..1; echo ok 1' >scripts/lib/modules-test
	for f in rebuild-test rustbridge-test fuzz-rustbridge clippy kunit-failing kunit-off extmod-test extmod-package layouts rust-drivers helpers-run helpers-by-hand mutate.py; do
		cp scripts/lib/modules-test scripts/lib/$f
	done
	printf '%s\n' '# SPDX-License-Identifier: GPL-2.0' CONFIG_DEBUG=y >kunit/config/debug.config
	cp kunit/config/debug.config kunit/config/other.config
	scripts/check >"$HOME/first" 2>&1 || { cat "$HOME/first"; return 1; }
	rm "$HOME/kunit.log"
	rm -r "$BATS_FILE_TMPDIR/template"
	cd "$BATS_FILE_TMPDIR" || return
	mv here template
}

setup() { use_template "$BATS_FILE_TMPDIR/here"; }

# add SUBJECT FILE [LINE]: a patch more, 9002.
add() {
	make_commit "$@"
	scripts/export --topic docs >/dev/null
}

# own: what is the user's, and none of the check's.
own() { facts | grep -vE 'refs/rust-bridge/checked|\.git/worktrees/linux/|kunit/checked'; }

# says LINE COMMAND...: it fails, with that line and the count of one failure.
says() {
	local before
	before=$(own)
	run --separate-stderr "${@:2}"
	[[ $status -eq 1 && $output = *"$1"* && ${lines[-1]} = *' passed, 1 failed' ]] ||
		{ printf '%s\n' "status: $status" "$output" "$stderr"; return 1; }
	diff <(echo "$before") <(own) || return
	[ -z "$(left)" ]
}

# recorded: how many patches are.
recorded() { grep -vcE '^#| part:' kunit/checked; }

# built: how often a kernel was built since.
built() { grep -c '^build' "$HOME/kunit.log" 2>/dev/null || true; }

@test "check: a good series, from nothing" {
	run cat "$HOME/first"
	[ "${lines[-1]}" = '41 passed, 0 failed' ] || { echo "$output"; return 1; }
	[[ $output = *'[1/4] lib: fix a: checkpatch ok, built '*' s, KUnit 3 passed'* ]]
	[[ $output = *'[4/4] MAINTAINERS: add the Rust bridge: checkpatch ok, built '* ]]
	[ "$(recorded)" -eq 4 ]
	[ "$(sed -n 's/.* part://p' kunit/checked | sort | paste -sd ' ')" = 'arm64 clippy config:debug extmod kunit layouts rebuild' ]
	run ! grep -q FAIL "$HOME/first"
}

@test "check: what is recorded is not built again, with --all it is" {
	before=$(cat kunit/checked; own)
	run --separate-stderr scripts/check
	[[ $status -eq 0 && -z $stderr && ${lines[-1]} = '36 passed, 0 failed' ]]
	[[ $output = *'[1/4] lib: fix a: checkpatch ok, built before'* ]]
	[[ $output = *'ok    layouts with GCC: passed before'* ]]
	# The whole alone, with broken helpers, and its static link.
	[ "$(built)" -eq 3 ]
	[ "$before" = "$(cat kunit/checked; own)" ]
	# CI draws one.
	CI=1 scripts/check --only 2
	[ "$(built)" -gt 3 ]
	# From nothing, not even the base is built for it.
	rm -r .work/check/build .work/check/state
	CI=1 run scripts/check --only 2
	[[ $status -eq 0 && $output = *'[2/4] lib: fix b, with Ünïcode: checkpatch ok, built '* && $output != *'building the base'* ]]
	rm "$HOME/kunit.log"
	run scripts/check --all
	[[ $status -eq 0 && $output != *' before'* ]]
	[ "$(built)" -ge 5 ]
	# A part that does something else, or fails, is run again; not the others.
	echo '# More.' >>scripts/lib/rust-drivers
	[ "$(scripts/check --list | sed -n 's/ \+checked .*//p' | grep -v '^[0-9]' | paste -sd ' ')" = 'rebuild clippy kunit extmod layouts config:debug' ]
	echo 'exit 1' >>scripts/lib/rust-drivers
	run scripts/check --only 1
	[ "$status" -eq 0 ]
	for i in 1 2; do
		run scripts/check
		[[ $status -eq 1 && $output = *'FAIL  every Rust driver compiles: arm64'* && $output = *'layouts with GCC: passed before'* ]]
	done
	# Where a part is run, CI draws no patch.
	CI=1 run scripts/check
	[[ $status -eq 1 && $output = *'FAIL  every Rust driver compiles: arm64'* && $output != *'checkpatch ok, built '[0-9]* ]]
	# A clippy that is not rustc's finds nothing, and is no proof.
	printf '%s\n' '#!/bin/sh' 'echo clippy 0.2' | stub clippy-driver
	echo '# More.' >>scripts/lib/clippy
	run scripts/check
	[[ $output = *'skip  clippy finds nothing: rustc is 1.0, clippy 2: install the clippy of this rustc'* ]]
	[[ ${lines[-1]} = *' 2 failed, 1 skipped' ]] || { echo "$output"; return 1; }
	[[ $(scripts/check --list) = *$'\nclippy                4 minutes '* ]]
	# Another toolchain is another record.
	printf '%s\n' '#!/bin/sh' 'echo clang 2.0' | stub clang
	[[ $(scripts/check --list) != *checked* ]]
}

@test "check: --list" {
	run --separate-stderr scripts/check --list
	[[ $status -eq 0 && -z $stderr ]]
	[ "$(sed '/^ok/d; /^[a-z]/d' <<<"$output")" = '0001  checked  fixes  lib: fix a
0002  checked  fixes  lib: fix b, with Ünïcode
1001  checked  kbuild  kbuild: rust: add a tool
9001  checked  docs  MAINTAINERS: add the Rust bridge' ]
	add 'MAINTAINERS: more' MAINTAINERS
	run scripts/check --list
	[[ $output = *$'\n9002           docs  MAINTAINERS: more\nrepository '* ]]
	[ "${lines[-1]}" = 'config:debug         20 minutes  KUnit, with the configuration debug' ]
	[ ! -e "$HOME/kunit.log" ]
}

@test "check: --quick builds nothing" {
	run --separate-stderr scripts/check --quick
	[[ $status -eq 0 && -z $stderr && ${lines[-1]} = '11 passed, 0 failed' ]] || { echo "$output$stderr"; return 1; }
	[[ $output = *'[2/4] lib: fix b, with Ünïcode: checkpatch ok'* ]]
	[ ! -e "$HOME/kunit.log" ]
	[ -z "$(left)" ]
}

@test "check: --only, --from, --since, --shard" {
	# subjects ARGUMENT...: the patches that were looked at.
	subjects() { scripts/check --list "$@" | sed -n 's,^\([0-9]\{4\}\) .*,\1,p' | paste -sd ' '; }
	[ "$(scripts/check --quick --only 1001 | grep -o '^\[.*\]')" = '[3/4]' ]
	[ "$(subjects --only 1001)" = 1001 ]
	[ "$(subjects --only 2)" = 0002 ]
	[ "$(subjects --from 0002)" = '0002 1001 9001' ]
	[ "$(subjects --from 2000)" = 9001 ]
	git add -A
	git commit -q -m 'now'
	[ -z "$(subjects --since HEAD)" ]
	git -C "$TREE" commit -q --amend -m 'MAINTAINERS: in other words'
	scripts/export --topic docs >/dev/null
	[ "$(subjects --since HEAD)" = 9001 ]
	run --separate-stderr scripts/check --list --only 3
	[[ $status -eq 1 && $stderr = 'scripts/check: there is no patch 3; --list prints them' ]]
	run --separate-stderr scripts/check --list --from 9500
	[[ $status -eq 1 && $stderr = 'scripts/check: there is no patch 9500 or after it; --list prints them' ]]
	run --separate-stderr scripts/check --prove 3
	[[ $status -eq 1 && $stderr = *'there is no patch 3; --list prints them' ]]
	unchanged "no commit 'nonsense' in the repository" scripts/check --since nonsense
	unchanged "'x1' is no number of a patch" scripts/check --only x1
	unchanged '--shard wants K/N with K from 1 to N' scripts/check --shard 3/2
	[ "$status" -eq 2 ]
}

@test "check: shards are together what the whole is" {
	# units ARGUMENT...: a word for each patch and part.
	units() { scripts/check --list "$@" | sed -nE 's/^([0-9]{4}|[a-z0-9_:]+) .*/\1/p' | grep -v '^ok$' || :; }
	[ "$(units | paste -sd ' ')" = '0001 0002 1001 9001 repository kernel rebuild rustbridge clippy kunit extmod layouts arm64 config:debug' ]
	[[ $(units --full | paste -sd ' ') = *' config:debug package config:other machine:arm64 machine:riscv machine:x86_64 toolchain:gcc toolchain:minimum' ]]
	[[ $(units --quick | paste -sd ' ') = '0001 0002 1001 9001 repository' ]]
	for args in '' --full --all; do
		for n in 1 2 3 4 20; do
			shards=
			for ((k = 1; k <= n; k++)); do
				# shellcheck disable=SC2086
				shards+=$(units $args --shard $k/$n)$'\n'
			done
			# shellcheck disable=SC2086
			[ "$(sort <<<"$shards" | grep .)" = "$(units $args | sort)" ] || { echo "$args $n: $shards"; return 1; }
		done
	done
	# What is recorded weighs nothing, what is not does.
	[ "$(units --shard 1/2 | grep -c kernel)" -eq 1 ]
	[ "$(units --all --shard 2/9 | grep -c kernel)" -eq 0 ]
	# One that records what it did takes nothing from the next.
	rm kunit/checked
	git add -A
	git commit -q -m 'no record'
	all=$(units | sort)
	shards=$(units --shard 1/2; scripts/check --shard 1/2 >/dev/null; units --shard 2/2)
	[ "$(sort <<<"$shards")" = "$all" ]
	# What they run is what they list.
	ran() { scripts/check --all "$@" | sed -nE 's/^ok    ([^(]*) \(.*/\1/p; s/^\[[0-9/]*\] ([^:]*: [^:]*):.*/\1/p'; }
	[ "$({ ran --shard 1/2; ran --shard 2/2; } | sort -u)" = "$(ran | sort -u)" ]
	[ "$({ ran --shard 1/2; ran --shard 2/2; } | grep -vE '^(series and|the record)' | sort | uniq -d)" = '' ]
}

@test "check: --full, and what cannot be run here" {
	printf '%s\n' '#!/bin/sh' | stub gcc
	mkdir .work/toolchain-minimum
	echo 'touch "$HOME/minimum"' >.work/toolchain-minimum/env
	run scripts/check --full --junit .work/out
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	for what in 'the configuration other' 'on arm64' 'on riscv' 'on x86_64' 'the toolchain gcc' 'the toolchain minimum'; do
		[[ $output = *"ok    KUnit, "*"$what ("* ]] || { echo "$what: $output"; return 1; }
	done
	[ -e "$HOME/minimum" ]
	grep -q -- '--arch=um --build_dir=[^ ]*/um-gcc ' "$HOME/kunit.log"
	grep -q -- '--arch=riscv --make_options LLVM=1 ' "$HOME/kunit.log"
	# They are recorded.
	run scripts/check --full
	[[ $output = *'ok    KUnit, on riscv: passed before'* ]]
	grep -q '<testcase classname="check" name="KUnit, on riscv" ' .work/out/check.xml
	# One that is not, and why not; a report of the kernel.
	printf '%s\n' '[ "$1" != --qemu ] || { echo "scripts/setup: no qemu for $2" >&2; exit 1; }' >>scripts/setup
	echo 'BUG: KASAN: slab-use-after-free' >"$HOME/test.log"
	echo >>kunit/virt.config
	run scripts/check --full --junit .work/out
	grep -q 'name="KUnit, on riscv" .*<skipped>.*no qemu for riscv</skipped>' .work/out/check.xml
	[[ $output = *'skip  KUnit, on riscv: scripts/setup: no qemu for riscv'* ]]
	[[ $output = *'FAIL  KUnit, with the toolchain gcc'*'BUG: KASAN'* ]]
	[[ ${lines[-1]} = *' 2 failed, 3 skipped' ]] || { echo "$output"; return 1; }
	run scripts/check --full --quick
	[[ $status -eq 2 && $output = *'--full is all, --quick and --only are not'* ]]
	# No part is recorded as of nothing.
	rm kunit/gcc.config
	! grep -E "^[0-9a-f]{40}  " kunit/checked
	run scripts/check --full
	[[ $output = *'cannot read what the part toolchain:gcc is made of'* ]]
	! grep -E "^[0-9a-f]{40}  " kunit/checked
}

@test "check: --junit" {
	scripts/check --junit .work/out --quick
	python3 - .work/out/check.xml <<-'END'
		import sys, xml.etree.ElementTree as tree
		suite = tree.parse(sys.argv[1]).getroot()
		names = [case.get("name") for case in suite]
		assert len(names) == int(suite.get("tests")) and suite.get("failures") == "0", names
		assert "lib: fix a" in names and "shellcheck" in names, names
	END
	add 'lib: <break> & "say"' lib/c.c BUILD_ERROR
	run ! scripts/check --junit .work/out --only 9002
	python3 - .work/out/check.xml <<-'END'
		import sys, xml.etree.ElementTree as tree
		suite = tree.parse(sys.argv[1]).getroot()
		failed = [case for case in suite if case.find("failure") is not None]
		assert suite.get("failures") == "1" and len(failed) == 1, failed
		assert failed[0].get("name") == 'lib: <break> & "say"', failed[0].get("name")
		assert "BUILD_ERROR" in failed[0].find("failure").text
	END
}

@test "check: checkpatch, the author, tags, ids that nobody knows" {
	add 'MAINTAINERS: bad' MAINTAINERS BADSTYLE
	says '[5/5] MAINTAINERS: bad: FAIL: checkpatch: lib/a.c:1: WARNING: bad style' scripts/check --quick
	git -C "$TREE" commit -q --amend -m $'MAINTAINERS: bad\n\nAs of commit 0123456789ab ("never").'
	scripts/export --topic docs >/dev/null
	says 'FAIL: commit 0123456789ab is not in scripts/lib/commit-ids' scripts/check --quick --only 9002
}

@test "check: a patch that does not build" {
	add 'lib: break' lib/c.c BUILD_ERROR
	says '[5/5] lib: break: FAIL: does not build: lib/c.c:1:1: error: BUILD_ERROR' scripts/check --only 9002
	[ "$(recorded)" -eq 4 ]
	# Mended, the next run goes on.
	sed -i 's/BUILD_ERROR/fine/' "$TREE/lib/c.c"
	git -C "$TREE" commit -q -a --amend --no-edit
	scripts/export >/dev/null
	scripts/check --only 9002
	[ "$(recorded)" -eq 5 ]
}

@test "check: a patch that builds, but fails KUnit" {
	add 'lib: break' lib/x_kunit.c 'broken three'
	says '[5/5] lib: break: FAIL: KUnit: FAIL x.three' scripts/check --only 9002
	git -C "$TREE" reset -q --hard HEAD~
	add 'lib: panic' lib/x_kunit.c panic
	says '[5/5] lib: panic: FAIL: does not get through KUnit: Kernel panic - not syncing' scripts/check --only 9002
}

@test "check: a patch that loses a test has to say why" {
	sed -i '/two/d' "$TREE/lib/base_kunit.c"
	add 'lib: no more' lib/base_kunit.c '// less'
	says 'FAIL: KUnit: base.two passed before and is gone, and the message does not say why' scripts/check --only 9002
	git -C "$TREE" commit -q --amend -m $'lib: no more\n\nThe test two is not needed.'
	scripts/export --topic docs >/dev/null
	scripts/check --only 9002
}

@test "check: a new warning, of the compiler or of kernel-doc" {
	add 'lib: warn' lib/c.c BUILD_WARNING
	says '[5/5] lib: warn: FAIL: a new warning: lib/c.c: warning: BUILD_WARNING' scripts/check --only 9002
	git -C "$TREE" reset -q --hard HEAD~
	add 'lib: document' lib/c.c BADDOC
	says 'FAIL: a new warning: lib/c.c: warning: bad doc' scripts/check --only 9002
}

@test "check: a source that nothing compiles, a path without a maintainer" {
	add 'lib: new' lib/uncompiled.c
	says 'lib/uncompiled.c is compiled in no build of the check' scripts/check
	git -C "$TREE" reset -q --hard HEAD~
	add 'lib: new' lib/orphan.c
	says 'no entry of MAINTAINERS covers lib/orphan.c' scripts/check --quick
}

@test "check: an edited record is refused, and not believed" {
	sed -i '$!s/ 3$/ 4/' kunit/checked
	says 'kunit/checked was edited' scripts/check --quick
	rm kunit/checked
	scripts/check --all --only 1
	[ "$(recorded)" -eq 1 ]
	# A line more, with a sum that is not its own.
	sed -i '4{p;s/^./0/}' kunit/checked
	says 'kunit/checked was edited' scripts/check --all
}

@test "check: series and patches/ that disagree, a patch that does not apply, or edited by hand" {
	touch patches/0009-stray.patch
	says 'patches/0009-stray.patch is not named in series' scripts/check --quick
	rm patches/0009*
	sed -i '$a 9002-not-there.patch' series
	says 'series names 9002-not-there.patch, which is not in patches/' scripts/check
	sed -i '$d' series
	cp -a patches "$HOME"
	sed -i 's/^There is a line/There was a line/' patches/1001*
	says 'what export writes differs: patches/1001-kbuild-rust-add-a-tool.patch' scripts/check --quick
	sed -i 's/^ ten/ eleven/' patches/0002*
	says 'FAIL  every patch applies' scripts/check --quick
	[[ $stderr = *'0002-lib-fix-b-with-n-code.patch does not apply'* ]]
	rm -r patches
	mv "$HOME/patches" .
	scripts/check --quick
}

@test "check: a file without a licence, or with this machine's path" {
	echo text >notes
	says 'notes has no SPDX line' scripts/check --quick
	printf '%s\n' '# SPDX-License-Identifier: GPL-2.0' "$REPO/series" >notes
	says 'notes:2:' scripts/check --quick
}

@test "check: --prove: fails without the fix, passes with it" {
	run --separate-stderr scripts/check --prove 1
	[ "$status" -eq 0 ] || { echo "$output$stderr"; return 1; }
	[[ $output = *'without:   kunit: FAIL a.fixed'* ]]
	[[ $output = *'prove: passes with the fix, fails without: kunit filter'* || $output = *'prove: passes with the fix, fails without: kunit'* ]]
	[ "${lines[-1]}" = '2 passed, 0 failed' ]
	[ -z "$(git -C .work/check/linux status --porcelain)" ]
	says 'prove: nothing fails without it' scripts/check --prove 2
	# One that does not mend what it says.
	echo 'wants never lib/b.c never' >"$TREE/lib/n_kunit.c"
	git -C "$TREE" add -A
	add 'lib: mend nothing' lib/b.c
	says 'prove: the same fails with it' scripts/check --prove 9002
	[ "$(git -C .work/check/linux status --porcelain)" = '' ]
	scripts/check --quick
}

@test "check: interrupted in a build: nothing is left, and the next run goes on" {
	add 'lib: new' lib/c.c
	before=$(own)
	touch "$HOME/slow"
	begin scripts/check --only 9002
	appears "$HOME/pid"
	read -r kunit child <"$HOME/pid"
	rm "$HOME/pid"
	ended INT
	[ "$status" -eq 130 ]
	gone "$kunit" "$child"
	[ -z "$(left)" ]
	diff <(echo "$before") <(own)
	scripts/check --only 9002
	# In the build of the whole, too: the rest is built already.
	touch "$HOME/slow"
	begin scripts/check
	appears "$HOME/pid"
	read -r kunit child <"$HOME/pid"
	ended TERM
	[ "$status" -eq 143 ]
	gone "$kunit" "$child"
	[ -z "$(left)" ]
	scripts/check --quick
}

@test "check: a variable behind the end of the kernel" {
	echo '0000000060000200 b stray' >"$HOME/nm"
	run scripts/check
	[ "$status" -eq 1 ]
	[[ $output = *'FAIL  no data is behind the end of the kernel'*'1 variables are behind _end, stray among them'* ]]
	rm "$HOME/nm"
	run scripts/check
	[ "$status" -eq 0 ]
}
