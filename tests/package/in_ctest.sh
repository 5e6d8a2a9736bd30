#!/usr/bin/env bash
# in_ctest.sh BUILD: packs what BUILD holds and tests the packages: no compiling, so that it is over in two minutes (the first time, with a bare Debian to fetch, in
# some five). What only a compiled package shows (its own flags, its own folder) is scripts/package --test's. Ends with 77, skipped, where it cannot be done.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/scripts/lib/common.sh"
skip() {
  echo "SKIP: $*"
  exit 77
}
[ "$(id -u)" -eq 0 ] || skip "only root may make a bare Debian to install the package in"
git -C "$root" rev-parse HEAD >/dev/null 2>&1 || skip "no git here: the version of the package is its commit's"
install_or_skip scripts/package
"$root/scripts/package" --built "$1"
exec python3 -B "$root/tests/package/package_test.py" "$root/build-package-test" --built --may-skip
