#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# scripts/run, with a kunit.py that is told what to find.

load kernel

setup_file() { make_template; }

setup() {
	use_template
	no_setup
}

@test "run: setup, base, apply, kunit.py; ends with its summary" {
	git -C "$TREE" reset -q --hard base
	git -C "$TREE" update-ref -d refs/rust-bridge/synced
	rm .work/applied
	cd /
	run --separate-stderr env JOBS=3 "$REPO/scripts/run"
	cd "$REPO"
	[[ $status -eq 0 && -z $stderr ]]
	[[ $output = *'base: Linux 7.3.4'*'apply: 4 patches on the branch series'*'building with -j3 in .work/build/uml'* ]]
	[ "${lines[-1]}" = 'Testing complete. Ran 3 tests: passed: 3, failed: 0' ]
	[[ $(cat "$HOME/kunit.log") = run\ *"--kunitconfig=$REPO/kunit/uml.config --arch=um --make_options LLVM=1 --build_dir=$REPO/.work/build/uml --jobs 3" ]]
	# Once before there is a tree, once with it.
	[ "$(wc -l <"$HOME/setup.log")" -eq 2 ]
	[ -z "$(left)" ]
}

@test "run: a test that fails, a build that fails" {
	make_commit 'lib: break' lib/x_kunit.c 'broken three'
	scripts/export --topic docs >/dev/null
	run --separate-stderr scripts/run
	[ "$status" -eq 1 ]
	[ "${lines[-1]}" = 'Testing complete. Ran 4 tests: passed: 3, failed: 1' ]
	make_commit 'lib: break more' lib/c.c BUILD_ERROR
	before=$(facts)
	run scripts/run --no-apply
	[[ $status -eq 1 && ${lines[-1]} = 'lib/c.c:1:1: error: BUILD_ERROR' ]]
	[ "$before" = "$(facts)" ]
	# With commits that were not exported it stops, unless told not to apply.
	unchanged 'has commits that were not exported' scripts/run
}

@test "run: what stops setup, base or apply stops it" {
	printf '%s\n' '#!/bin/sh' 'echo "scripts/setup: no clang" >&2' 'exit 1' >scripts/setup
	unchanged 'no clang' scripts/run
	no_setup
	sed -i 's/^ ten/ eleven/' patches/0002*
	unchanged '0002-lib-fix-b-with-n-code.patch does not apply' scripts/run
	[ ! -e "$HOME/kunit.log" ]
}

@test "run: --json and --junit are paths of the caller, the rest goes to kunit.py" {
	mkdir "$HOME/here"
	cd "$HOME/here"
	"$REPO/scripts/run" --json=out.json --junit=sub/x.xml --raw 'rust_*' >/dev/null
	[[ $(cat "$HOME/kunit.log") = *" --json=$PWD/out.json --junit=$PWD/sub/x.xml --raw_output=all rust_*" ]]
	[ "$("$REPO/scripts/lib/kunit-results" out.json)" = 'PASS a.fixed
PASS base.one
PASS base.two' ]
	"$REPO/scripts/run" --json --junit >/dev/null
	[[ $(tail -n 1 "$HOME/kunit.log") = *' --json --junit' ]]
}

@test "run: --arch" {
	unchanged "no machine 'sparc'; there are um and x86_64; see 'scripts/run --help'" scripts/run --arch sparc
	[ "$status" -eq 2 ]
	printf '%s\n' '#!/bin/sh' | stub qemu-system-x86_64
	scripts/run --arch=x86_64 --no-apply
	[[ $(cat "$HOME/kunit.log") = *"--kunitconfig=$REPO/kunit/x86_64.config --arch=x86_64 --qemu_config=$REPO/kunit/qemu/x86_64.py "*"--build_dir=$REPO/.work/build/x86_64 "* ]]
}

@test "run: the base is fetched if it is not there" {
	rm -rf "$TREE"
	printf '%s\n' '#!/bin/sh' 'echo "scripts/base: no network" >&2' 'exit 1' >scripts/base
	unchanged 'no network' scripts/run
	[ ! -e .work/build ]
}
