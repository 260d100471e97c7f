# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Building and booting with the tree's own kunit.py.

. "$TOP/scripts/lib/minimum.sh"

# jobs: as many as there are processors, unless MAKEFLAGS or JOBS say otherwise.
JOBS=${JOBS:-$(nproc)}

# kunit_py TREE ARGUMENT...: kunit.py in that tree. It runs in a session of its
# own, so that a stop of ours stops make and the kernel too.
kunit_py() {
	local tree=$1 pid rc=0
	shift
	(cd "$tree" && exec setsid tools/testing/kunit/kunit.py "$@") </dev/null 9>&- &
	pid=$!
	at_exit "kill -TERM -- -$pid 2>/dev/null || kill -TERM $pid 2>/dev/null"
	# If this shell is killed, the pipe ends without a word.
	exec 8> >(trap '' INT TERM; exec 9>&-; read -r || kill -TERM -- "-$pid" 2>/dev/null)
	wait "$pid" || rc=$?
	echo ended >&8
	exec 8>&-
	unset 'CLEANUP[-1]'
	return "$rc"
}

# config_names: what is in kunit/config.
config_names() { (cd "$TOP/kunit/config" && printf '%s\n' *.config | sed 's/\.config$//'); }

# config_says NAME KEY: what the file says behind a key, as in "# With: kasan".
config_says() { sed -n "s/^# $2: //p" "$TOP/kunit/config/$1.config"; }

# config_files NAME: the files that make it up.
config_files() {
	local with
	for with in $(config_says "$1" With); do
		config_files "$with"
	done
	echo "$TOP/kunit/config/$1.config"
}

# merge_configs FILE...: one of them, in which the last one has its way.
merge_configs() {
	awk '
		{ name = "" }
		/^CONFIG_/ { name = $0; sub(/=.*/, "", name) }
		/^# CONFIG_[A-Za-z0-9_]+ is not set$/ { name = $2 }
		name == "" { next }
		!(name in value) { order[++n] = name }
		{ value[name] = $0 }
		END { for (i = 1; i <= n; i++) print value[order[i]] }' "$@"
}

# config_write NAME TREE FILE: all of it, on top of the tree's own and kunit/uml.config.
config_write() {
	local -a files
	mapfile -t files < <(config_files "$1")
	merge_configs "$2/rust/.kunitconfig" "$TOP/kunit/uml.config" "${files[@]}" >"$3"
}

# config_arguments NAME: for kunit.py, to boot it.
config_arguments() {
	local -a files
	mapfile -t files < <(config_files "$1")
	sed -n 's/^# Arguments: //p' "${files[@]}" | tr ' ' '\n' | sed 's/^/--kernel_args=/'
}

# config_fits NAME: these tools can build it, or what is missing.
config_fits() {
	local clang rustc
	[[ $(config_says "$1" Needs) != 'one LLVM' ]] || {
		clang=$(clang --version | sed -n '1s/.*version \([0-9]*\).*/\1/p')
		rustc=$(rustc --version --verbose | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
		[ "$clang" = "$rustc" ] ||
			{ echo "the configuration $1 needs one LLVM for C and Rust: clang has $clang, rustc $rustc; install clang $rustc"; return 1; }
	}
}

# MACHINES, TOOLCHAINS: what kunit_of knows besides um and llvm.
# shellcheck disable=SC2034
MACHINES='arm64 riscv x86_64'
# shellcheck disable=SC2034
TOOLCHAINS='gcc minimum'

# kunit_of MACHINE TOOLCHAIN CONFIG TREE BUILD [ARGUMENT]...: kunit.py builds the tree for
# it, with one of kunit/config or with '', and runs it. use_minimum is for the caller.
kunit_of() {
	local machine=$1 toolchain=$2 config=$3 tree=$4 build=$5 base=$TOP/kunit/virt.config
	local -a options=(--arch="$machine") configs extra=()
	shift 5
	case $machine in
	um) base=$TOP/kunit/uml.config ;;
	x86_64)
		base=$TOP/kunit/x86_64.config
		options+=(--qemu_config="$TOP/kunit/qemu/x86_64.py")
		;;
	esac
	if [ -n "$config" ]; then
		mapfile -t extra < <(config_files "$config")
		mapfile -t -O ${#options[@]} options < <(config_arguments "$config")
	fi
	if [ "$toolchain" = gcc ]; then
		extra+=("$TOP/kunit/gcc.config")
	else
		options+=(--make_options LLVM=1)
	fi
	# What comes on top of the machine's may take things back.
	configs=(--kunitconfig=rust --kunitconfig="$base")
	if [ ${#extra[@]} -gt 0 ]; then
		merge_configs "$tree/rust/.kunitconfig" "$base" "${extra[@]}" >"$build/merged.config"
		configs=(--kunitconfig="$build/merged.config")
	fi
	rm -f "$build/test.log" "$build/coverage.profraw"
	PATH=$TOP/kunit/qemu:$PATH LLVM_PROFILE_FILE=$build/coverage.profraw \
		kunit_py "$tree" run "${configs[@]}" "${options[@]}" --build_dir="$build" --jobs "$JOBS" "$@"
}
