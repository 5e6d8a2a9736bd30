#!/usr/bin/env bash
# in_ctest.sh BUILD: the list of components of what BUILD holds, packed as the test of the package does it; then written_test.py reads it. Ends with 77, skipped,
# where npm cannot fetch what writes it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/lib/common.sh
source "$root/scripts/lib/common.sh"
skip() {
  echo "SKIP: $*"
  exit 77
}
git -C "$root" rev-parse HEAD >/dev/null 2>&1 || skip "no git here: the version of the package is its commit's"
install_or_skip scripts/package
command -v npm >/dev/null || (install_packages scripts/sbom) || skip "npm cannot be installed"
packed=$(find "$root/build-package-test" -maxdepth 1 -name 'kiosk_*.deb' -newer "$1/tests/kiosk/kiosk-as-delivered" 2>/dev/null | head -n 1)
[ -n "$packed" ] || "$root/scripts/package" --built "$1"
rm -f "$root"/build-sbom/kiosk-*
"$root/scripts/sbom" --built "$1"
exec python3 -B "$root/tests/sbom/written_test.py" "$root/build-sbom" "$root/build-package-test"
