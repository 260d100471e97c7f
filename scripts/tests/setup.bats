#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# scripts/setup, on a machine where every tool is a stub.

load kernel

setup_file() {
	make_template
	# A PATH with all but the tools in question.
	mkdir "$BATS_FILE_TMPDIR/usr"
	ln -s /usr/sbin/* /usr/bin/* "$BATS_FILE_TMPDIR/usr" 2>/dev/null || true
	cd "$BATS_FILE_TMPDIR/usr"
	rm -f clang ld.lld llvm-nm rustc bindgen gcc flex bison bc cpio depmod rustfmt clippy-driver qemu-system-x86_64 busybox b4 \
		codespell sparse quilt shellcheck apt-get dpkg dpkg-deb dpkg-query id python3
	cat >"$BATS_FILE_TMPDIR/tool" <<-'END'
		#!/bin/sh
		name=$(basename "$0")
		[ "$*" != '--print sysroot' ] || { echo "$HOME/sysroot"; exit; }
		echo "$name version $(cat "$HOME/version.$name" 2>/dev/null || echo 99.1)"
		echo "asked" >>"$HOME/asked"
	END
	chmod +x "$BATS_FILE_TMPDIR/tool"
}

setup() {
	use_template
	PATH=$BIN:$BATS_FILE_TMPDIR/usr
	for t in clang ld.lld llvm-nm rustc bindgen gcc flex bison bc cpio depmod rustfmt clippy-driver busybox codespell sparse quilt shellcheck; do
		ln -s "$BATS_FILE_TMPDIR/tool" "$BIN/$t"
	done
	mkdir -p "$HOME/sysroot/lib/rustlib/src/rust/library/core/src"
	touch "$HOME/sysroot/lib/rustlib/src/rust/library/core/src/lib.rs"
	sed -i "s,/etc/os-release,$HOME/os-release," scripts/setup
	os fedora 43
	me 1000
}

os() { printf 'ID=%s\nVERSION_ID="%s"\n' "$@" >"$HOME/os-release"; }
me() { printf '%s\n' '#!/bin/sh' "echo $1" | stub id; }

# says_what_to_install TEXT: and installs nothing.
says_what_to_install() {
	local before
	before=$(facts)
	run --separate-stderr scripts/setup
	[[ $status -eq 1 && -z $output && ${stderr_lines[0]} = "scripts/setup: $1"*'. Install:' ]] || { echo "$output$stderr"; return 1; }
	for os in 'Debian 13: *apt install' 'Ubuntu 25.10:' 'Fedora: *dnf install' 'Arch: *pacman -S' 'Least versions: *clang 17'; do
		grep -q "^  $os" <<<"$stderr" || { echo "$os is missing"; return 1; }
	done
	[ "$before" = "$(facts)" ]
	[ -z "$(find .work/toolchain -type f 2>/dev/null)" ]
	[ ! -e "$HOME/apt" ]
}

@test "setup: what is on PATH is taken, one line a tool" {
	run --separate-stderr scripts/setup
	[[ $status -eq 0 && -z $stderr ]]
	grep -qE "^clang +99.1 +$BIN/clang$" <<<"$output"
	grep -qE '^qemu-system-x86_64 +missing +scripts/check and scripts/send want it$' <<<"$output"
	[ "$(wc -l <<<"$output")" -eq 26 ]
	[ -f .work/toolchain/env ]
	run ! grep -q PATH .work/toolchain/env
}

@test "setup: a second run does nothing, a changed tool makes it look again" {
	run scripts/setup
	first=$output
	touch -d '2026-01-01' .work/toolchain/* "$TREE/scripts/rust_is_available.sh"
	# The kernel is not asked again.
	export RUST_TOO_OLD='rustc is too old.'
	run --separate-stderr scripts/setup
	[[ $status -eq 0 && -z $stderr && $output = "$first" ]]
	[ -z "$(find .work/toolchain -newermt 2026-06-01 -type f)" ]
	echo 98.1 >"$HOME/version.rustc"
	says_what_to_install_again() { run --separate-stderr scripts/setup; [[ $status -eq 1 && $stderr = *'rustc is too old.'* ]]; }
	says_what_to_install_again
	unset RUST_TOO_OLD
	run scripts/setup
	[[ $status -eq 0 && $output = *rustc*98.1* ]]
}

@test "setup: the kernel's own judgement is asked where there is a tree" {
	RUST_TOO_OLD="Rust bindings generator 'bindgen' is too old." \
		says_what_to_install "Rust bindings generator 'bindgen' is too old.; only as root on Debian 12"
}

@test "setup: without a tree, what is too old or missing is named" {
	rm -rf "$TREE"
	scripts/setup
	rm -r .work/toolchain
	while read -r tool old text; do
		echo "$old" >"$HOME/version.$tool"
		says_what_to_install "$text"
		rm "$HOME/version.$tool"
	done <<-END
		clang 16.0.6 clang 16.0.6 is too old (17.0.1 is the least)
		rustc 1.84.9 rustc 1.84.9 is too old (1.85.0 is the least)
		bindgen 0.72.0 bindgen 0.72.0 is too old (0.72.1 is the least)
	END
	# What clang 22 wants, clang 19 does not.
	echo 19.1.7 >"$HOME/version.clang"
	echo 0.71.1 >"$HOME/version.bindgen"
	scripts/setup
	rm -r .work/toolchain
	rm "$HOME/sysroot/lib/rustlib/src/rust/library/core/src/lib.rs"
	says_what_to_install "the sources of rustc's core library are missing"
	rm "$BIN/bindgen"
	says_what_to_install 'bindgen is not on PATH'
}

@test "setup: nothing is installed but as root, and on Debian 12" {
	rm "$BIN/clang"
	for args in 'debian 12 1000' 'debian 13 0' 'ubuntu 12 0' 'arch x 0'; do
		# shellcheck disable=SC2086
		set -- $args
		os "$1" "$2"
		me "$3"
		says_what_to_install 'clang is not on PATH; only as root on Debian 12'
	done
	rm "$HOME/os-release"
	says_what_to_install 'clang is not on PATH; only as root on Debian 12'
}

@test "setup: --qemu" {
	rm -f "$BATS_FILE_TMPDIR"/usr/qemu-system-*
	unchanged "no machine 'sparc'; there are arm64, riscv and x86_64" scripts/setup --qemu sparc
	unchanged '--qemu wants an argument' scripts/setup --qemu
	unchanged 'no qemu-system-riscv64 on PATH: install it (Debian: apt install qemu-system-misc opensbi)' \
		scripts/setup --qemu riscv
	ln -s "$BATS_FILE_TMPDIR/tool" "$BIN/qemu-system-aarch64"
	scripts/setup --qemu arm64
	debian
	printf '%s\n' '#!/bin/sh' 'case $* in *\ opensbi) exit 1 ;; esac; echo "install ok installed"' | stub dpkg-query
	scripts/setup --qemu riscv
	[[ $(cat "$HOME/apt") = *'install -y --no-install-recommends opensbi'* ]]
}

# debian: a Debian 12, root, and a mirror of packages that hold the tools.
debian() {
	os debian 12
	me 0
	export APT_SAYS=
	sed -i "s,/usr/share/keyrings/,$HOME/," scripts/lib/apt.sh
	sed -i "s,/usr/bin/rust,$HOME/bin/rust,; s,/usr/lib/llvm-22/bin,$HOME/bin," scripts/setup
	touch "$HOME/debian-archive-keyring.gpg"
	mkdir -p "$HOME/bin"
	printf '%s\n' '#!/bin/sh' 'case $* in *\ clang-22) exit 1 ;; esac; echo "install ok installed"' | stub dpkg-query
	printf '%s\n' '#!/bin/sh' 'echo amd64' | stub dpkg
	stub apt-get <<-'END'
		#!/bin/bash
		echo "${APT_CONFIG:+private }$*" >>"$HOME/apt"
		case $* in
		*indextargets*) echo 'Debian http://deb.example.org/debian' ;;
		*"${APT_SAYS:-nothing}"*) echo 'E: Failed, as it was told'; exit 100 ;;
		*install*) ln -s "$TOOL" "$HOME/bin/clang"; ln -s "$TOOL" "$HOME/bin/rustc" ;;
		*download*) for p in "${@:3}"; do touch "${p%%[/=]*}_1_amd64.deb"; done ;;
		esac
	END
	stub dpkg-deb <<-'END'
		#!/bin/bash
		case $2 in
		*/libc6_*) mkdir -p "$3/lib64"; cp "$TOOL" "$3/lib64/ld-linux-x86-64.so.2" ;;
		*/rustfmt-web_*) mkdir -p "$3/usr/bin"; cp "$TOOL" "$3/usr/bin/rustfmt" ;;
		esac
	END
	export TOOL=$BATS_FILE_TMPDIR/tool
	rm "$BIN/clang" "$BIN/bindgen"
}

@test "setup: on Debian 12 as root it installs, the machine's apt sources untouched" {
	debian
	run --separate-stderr scripts/setup
	[[ $status -eq 0 && -z $stderr ]] || { echo "$output$stderr"; return 1; }
	[[ $output = *'not what is on PATH: clang is not on PATH'*'installing clang-22'*'fetching bindgen, b4 and rustfmt'* ]]
	grep -qE "^bindgen +99.1 +$REPO/.work/toolchain/bin/bindgen$" <<<"$output"
	grep -q '^-qq install -y --no-install-recommends clang-22$' "$HOME/apt"
	grep -q '^private -qq update$' "$HOME/apt"
	grep -q '^private -qq download bindgen/forky libc6/trixie b4/' "$HOME/apt"
	[ "$(cat .work/apt/sources.list)" = "deb [signed-by=$HOME/debian-archive-keyring.gpg arch=amd64] http://deb.example.org/debian trixie main
deb [signed-by=$HOME/debian-archive-keyring.gpg arch=amd64] http://deb.example.org/debian forky main" ]
	[ "$(left)" = .work/apt ]
	# And not again.
	rm "$HOME/apt"
	run scripts/setup
	[ "$status" -eq 0 ]
	[ ! -e "$HOME/apt" ]
}

@test "setup: without a network, one line says so, and the next run goes on" {
	debian
	before=$(facts)
	while read -r command text; do
		export APT_SAYS=$command
		run --separate-stderr scripts/setup
		[ "$status" -eq 1 ]
		[[ ${#stderr_lines[@]} -eq 1 && $stderr = "scripts/setup: "*"$text"*'E: Failed, as it was told'* ]] || { echo "$stderr"; return 1; }
		[ "$before" = "$(facts)" ]
		[ ! -e .work/toolchain/env ]
		[[ $(left) = .work/apt || -z $(left) ]]
		rm -f "$HOME/bin"/*
	done <<-END
		install apt-get install failed
		download cannot fetch
	END
	export APT_SAYS=update
	run --separate-stderr scripts/setup
	[[ $status -eq 1 && $stderr = *'is there a network?' && ${#stderr_lines[@]} -eq 1 ]]
	APT_SAYS='' scripts/setup
}
