# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# scripts/check: what there is to be checked besides patches, in parts that can run on
# machines of their own, and how a shard takes its share of both.

PACKAGE_INPUTS='scripts/lib/extmod-package scripts/lib/extmod.sh kunit/extmod kunit/extmod-x86_64.config kunit/extmod-inline.config scripts/lib/modules-test kunit/modules'
MACHINE_INPUTS='kunit/uml.config kunit/virt.config kunit/x86_64.config kunit/gcc.config kunit/qemu scripts/lib/minimum.sh scripts/lib/reports'
CONFIG_INPUTS='kunit/uml.config kunit/config scripts/lib/reports scripts/lib/coverage'

# A part: its name, how many minutes it takes on two processors, what it is, and the files
# of this repository that decide what it does. One that has these is not run again on a
# series that it passed on. The first comes before the patches.
PARTS=(
	'repository|8|this repository|'
	'kernel|30|the whole series, with all of kunit/uml.config|'
	'rebuild|12|what an edit builds again|scripts/lib/rebuild-test'
	'rustbridge|2|the host tool|'
	'clippy|4|clippy|scripts/lib/clippy kunit/uml.config'
	'kunit|10|tests that fail, KUnit as a module, and none|scripts/lib/kunit-failing kunit/failing.config kunit/failing.expected kunit/module.config scripts/lib/modules-test kunit/modules scripts/lib/kunit-off'
	'extmod|24|modules from outside the tree|scripts/lib/extmod-test scripts/lib/extmod.sh kunit/extmod kunit/extmod.config kunit/extmod-inline.config scripts/lib/modules-test kunit/modules'
	'layouts|6|layouts with GCC|scripts/lib/layouts kunit/all-rust.config'
	'arm64|10|layouts and drivers for arm64|scripts/lib/layouts scripts/lib/rust-drivers kunit/all-rust.config'
	"config:debug|20|KUnit, with the configuration debug|$CONFIG_INPUTS"
)

part_repository() {
	one 'shellcheck' check_shellcheck
	one 'licences, no path of a machine' check_files
	one 'export writes what is stored' check_export
	one 'MAINTAINERS and its fragment' check_maintainers
	one 'every new path has a maintainer' check_new_paths
	[ -n "$QUICK${RUST_BRIDGE_IN_BATS:-}" ] || one 'the tests of the scripts (bats)' check_bats
}

part_kernel() {
	one 'it builds' tip_build
	one 'KUnit' tip_kunit
	one 'KUnit, filtered by module' tip_filter
	one 'Rust modules are loaded, used and unloaded' tip_modules
	one 'every helper is used' tip_helpers
	one 'the audit of helpers finds nothing' tip_audit
	one 'every helper that is written by hand has a reason' tip_by_hand
	one 'every enum has its sign' tip_enums
	one 'no data is behind the end of the kernel' tip_bounds
	one 'helpers that are broken are noticed' tip_mutants
	one 'KUnit, linked statically' tip_static
	one 'every helper is run' tip_helpers_run
	one 'layouts: x86_64, clang' tip_layouts_x86
	one 'every Rust driver compiles: x86_64' tip_drivers_x86
	one 'every source that a patch touches is compiled' tip_compiled
	one 'rustdoc has nothing to say' tip_rustdoc
}

part_rebuild() { one 'an edit builds again what it has to' tip_rebuild; }

part_rustbridge() {
	one 'rustbridge: its examples' tip_rustbridge
	one 'rustbridge: fuzzed' tip_fuzz
}

part_kunit() {
	one 'tests that fail print what those of C do' tip_failing
	one 'KUnit as a module' tip_module
	one 'nothing is left without KUnit' tip_off
}

part_extmod() {
	one 'against headers alone' tip_extmod
	one 'with inlined helpers, and versions of symbols' tip_extmod inline
}

part_package() {
	one 'against a Debian package' tip_package
	one 'with inlined helpers, and versions of symbols' tip_package inline
}

part_clippy() { one 'clippy finds nothing' tip_clippy; }

part_layouts() {
	one 'layouts: um, gcc' tip_layouts_um_gcc
	one 'layouts: x86_64, gcc' tip_layouts_x86_gcc
}

part_arm64() {
	one 'layouts: arm64, clang' tip_layouts_arm64
	one 'every Rust driver compiles: arm64' tip_drivers_arm64
}

# later_parts: those that are asked for, but the first, a line each.
later_parts() {
	local name
	[ -z "$QUICK$only" ] || return 0
	printf '%s\n' "${PARTS[@]:1}"
	[ -n "$full" ] || return 0
	echo "package|40|modules against packages of headers|$PACKAGE_INPUTS"
	for name in $(config_names); do
		[ "$name" = debug ] || echo "config:$name|15|KUnit, with the configuration $name|$CONFIG_INPUTS"
	done
	for name in $MACHINES; do
		echo "machine:$name|15|KUnit, on $name|$MACHINE_INPUTS"
	done
	for name in $TOOLCHAINS; do
		echo "toolchain:$name|10|KUnit, with the toolchain $name|$MACHINE_INPUTS"
	done
}

# part_key NAME INPUTS: what they are now, and what they call; false if one is not there.
part_key() {
	local sums
	# shellcheck disable=SC2086
	sums=$(cd "$TOP" && find $2 scripts/lib/{check-parts,check-patch,check-tip,kunit}.sh scripts/lib/kunit-results -type f |
		LC_ALL=C sort | xargs sha256sum) || { warn "cannot read what the part $1 is made of: $2"; return 1; }
	printf '%s\n' "$1" "$sums" "$(gcc --version 2>/dev/null | head -n 1)" "$(part_tools "$1")" | sha256sum | cut -c1-40
}

# part_tools NAME: of what else it depends, a line.
part_tools() {
	# shellcheck source=/dev/null
	case $1 in
	machine:arm64) qemu-system-aarch64 --version ;;
	machine:*) "qemu-system-${1#*:}" --version ;;
	toolchain:minimum) (. "$MINIMUM/env" && toolchain_id) ;;
	esac 2>/dev/null | head -n 1
}

# part_recorded NAME INPUTS [record_shared]
part_recorded() {
	local key
	[ -n "$2" ] && [ -z "$all" ] && key=$(part_key "$1" "$2") && "${3:-record_has}" "$(tree_of "$SERIES_TIP")" "$key"
}

# part NAME WHAT INPUTS
part() {
	local name=$1 what=$2 inputs=$3 before=$failed,$skipped key
	if part_recorded "$name" "$inputs"; then
		say "ok    $what: passed before"
		pass "$what" 0
		return
	fi
	say "$what"
	case $name in
	config:*) one "$what" tip_config "${name#*:}" ;;
	machine:*) one "$what" tip_on "${name#*:}" llvm ;;
	toolchain:*) one "$what" tip_on um "${name#*:}" ;;
	*) "part_$name" ;;
	esac
	[ -n "$inputs" ] || return 0
	key=$(part_key "$name" "$inputs") || return
	if [ "$failed,$skipped" = "$before" ]; then
		record_add "$(tree_of "$SERIES_TIP")" "$key" "part:$name"
	else
		record_drop "$(tree_of "$SERIES_TIP")" "$key"
	fi
}

# share K N: of lines WEIGHT|..., those of the K-th of N parts that weigh about the same,
# without the weight. Each line is in just one of them.
share() {
	awk -F'|' -v k="$1" -v n="$2" '
		{ weight[NR] = $1; sum += $1; line[NR] = substr($0, length($1) + 2) }
		END {
			for (i = 1; i <= NR; i++) {
				middle = before + weight[i] / 2
				before += weight[i]
				if (int(middle * n / sum) + 1 == k)
					print line[i]
			}
		}'
}
