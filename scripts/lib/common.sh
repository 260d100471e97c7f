# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
#
# What every command shares: where things are, how to fail, one command at a
# time on .work, and a git that knows nothing of the user's configuration.

set -euo pipefail
umask 022

CMD=scripts/$(basename "$0")
TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$TOP/.work
TREE=$WORK/linux

# The version, recorded hash and origin of the base.
. "$TOP/scripts/lib/base.conf"

# The author of every stored patch; also who commits in .work/linux.
AUTHOR_NAME='Rust bridge series'
AUTHOR_EMAIL='series@rust-bridge.invalid'
AUTHOR="$AUTHOR_NAME <$AUTHOR_EMAIL>"

say()  { printf '%s\n' "$*"; }
warn() { printf '%s: %s\n' "$CMD" "$*" >&2; }
die()  { warn "$*"; exit 1; }

# usage TEXT...: what --help prints; bad_usage: what a wrong option prints.
bad_usage() { warn "$*; see '$CMD --help'"; exit 2; }

# A command registers what must not outlive it, files or a function.
declare -a CLEANUP=()
cleanup() {
	local rc=$? i
	trap - EXIT
	trap '' INT TERM
	for ((i = ${#CLEANUP[@]} - 1; i >= 0; i--)); do
		eval "${CLEANUP[i]}" || true
	done
	exit "$rc"
}
at_exit() { CLEANUP+=("$1"); }
trap cleanup EXIT
# A command that another one calls leaves it to that one to say so. The shell's
# own stderr: in a function it may be a log at that moment.
CALLED=${RUST_BRIDGE_LOCK:-}
exec {STDERR}>&2
stopped() { [ -n "$CALLED" ] || warn "$1; run it again to go on" 2>&"$STDERR"; exit "$2"; }
trap 'stopped interrupted 130' INT
trap 'stopped terminated 143' TERM

# temp_dir VAR: a directory in .work (not /tmp: same file system), removed at exit.
temp_dir() {
	local _dir
	mkdir -p "$WORK" 2>/dev/null && _dir=$(mktemp -d "$WORK/tmp.XXXXXX" 2>/dev/null) || die "cannot write to $WORK"
	at_exit "rm -rf ${_dir@Q}"
	printf -v "$1" %s "$_dir"
}

# One command at a time on .work. A command that another one calls inherits
# the lock with the descriptor.
lock() {
	local owner
	[ -z "${RUST_BRIDGE_LOCK:-}" ] || [ "$RUST_BRIDGE_LOCK" != "$WORK" ] || return 0
	mkdir -p "$WORK" || die "cannot create $WORK"
	exec 9<>"$WORK/lock" || die "cannot write to $WORK"
	if ! flock -n 9; then
		owner=$(head -n 1 "$WORK/lock")
		die "${owner:-another command} is at work on $WORK: wait until it ends, or stop it"
	fi
	printf '%s (pid %s)\n' "$CMD" $$ >"$WORK/lock"
	at_exit ': >"$WORK/lock"'
	export RUST_BRIDGE_LOCK=$WORK
	# Whatever a killed command left behind.
	rm -rf "$WORK"/tmp.*
}

# need_space GIB: refuse long work that would end in a full disk.
need_space() {
	local free
	mkdir -p "$WORK"
	free=$(df -Pk "$WORK" | awk 'NR == 2 { print int($4 / 1048576) }')
	[ "$free" -ge "$1" ] ||
		die "needs $1 GiB free for $WORK, there are $free: free some, or put the repository elsewhere"
}

# need TOOL...: what a command cannot do without.
need() {
	local t missing=
	for t; do
		command -v "$t" >/dev/null || missing+=" $t"
	done
	[ -z "$missing" ] || die "not found:$missing; scripts/setup installs them, or says how"
}

# The tools that scripts/setup chose, if it ran.
use_toolchain() {
	# shellcheck source=/dev/null
	[ ! -f "$WORK/toolchain/env" ] || . "$WORK/toolchain/env"
}

# git without the user's and the system's configuration, so that what it
# writes is the same everywhere. The committer is fixed and its date is the
# author's: commit ids follow from the patches alone.
tgit() {
	env -u GIT_DIR -u GIT_WORK_TREE -u GIT_INDEX_FILE -u GIT_DIFF_OPTS -u GIT_EXTERNAL_DIFF \
		-u GIT_CONFIG_PARAMETERS -u GIT_CONFIG_COUNT \
		GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_ATTR_NOSYSTEM=1 GIT_EDITOR=true \
		GIT_TERMINAL_PROMPT=0 TZ=UTC LC_ALL=C.UTF-8 \
		GIT_COMMITTER_NAME="$AUTHOR_NAME" GIT_COMMITTER_EMAIL="$AUTHOR_EMAIL" ${VIA:+"$VIA"} \
		git -c gc.auto=0 -c maintenance.auto=false -c core.autocrlf=false \
		-c core.safecrlf=false -c commit.gpgsign=false -c safe.directory='*' \
		-c core.attributesFile=/dev/null -c core.hooksPath=/dev/null -c apply.whitespace=nowarn \
		-c am.threeWay=false -c advice.detachedHead=false -c init.defaultBranch=main "$@"
}

# check_out TREE ARGUMENT...: whole or not at all. From here on no Ctrl-C is heard,
# by git neither: a tree half checked out would be nobody's.
check_out() {
	local said
	trap '' INT TERM
	said=$(VIA=setsid tgit -C "$1" checkout -q "${@:2}" 2>&1) ||
		die "cannot check out the series in $1 ($(head -n 1 <<<"$said")): is the disk full?"
}

# The version that a tree's top Makefile states, as 7.3.4.
makefile_version() {
	awk -F'[ \t]*=[ \t]*' '
		NR > 9 { next }
		/^VERSION/ { v = $2 } /^PATCHLEVEL/ { p = $2 } /^SUBLEVEL/ { s = $2 }
		/^EXTRAVERSION/ { e = $2 }
		END { if (v == "") exit 1; printf "%s.%s%s%s\n", v, p, (s > 0 ? "." s : ""), e }'
}

need_tree() {
	tgit -C "$TREE" rev-parse -q --verify base >/dev/null 2>&1 ||
		die "no base tree in $TREE: run scripts/base"
}
