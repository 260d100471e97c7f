# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The oldest tools that the kernel takes, or nearly, beside those that it is built with:
# Debian 12's first ones and bindgen of Debian 13, unpacked under .work.

MINIMUM=$WORK/toolchain-minimum
MINIMUM_PACKAGES='rustc-web/bookworm rust-web-src/bookworm libstd-rust-web-dev/bookworm libstd-rust-web-1.85/bookworm
	clang-19/bookworm lld-19/bookworm llvm-19/bookworm libllvm19/bookworm libclang-cpp19/bookworm
	libclang-common-19-dev/bookworm libclang1-19/bookworm llvm-19-linker-tools/bookworm
	bindgen/trixie libc6/trixie'

install_minimum() {
	local deb lib usr=$MINIMUM/usr loader
	. "$TOP/scripts/lib/apt.sh"
	need_space 4
	say "setup: fetching clang 19, rustc 1.85 and bindgen 0.71"
	temp_dir tmp
	apt_private bookworm trixie
	# shellcheck disable=SC2086
	apt_fetch "$tmp/deb" $MINIMUM_PACKAGES
	rm -rf "$MINIMUM"
	mkdir -p "$MINIMUM/bin" "$MINIMUM/newer"
	for deb in "$tmp"/deb/*.deb; do
		case $deb in
		*/bindgen_* | */libc6_*) dpkg-deb -x "$deb" "$MINIMUM/newer" ;;
		*) dpkg-deb -x "$deb" "$MINIMUM" ;;
		esac
	done
	# As for the other one, whose libc is too new for Debian 12.
	loader=$(find "$MINIMUM/newer" -name 'ld-linux-*.so.*' | head -n 1)
	lib=$usr/lib/$(uname -m)-linux-gnu
	printf '#!/bin/sh\nexec %s "$@"\n' "$loader --library-path ${loader%/*}:$usr/lib/llvm-19/lib:$lib:/usr/lib/$(uname -m)-linux-gnu $MINIMUM/newer/usr/bin/bindgen" \
		>"$MINIMUM/bin/bindgen"
	chmod +x "$MINIMUM/bin/bindgen"
	printf 'PATH=%q:$PATH\nexport PATH LD_LIBRARY_PATH=%q LIBCLANG_PATH=%q\n' \
		"$MINIMUM/bin:$usr/lib/llvm-19/bin:$usr/bin" "$lib" "$usr/lib/llvm-19/lib" >"$MINIMUM/env"
}

# use_minimum: from here on, these are the tools; fetched if they are not there.
use_minimum() {
	if [ ! -f "$MINIMUM/env" ]; then
		[ "$(. /etc/os-release 2>/dev/null && echo "${ID:-}${VERSION_ID:-}")" = debian12 ] ||
			die "the oldest tools are fetched on Debian 12 alone; have clang 19, rustc 1.85 and bindgen 0.71 on PATH instead"
		install_minimum
	fi
	# shellcheck source=/dev/null
	. "$MINIMUM/env"
}
