# shellcheck shell=bash disable=SC2034  # the variables are for the scripts that source this
# Sourced by the scripts above it: where things are, what gets installed, how it is built.
# Nothing here uses the network but apt, and apt only when a package is missing.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$root/build

say() { printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"; }
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# apt_get LOG ARGUMENTS..: as root, quiet, asking nothing. Waits for another apt to finish.
apt_get() {
  local log=$1
  shift
  local root_by=()
  [ "$(id -u)" -eq 0 ] || root_by=(sudo)
  "${root_by[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1 </dev/null
}

# wanted_packages [SCRIPT]: the packages of scripts/lib/packages as "group<TAB>package"; those of a group "only for .." when it names
# SCRIPT.
wanted_packages() {
  awk -v own="only for ${1:-}" '
    /^## / { group = substr($0, 4); next }
    { sub(/#.*/, "") }
    NF && (group !~ /^only for / || group == own) { print group "\t" $1 }' "$root/scripts/lib/packages"
}

# install_packages [SCRIPT]: those that dpkg does not have, one line a group.
install_packages() {
  local installed missing log updated=no group names
  [ $# -eq 0 ] || grep -qx "## only for $1" "$root/scripts/lib/packages" || die "scripts/lib/packages has no group \"only for $1\""
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' 2>/dev/null | awk '$1 == "installed" { print $2 }')
  missing=$(wanted_packages "$@" | awk -F'\t' -v have="$installed" '
    BEGIN { count = split(have, list, "\n"); for (i = 1; i <= count; ++i) known[list[i]] = 1 }
    !($2 in known)')
  [ -n "$missing" ] || return 0

  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || die "packages are missing, and neither root nor sudo is at hand: $(cut -f2 <<<"$missing" | tr '\n' ' ')"
    sudo -v || die "packages are missing, and sudo refused" # asks for the password where it can be seen
  fi

  log=$(mktemp)
  while IFS= read -r group <&3; do
    mapfile -t names < <(awk -F'\t' -v group="$group" '$1 == group { print $2 }' <<<"$missing")
    say "installing ${group}: ${names[*]}"
    # An index that does not know the package, or names files that are gone, is fetched anew, once.
    if apt_get "$log" install -y --no-install-recommends "${names[@]}"; then continue; fi
    if [ "$updated" = no ]; then
      say "fetching the package index"
      apt_get "$log" update || say "the package index could not be fetched in full"
      updated=yes
      if apt_get "$log" install -y --no-install-recommends "${names[@]}"; then continue; fi
    fi
    tail -n 20 "$log" >&2
    rm -f "$log"
    die "cannot install ${names[*]}"
  done 3< <(cut -f1 <<<"$missing" | uniq)
  rm -f "$log"
  keep_servers_off "$missing"
}

# keep_servers_off MISSING: servers that only tests start, on ports of their own. Debian starts them with the machine; on a developer's nobody asked for that.
keep_servers_off() {
  local server root_by=()
  [ -d /run/systemd/system ] || return 0
  [ "$(id -u)" -eq 0 ] || root_by=(sudo)
  for server in mosquitto prometheus; do
    if cut -f2 <<<"$1" | grep -qx "$server"; then "${root_by[@]}" systemctl --quiet disable --now "$server" || true; fi
  done
}

# One compiler needs up to 1.5 GB for the heaviest files: more jobs than that fit make the machine swap.
build_jobs() {
  local cores memory_kb
  cores=$(nproc)
  memory_kb=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
  local fitting=$((memory_kb / 1500000))
  [ "$fitting" -ge 1 ] || fitting=1
  echo $((cores < fitting ? cores : fitting))
}

# configure FOLDER CMAKE ARGUMENTS..: what cmake says goes into the folder's configure.log.
configure() {
  local folder=$1
  shift
  say "configuring ${folder#"$root"/}"
  mkdir -p "$folder"
  (cd "$root" && cmake "$@") >"$folder/configure.log" 2>&1 || {
    tail -n 30 "$folder/configure.log" >&2
    die "cmake failed"
  }
}

# install_or_skip GROUP: for a test, which ends with 77, skipped, where what it needs cannot be had.
install_or_skip() {
  (install_packages "$1") && return
  echo "SKIP: the packages of the group \"only for $1\" cannot be installed"
  exit 77
}

# build_targets FOLDER TYPE TARGETS..: configures once and leaves the rest to ninja, which configures again by itself when
# a CMakeLists.txt changed. Every script uses the same options for one folder, so that none undoes another's work; what is
# not asked for is not built.
build_targets() {
  local folder=$1 type=$2
  shift 2
  [ -f "$folder/build.ninja" ] || configure "$folder" -S "$root" -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE="$type"
  run_ninja "$folder" "$@"
}

# build_preset PRESET TARGETS..: the same in build-PRESET, with what CMakePresets.json says now.
build_preset() {
  local preset=$1
  shift
  configure "$root/build-$preset" --preset "$preset"
  run_ninja "$root/build-$preset" "$@"
}

# run_ninja FOLDER TARGETS..
run_ninja() {
  local folder=$1
  shift
  # Nothing to do: say nothing.
  if ninja -C "$folder" -n "$@" 2>/dev/null | grep -q 'no work to do'; then return 0; fi
  say "building $*"
  NINJA_STATUS='[%f/%t, %es] ' ninja -C "$folder" -j "$(build_jobs)" "$@"
}
