# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Building and booting with the tree's own kunit.py.

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
