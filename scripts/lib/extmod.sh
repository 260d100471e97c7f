# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
#
# scripts/lib/extmod-*: modules from outside the tree are built against headers alone.
# Needs $tree and $build, which are hidden then, and $hdr, $mod and $log in $tmp.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# Not below what is hidden.
tmp=$(mktemp -d /tmp/extmod.XXXXXX)
trap 'rm -rf "$tmp"' EXIT
chmod 755 "$tmp"
hdr=$tmp/headers mod=$tmp/module log=$tmp/log
n=0 failed=0

# is NAME STATUS: of a check, whose output is in $log.
is() {
	n=$((n + 1))
	if [ "$2" = 0 ]; then
		echo "ok $n $1"
	else
		echo "not ok $n $1"
		tail -n 15 "$log" | sed 's/^/# /'
		failed=1
	fi
}
ok() { "${@:2}" >"$log" 2>&1 </dev/null; is "$1" $?; }

# hidden COMMAND...: without the trees, with headers that are read-only, as somebody else.
user=(env)
if [ "$(id -u)" = 0 ]; then
	isolate=(unshare -m)
	! setpriv --reuid=65534 --regid=65534 --clear-groups sh -c 'rustc --version && bindgen --version && clang --version' >/dev/null 2>&1 ||
		user=(setpriv --reuid=65534 --regid=65534 --clear-groups env "HOME=$tmp")
else
	isolate=(unshare -rm)
fi
"${isolate[@]}" true || { echo "Bail out! nothing can be hidden here: unshare fails"; exit 1; }
# shellcheck disable=SC2016
hidden() {
	"${isolate[@]}" sh -c '
		mount -t tmpfs none "$1" && mount -t tmpfs none "$2" &&
		mount --bind "$3" "$3" && mount -o remount,bind,ro "$3" &&
		shift 3 && exec "$@"' - "$build" "$tree" "$hdr" "${user[@]}" "$@"
}
kbuild() { hidden make -C "$hdr" "M=$mod" "$@"; }
fresh() {
	rm -rf "$mod"
	cp -r "$here/kunit/extmod" "$mod"
	! [ "${user[0]}" = setpriv ] || chown -R 65534:65534 "$mod"
}
