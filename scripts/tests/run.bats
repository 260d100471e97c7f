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
	echo 'ok 1 said by the kernel' >"$HOME/test.log"
	run "$REPO/scripts/run" --json=out.json --junit=sub/x.xml --raw 'rust_*'
	[[ $status -eq 0 && $output = *'ok 1 said by the kernel' ]]
	[[ $(cat "$HOME/kunit.log") = *" --json=$PWD/out.json --junit=$PWD/sub/x.xml rust_*" ]]
	rm "$HOME/test.log"
	[ "$("$REPO/scripts/lib/kunit-results" out.json)" = 'PASS a.fixed
PASS base.one
PASS base.two' ]
	"$REPO/scripts/run" --json --junit >/dev/null
	[[ $(tail -n 1 "$HOME/kunit.log") = *' --json --junit' ]]
}

@test "run: --arch" {
	unchanged "no machine 'sparc'; there are um arm64 riscv x86_64; see 'scripts/run --help'" scripts/run --arch sparc
	[ "$status" -eq 2 ]
	for arch in arm64 riscv; do
		scripts/run --arch $arch --no-apply
		[[ $(tail -n 1 "$HOME/kunit.log") = *"--kunitconfig=$REPO/kunit/virt.config --arch=$arch --make_options LLVM=1 --build_dir=$REPO/.work/build/$arch "* ]]
	done
	scripts/run --arch=x86_64 --no-apply
	grep -qx 'setup --qemu riscv' "$HOME/setup.log"
	[[ $(cat "$HOME/kunit.log") = *"--kunitconfig=$REPO/kunit/x86_64.config --arch=x86_64 --qemu_config=$REPO/kunit/qemu/x86_64.py "*"--build_dir=$REPO/.work/build/x86_64 "* ]]
}

@test "run: the base is fetched if it is not there" {
	rm -rf "$TREE"
	printf '%s\n' '#!/bin/sh' 'echo "scripts/base: no network" >&2' 'exit 1' >scripts/base
	unchanged 'no network' scripts/run
	[ ! -e .work/build ]
}

# config NAME LINE...: a configuration.
config() { printf '%s\n' '# SPDX-License-Identifier: GPL-2.0' '#' "# What $1 looks at." "${@:2}" >"kunit/config/$1.config"; }

@test "run: --config, of one file or of several" {
	config a CONFIG_A=y '# CONFIG_KUNIT is not set'
	config b '# Arguments: x=1 y=2' CONFIG_A=n CONFIG_B=m
	config ab '# With: a b' CONFIG_AB=y
	run scripts/run --help
	[[ $output = *'  a          What a looks at.'* ]]
	unchanged "no configuration 'c'; there are a ab b; see 'scripts/run --help'" scripts/run --config c
	[ "$status" -eq 2 ]
	unchanged "no configuration '../uml'; there are a ab b" scripts/run --config=../uml
	unchanged '--config wants an argument' scripts/run --config
	unchanged '--config is for UML' scripts/run --config a --arch x86_64
	scripts/run --config a --no-apply
	[ "$(cat .work/build/a/merged.config)" = $'CONFIG_RUST=y\n# CONFIG_KUNIT is not set\nCONFIG_A=y' ]
	[[ $(tail -n 1 "$HOME/kunit.log") = *"run --kunitconfig=$REPO/.work/build/a/merged.config --arch=um --make_options LLVM=1 --build_dir=$REPO/.work/build/a "* ]]
	scripts/run --config ab --no-apply
	[[ $(tail -n 1 "$HOME/kunit.log") = *' --kernel_args=x=1 --kernel_args=y=2 '* ]]
	[ "$(cat .work/build/ab/merged.config)" = $'CONFIG_RUST=y\n# CONFIG_KUNIT is not set\nCONFIG_A=n\nCONFIG_B=m\nCONFIG_AB=y' ]
	scripts/run --config b --no-apply
	[[ $(tail -n 1 "$HOME/kunit.log") = *' --kernel_args=x=1 --kernel_args=y=2 '* ]]
}

@test "run: --config, what the kernel reports is an error" {
	config a CONFIG_A=y
	printf '%s\n' 'KTAP version 1' '    # Subtest: rust_debug' 'BUG: KASAN: slab-use-after-free' 'ok 1 rust_debug' \
		'    # Subtest: a' '    ok 1 x' 'ok 2 a' >"$HOME/test.log"
	scripts/run --config a --no-apply
	sed -i 's/^    ok 1 x/WARNING: possible circular locking dependency detected\n&/; $ a BUG: sleeping function' "$HOME/test.log"
	run --separate-stderr scripts/run --config a --no-apply
	[ "$status" -eq 1 ]
	[ "${stderr_lines[0]}" = 'a: WARNING: possible circular locking dependency detected' ]
	[ "${stderr_lines[1]}" = 'outside of tests: BUG: sleeping function' ]
	[ "${stderr_lines[2]}" = "reports: that is what $REPO/.work/build/a/test.log says" ]
	# Of DRM's suites warnings are none.
	printf '%s\n' '    # Subtest: drm_mm' 'WARNING: drivers/gpu/x.c:1 at f+0x1' 'ok 1 drm_mm' >"$HOME/test.log"
	scripts/run --no-apply
	while read -r line; do
		printf '%s\n' '    # Subtest: drm_mm' "$line" 'ok 1 drm_mm' >"$HOME/test.log"
		run --separate-stderr scripts/run --no-apply
		[[ $status -eq 1 && ${stderr_lines[0]} = "drm_mm: $line" ]] || { echo "$line"; return 1; }
	done <<-'END'
		BUG: KASAN: slab-use-after-free in f
		BUG kmalloc-64 (Tainted: G): Poison overwritten
		BUG at mas_validate:12 (1)
		INFO: trying to register non-static key.
		WARNING: possible circular locking dependency detected
		UBSAN: shift-out-of-bounds in lib/x.c:1:2
		Kernel panic - not syncing: x
		Disabling lock debugging due to kernel taint
		kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)
		kmemleak: Kernel memory leak detector disabled
	END
}

# llvm CLANG RUSTC: the LLVM of each.
llvm() {
	printf '%s\n' '#!/bin/sh' "echo clang version $1.1.2" | stub clang
	printf '%s\n' '#!/bin/sh' "echo LLVM version: $2.0.1" | stub rustc
}

@test "run: --coverage, and what LLVM it takes" {
	config coverage '# Needs: one LLVM' CONFIG_GCOV=y
	llvm 22 21
	unchanged 'the configuration coverage needs one LLVM for C and Rust: clang has 22, rustc 21; install clang 21' \
		scripts/run --coverage
	llvm 22 22
	printf '%s\n' '#!/bin/sh' '[ "$(cat "${5}")" = counts ] && echo "$*" >>"$HOME/llvm"' | stub llvm-profdata
	stub llvm-cov <<-END
		#!/bin/sh
		echo "\$*" >>"\$HOME/llvm"
		[ "\$1" = export ] || exit 0
		printf '%s\n' SF:$TREE/rust/kernel/a.rs LF:8 LH:6 end_of_record \
			SF:/usr/lib/core.rs LF:100 LH:1 end_of_record \
			SF:$TREE/rust/helpers/a.c LF:10 LH:10 end_of_record
	END
	run --separate-stderr scripts/run --coverage --no-apply
	[[ $status -eq 0 && -z $stderr ]] || { echo "$output$stderr"; return 1; }
	grep -qE '^rust/kernel +8 +6 +75\.0%$' <<<"$output"
	grep -qE '^rust/helpers +10 +10 +100\.0%$' <<<"$output"
	grep -qE '^rust +18 +16 +88\.9%$' <<<"$output"
	[[ $output != *$'\nsamples'* ]]
	[ "${lines[-1]}" = "coverage: $REPO/.work/coverage/index.html, $REPO/.work/coverage/lcov.info" ]
	grep -q "^show .*-output-dir=$REPO/.work/coverage " "$HOME/llvm"
	run --separate-stderr scripts/run --config debug --coverage
	[[ $status -eq 2 && $stderr = *'--coverage is a configuration, so not with --config debug'* ]]
	# Rust is not covered; llvm-cov fails; the kernel wrote nothing.
	sed -i 's/LH:6/LH:0/' "$BIN/llvm-cov"
	run --separate-stderr scripts/run --coverage --no-apply
	[[ $status -eq 1 && $stderr = 'coverage: no line of rust/kernel was run' ]]
	printf '%s\n' '#!/bin/sh' 'echo "error: another LLVM" >&2' 'exit 1' | stub llvm-cov
	run --separate-stderr scripts/run --coverage --no-apply
	[[ $status -eq 1 && $stderr = 'coverage: llvm-cov failed: error: another LLVM' ]]
	sed -i '/LLVM_PROFILE_FILE/d' "$TREE/tools/testing/kunit/kunit.py"
	run --separate-stderr scripts/run --coverage --no-apply
	[[ $status -eq 1 && $stderr = "coverage: the kernel wrote no $REPO/.work/build/coverage/coverage.profraw" ]]
}

@test "run: --toolchain" {
	unchanged "no toolchain 'tcc'; there are llvm gcc minimum" scripts/run --toolchain tcc
	printf '%s\n' '#!/bin/sh' | stub gcc
	unchanged 'GCC is taken for um and x86_64 alone' scripts/run --toolchain gcc --arch arm64
	config coverage '# Needs: one LLVM' CONFIG_GCOV=y
	unchanged 'the configuration coverage needs one LLVM for C and Rust, so no GCC' scripts/run --coverage --toolchain gcc
	printf '%s\n' '# SPDX-License-Identifier: GPL-2.0' '# CONFIG_KUNIT is not set' >kunit/gcc.config
	scripts/run --toolchain gcc --no-apply
	[ "$(cat .work/build/uml-gcc/merged.config)" = $'CONFIG_RUST=y\n# CONFIG_KUNIT is not set' ]
	[[ $(cat "$HOME/kunit.log") = *"--arch=um --build_dir=$REPO/.work/build/uml-gcc "* ]]
	mkdir .work/toolchain-minimum
	echo 'touch "$HOME/minimum"' >.work/toolchain-minimum/env
	scripts/run --toolchain=minimum --no-apply
	[[ $(tail -n 1 "$HOME/kunit.log") = *"--make_options LLVM=1 --build_dir=$REPO/.work/build/uml-minimum "* ]]
	[ -e "$HOME/minimum" ]
}
