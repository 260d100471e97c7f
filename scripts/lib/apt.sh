# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Packages of other Debian releases, fetched with a configuration of our own:
# its own lists, state and cache under .work/apt. The machine's sources are
# only read, to learn which mirror it uses. apt verifies the signatures.

APT=$WORK/apt
APT_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

apt_mirror() {
	apt-get indextargets --format '$(LABEL) $(REPO_URI)' 2>/dev/null |
		awk '$1 == "Debian" { print $2; exit }
		     NF && $NF !~ /security/ && !other { other = $NF }
		     END { if (other) print other }' | head -n 1 || true
}

# apt_private RELEASE...: make the configuration and read the releases' lists.
apt_private() {
	local mirror release arch
	command -v apt-get >/dev/null || die "apt-get is not here: Debian packages can be had on Debian alone"
	[ -f "$APT_KEYRING" ] || die "$APT_KEYRING is missing: install debian-archive-keyring"
	mirror=$(apt_mirror)
	[ -n "$mirror" ] || die "no Debian mirror among the machine's apt sources"
	arch=$(dpkg --print-architecture)
	mkdir -p "$APT/lists/partial" "$APT/cache/archives/partial" "$APT/log"
	for release; do
		echo "deb [signed-by=$APT_KEYRING arch=$arch] $mirror $release main"
	done >"$APT/sources.list"
	cat >"$APT/conf" <<-EOF
		Dir::State "$APT";
		Dir::State::lists "$APT/lists";
		Dir::State::status "/dev/null";
		Dir::Cache "$APT/cache";
		Dir::Log "$APT/log";
		Dir::Etc::sourcelist "$APT/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
		Acquire::Languages "none";
		Acquire::Retries "2";
		// A mirror that is behind is signed all the same.
		Acquire::Check-Valid-Until "false";
		APT::Sandbox::User "$(id -un)";
	EOF
	APT_CONFIG=$APT/conf apt-get -qq update >"$APT/update.log" 2>&1 &&
		! grep -q '^[EW]: Failed' "$APT/update.log" ||
		die "cannot read the package lists of $* ($(tail -n 1 "$APT/update.log")): is there a network?"
}

# apt_fetch DIR PACKAGE...: put the .deb files into DIR.
apt_fetch() {
	local dir=$1
	shift
	mkdir -p "$dir"
	(cd "$dir" && APT_CONFIG=$APT/conf apt-get -qq download "$@") >"$APT/fetch.log" 2>&1 ||
		die "cannot fetch $* ($(grep -m1 '^E:' "$APT/fetch.log" || tail -n 1 "$APT/fetch.log"))"
}
