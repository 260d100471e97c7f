# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# scripts/check: the series as a whole, with all that kunit/uml.config has.

FULL=$CHECK/full

# Of the whole series; a proof takes what its tree has of it.
uml_config=$TOP/kunit/uml.config

tip_build() {
	build "$CHECK/full.log" "$FULL" "$uml_config" ||
		{ grep -m3 -E 'error(:|\[)|\*\*\*' "$CHECK/full.log" || tail -n 3 "$CHECK/full.log"; return 1; }
}

tip_kunit() {
	run_kunit "$FULL" "$CHECK/full-results" || { tail -n 5 "$FULL/kunit.log"; return 1; }
	cp "$FULL/test.log" "$CHECK/full-console"
	! grep -vE '^(PASS|SKIP) ' "$CHECK/full-results"
}

# UML's other linker script. The build is the patches' own, so that it is short.
# What comes out has relocations that llvm-objcopy refuses.
tip_static() {
	rm -f "$CHECK/state/commit"
	build "$CHECK/static.log" "$CHECK_BUILD" "$TOP/kunit/static.config" OBJCOPY=objcopy ||
		{ grep -m3 -E 'error(:|\[)|\*\*\*' "$CHECK/static.log" || tail -n 3 "$CHECK/static.log"; return 1; }
	run_kunit "$CHECK_BUILD" "$CHECK/static-results" || { tail -n 5 "$CHECK_BUILD/kunit.log"; return 1; }
	cp "$CHECK_BUILD/test.log" "$CHECK/static-console"
	! grep -vE '^(PASS|SKIP) ' "$CHECK/static-results"
}

# tip_config NAME: KUnit with one of kunit/config, and no report of the kernel; $SKIP if
# these tools cannot build it.
tip_config() {
	local name=$1 dir=$CHECK/config/$1 log=$CHECK/config/$1.log
	local -a arguments
	config_fits "$name" || return "$SKIP"
	mkdir -p "$dir"
	config_write "$name" "$CHECK_TREE" "$dir/merged.config" || return
	mapfile -t arguments < <(config_arguments "$name")
	KUNITCONFIG=$dir/merged.config build "$log" "$dir" ||
		{ grep -m3 -E 'error(:|\[)|\*\*\*' "$log" || tail -n 3 "$log"; return 1; }
	rm -f "$dir/coverage.profraw"
	LLVM_PROFILE_FILE=$dir/coverage.profraw run_kunit "$dir" "$dir/results" "${arguments[@]}" || { tail -n 5 "$dir/kunit.log"; return 1; }
	! grep -vE '^(PASS|SKIP) ' "$dir/results" && "$TOP/scripts/lib/reports" "$dir/test.log" || return
	[ "$name" != coverage ] || "$TOP/scripts/lib/coverage" "$CHECK_TREE" "$dir" "$dir/coverage"
}

# tip_on MACHINE TOOLCHAIN: KUnit there; $SKIP if it cannot be built or booted here.
tip_on() {
	local dir=$CHECK/on/$1-$2
	mkdir -p "$dir"
	rm -f "$dir/results.json"
	if [ "$1" != um ]; then
		"$TOP/scripts/setup" --qemu "$1" >"$dir.log" 2>&1 || { tail -n 1 "$dir.log"; return "$SKIP"; }
	fi
	[ "$2" != gcc ] || command -v gcc >/dev/null || { echo "no gcc on PATH: install it"; return "$SKIP"; }
	if [ "$2" = minimum ]; then
		(use_minimum) >"$dir.log" 2>&1 || { tail -n 1 "$dir.log"; return "$SKIP"; }
	fi
	(
		[ "$2" != minimum ] || use_minimum
		kunit_of "$1" "$2" '' "$CHECK_TREE" "$dir" --json="$dir/results.json" ${junit:+--junit="$junit/$1-$2.xml"}
	) >"$dir.log" 2>&1 || true
	[ -s "$dir/results.json" ] || { grep -m3 -E 'error(:|\[)|\*\*\*' "$dir.log" || tail -n 3 "$dir.log"; return 1; }
	"$TOP/scripts/lib/kunit-results" "$dir/results.json" | sort -u >"$dir/results"
	[ -s "$dir/results" ] && ! grep -vE '^(PASS|SKIP) ' "$dir/results" && "$TOP/scripts/lib/reports" "$dir/test.log"
}

# As a developer calls it: a filter on an attribute, that every suite has to bear.
tip_filter() {
	kunit_py "$CHECK_TREE" exec --build_dir="$FULL" --filter 'module=kernel' >"$CHECK/filter.log" 2>&1 &&
		grep -q 'Ran [1-9][0-9]* tests' "$CHECK/filter.log" || { tail -n 3 "$CHECK/filter.log"; return 1; }
}

tip_modules() { "$TOP/scripts/lib/modules-test" "$FULL" 2>&1; }

tip_helpers_run() {
	"$TOP/scripts/lib/helpers-run" "$CHECK_TREE" "$TOP/kunit/helpers-not-run" \
		"$FULL" "$CHECK/full-console" "$CHECK_BUILD" "$CHECK/static-console"
}

# Ten helpers are broken, and each is noticed.
tip_mutants() {
	local rc=0 mutate=$TOP/scripts/lib/mutate.py dir=$CHECK/mutate
	mkdir -p "$dir"
	rm -rf "${dir:?}"/*
	"$mutate" write "$CHECK_TREE" "$FULL" "$dir/mutants" &&
		build "$dir/log" "$FULL" "$TOP/kunit/uml.config" &&
		"$mutate" run "$FULL" "$dir/mutants" --sample=10 --document="$TOP/Documentation/mutation" \
			--not-run="$TOP/kunit/helpers-not-run" >"$dir/results" || rc=1
	tgit -C "$CHECK_TREE" reset -q --hard
	tgit -C "$CHECK_TREE" clean -q -f rust/helpers
	if [ $rc = 0 ]; then
		echo "$(grep -c '^\[.*\] killed ' "$dir/results") of 10"
	else
		cat "$dir/log" "$dir/results" 2>/dev/null | tail -n 3
	fi
	return $rc
}

# What the tree's own audit finds: nothing.
tip_audit() {
	local log=$CHECK/audit
	make -s -C "$CHECK_TREE" ARCH=um LLVM=1 O="$FULL" rusthelperaudit >"$log" 2>&1 </dev/null &&
		[ ! -s "$log" ] || { head -n 5 "$log"; return 1; }
}

tip_helpers() { "$TOP/scripts/lib/unused-helpers" "$CHECK_TREE"; }

# What is a macro or more than a call; the rest is generated.
tip_by_hand() { "$TOP/scripts/lib/helpers-by-hand" "$CHECK_TREE" 100; }

tip_enums() { "$TOP/scripts/lib/enum-signs" "$FULL"; }

# The kernel knows all of its data as its own: none is behind _end.
tip_bounds() {
	nm "$FULL/vmlinux" | awk '
		$3 == "_end" { end = $1 }
		$2 ~ /^[bBdD]$/ { address[$3] = $1 }
		# As text: 60669e98 is a number to awk.
		END { for (s in address) if (address[s] "" > end "") { n++; name = s }
		      if (n) { print n " variables are behind _end, " name " among them"; exit 1 } }'
}

# What an edit makes Kbuild run, in the build of the patches.
tip_rebuild() {
	local said
	rm -f "$CHECK/state/commit"
	build "$CHECK/rebuild.log" "$CHECK_BUILD" ||
		{ grep -m3 -E 'error(:|\[)|\*\*\*' "$CHECK/rebuild.log" || tail -n 3 "$CHECK/rebuild.log"; return 1; }
	said=$("$TOP/scripts/lib/rebuild-test" "$CHECK_TREE" "$CHECK_BUILD" 2>&1) || { echo "$said"; return 1; }
}

# Tests that are meant to fail, in C and in Rust.
tip_failing() {
	local dir=$CHECK/failing log=$CHECK/failing.log
	KUNITCONFIG=$TOP/kunit/failing.config build "$log" "$dir" ||
		{ grep -m3 -E 'error(:|\[)|\*\*\*' "$log" || tail -n 3 "$log"; return 1; }
	"$TOP/scripts/lib/kunit-failing" "$CHECK_TREE" "$dir"
}

# KUnit as a module: suites of the sample, and of a copy outside the tree, run when loaded.
tip_module() {
	local dir=$CHECK/failing log=$CHECK/module.log
	KUNITCONFIG=$TOP/kunit/module.config build "$log" "$dir" ||
		{ grep -m3 -E 'error(:|\[)|\*\*\*' "$log" || tail -n 3 "$log"; return 1; }
	"$TOP/scripts/lib/modules-test" "$dir" 2>&1
}

tip_off() { "$TOP/scripts/lib/kunit-off" "$CHECK_TREE" "$CHECK/failing" 2>&1; }

# tip_extmod [inline]: of modules outside the tree, built against what is installed.
tip_extmod() {
	local dir=$CHECK/extmod${1:+-$1} log=$CHECK/extmod${1:+-$1}.log
	KUNITCONFIG=$TOP/kunit/extmod.config build "$log" "$dir" ${1:+"$TOP/kunit/extmod-$1.config"} ||
		{ grep -m3 -E 'error(:|\[)|\*\*\*' "$log" || tail -n 3 "$log"; return 1; }
	tap_of "$dir/extmod" "$TOP/scripts/lib/extmod-test" "$CHECK_TREE" "$dir"
}

# tip_package [inline]: and against what a distribution packages.
tip_package() {
	tap_of "$CHECK/package.log" "$TOP/scripts/lib/extmod-package" "$CHECK_TREE" "$CHECK/package${1:+-$1}" \
		${1:+"$TOP/kunit/extmod-$1.config"}
}

# tap_of LOG COMMAND...: how many checks it made, or what failed.
tap_of() {
	if "${@:2}" >"$1" 2>&1; then
		echo "$(grep -c '^ok ' "$1") checks"
	else
		grep -A 5 '^not ok' "$1" | head -n 12
		return 1
	fi
}

# It takes as long as all else that a patch needs, so it is not run for each.
tip_rustdoc() {
	local log=$CHECK/rustdoc.log
	make -s -C "$CHECK_TREE" ARCH=um LLVM=1 O="$FULL" rustdoc >"$log" 2>&1 </dev/null && [ -z "$(warnings "$log")" ] ||
		{ grep -m3 -E '(warning|error)' "$log" || tail -n 3 "$log"; return 1; }
}

# $SKIP without a clippy that is rustc's.
tip_clippy() {
	local clippy rustc
	rustc=$(rustc --version | cut -d' ' -f2) clippy=$(clippy-driver --version 2>/dev/null | sed 's/.* 0\.//; s/ .*//')
	[ "${rustc%.*}" = "$clippy" ] ||
		{ echo "rustc is $rustc, clippy ${clippy:-missing}: install the clippy of this rustc"; return "$SKIP"; }
	"$TOP/scripts/lib/clippy" "$CHECK_TREE" "$CHECK/clippy"
}

# The layout check for what the other builds are not.
tip_layouts_um_gcc() { "$TOP/scripts/lib/layouts" "$CHECK_TREE" "$CHECK/layouts-um-gcc" um gcc; }
tip_layouts_x86() { "$TOP/scripts/lib/layouts" "$CHECK_TREE" "$CHECK/layouts-x86_64" x86_64 clang; }
tip_layouts_x86_gcc() { "$TOP/scripts/lib/layouts" "$CHECK_TREE" "$CHECK/layouts-x86_64-gcc" x86_64 gcc; }
tip_layouts_arm64() { "$TOP/scripts/lib/layouts" "$CHECK_TREE" "$CHECK/layouts-arm64" arm64 clang; }

# All Rust code of the tree, as what is generated depends on it.
tip_drivers_x86() { "$TOP/scripts/lib/rust-drivers" "$CHECK_TREE" "$CHECK/layouts-x86_64" x86_64; }
tip_drivers_arm64() { "$TOP/scripts/lib/rust-drivers" "$CHECK_TREE" "$CHECK/layouts-arm64" arm64; }

# The host tool: its own examples, and hostile input.
tip_rustbridge() { "$TOP/scripts/lib/rustbridge-test" "$CHECK_TREE" 2>&1; }
tip_fuzz() { "$TOP/scripts/lib/fuzz-rustbridge" "$CHECK_TREE" 20 2>&1; }

# Every source that a patch touches is compiled here, or was in its own build, or is by
# the parts kunit and extmod.
tip_compiled() {
	local f rc=0
	while read -r f; do
		is_source "$f" || continue
		compiled "$FULL" "$f" || compiled "$CHECK_BUILD" "$f" || compiled "$CHECK/layouts-x86_64" "$f" ||
			[[ $f = scripts/rustbridge/*examples/* || $f = rust/kunit_test/* || $f = rust/kernel/kunit/off.rs || $f = rust/helpers/extmod.* ]] ||
			grep -qxF "$f" "$CHECK/compiled" 2>/dev/null ||
			{ echo "$f is compiled in no build of the check"; rc=1; }
	done < <(tgit -C "$TREE" diff --name-only --diff-filter=d base "$SERIES_TIP")
	return $rc
}
