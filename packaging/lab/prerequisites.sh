# shellcheck shell=bash
# What ./demo and ./verify need of the machine, and how they get it. Sourced, by bash; `root` is the
# project's root.

: "${root:?}"

# fail MESSAGE..: ends the script.
fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# progress MESSAGE..: what is going on, on stderr.
progress() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
}

need_root() {
  [[ $EUID -eq 0 ]] || fail "needs root, for network namespaces and packages: sudo $0"
}

# missing_packages NAME..: those of the Debian packages that are not installed, nor provided by one
# that is: libpcap0.8 is called libpcap0.8t64 from Debian 13 on.
missing_packages() {
  local name installed
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}, ${Provides},\n' | grep '^installed ')
  for name in "$@"; do
    grep -qE " $name( \([^)]*\))?," <<<"$installed" || printf '%s\n' "$name"
  done
}

# install_packages NAME..: installs those that are missing, after saying which. It is their programs
# that are wanted: the services of nginx, keepalived and others are neither started nor enabled.
install_packages() {
  local -a missing
  local log
  command -v apt-get >/dev/null || fail "no apt-get here; install yourself what Debian calls: $*"
  mapfile -t missing < <(missing_packages "$@")
  [[ ${#missing[@]} -gt 0 ]] || return 0
  progress "installing with apt-get: ${missing[*]}"
  log=$(mktemp)
  if ! (apt_install "${missing[@]}") >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    fail "apt-get could not install ${missing[*]}"
  fi
  rm -f "$log"
}

# apt_install NAME..: to be run in a subshell.
apt_install() {
  local name policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy ]]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\n# Made by %s while it installs packages: they start no services.\nexit 101\n' "$0" >"$policy"
    chmod 0755 "$policy"
  fi
  # tshark asks whether others than root may capture packets; the answer stays no.
  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" || return
  for name in "$@"; do
    name=${name%-light}
    [[ ! -e /lib/systemd/system/$name.service ]] || systemctl disable "$name" || true
  done
}

# jdk_release HOME: the major release of the JDK in HOME; fails when there is no whole JDK.
jdk_release() {
  [[ -x $1/bin/javac && -x $1/bin/jlink && -r $1/release ]] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# find_jdk: prints the home of a JDK of release 25 or later; fails when there is none.
find_jdk() {
  local home release javac
  local -a homes=("${JAVA_HOME:-/nowhere}")
  if javac=$(command -v javac); then
    homes+=("$(dirname "$(dirname "$(readlink -f "$javac")")")")
  fi
  for home in "${homes[@]}" /usr/lib/jvm/* /opt/*jdk* "${HOME:-/root}"/.sdkman/candidates/java/*; do
    if release=$(jdk_release "$home") && [[ -n $release && $release -ge 25 ]]; then
      printf '%s\n' "$home"
      return
    fi
  done
  return 1
}

# use_jdk: sets JAVA_HOME to a JDK of release 25 or later, installing Debian's where there is none.
use_jdk() {
  if ! JAVA_HOME=$(find_jdk); then
    [[ -z $(missing_packages openjdk-25-jdk-headless) ]] || apt-get update -q >/dev/null 2>&1 || true
    if ! apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1; then
      fail "no JDK 25 or later here, and this release has no package of it. Install one, for instance" \
        "Eclipse Temurin's package temurin-25-jdk (https://adoptium.net/installation/linux/ says how)," \
        "or unpack one in /usr/lib/jvm, or set JAVA_HOME to one; then start again."
    fi
    install_packages openjdk-25-jdk-headless
    JAVA_HOME=$(find_jdk) || fail "openjdk-25-jdk-headless is installed, but no JDK 25 was found in /usr/lib/jvm"
  fi
  export JAVA_HOME
  progress "using the JDK in $JAVA_HOME"
}

# maven ARGUMENT..: Maven in the project's root, without its colours and without the JDK's warnings
# about Maven's own libraries.
maven() {
  MAVEN_OPTS="${MAVEN_OPTS:-} -Djansi.noreset=true --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" \
    mvn -B --no-transfer-progress -Dstyle.color=never -f "$root/pom.xml" "$@"
}

# up_to_date: whether the distribution is as new as everything that goes into it.
up_to_date() {
  [[ -f $root/packaging/target/built && -x $root/packaging/target/vipd/bin/vipd ]] || return 1
  [[ -z $(find "$root"/pom.xml "$root"/*/pom.xml "$root"/*/src/main "$root"/health-scripts/scripts \
    "$root"/conf "$root"/packaging/{dist,systemd} -newer "$root/packaging/target/built" -print -quit 2>/dev/null) ]]
}

# build_vipd NAME..: installs what is missing of these Debian packages, and makes packaging/target/vipd
# unless it is as new as its sources.
build_vipd() {
  local started stamp=$root/packaging/target/built
  if up_to_date; then
    install_packages "$@"
    return
  fi
  use_jdk
  install_packages "$@" maven
  started=$SECONDS
  progress "building vipd; the first time this fetches its libraries and takes some minutes"
  mkdir -p "$(dirname "$stamp")"
  touch "$stamp.new"
  maven -q -DskipTests package >&2 || fail "the build failed, see above"
  mv "$stamp.new" "$stamp"
  progress "built in $((SECONDS - started)) s"
}
