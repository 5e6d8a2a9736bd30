#!/usr/bin/env bash
# in_ctest.sh BUILD: the handbook in Karakalpak, whose letters are the rarest, with pictures of what BUILD holds; then printed_test.py looks at the pages.
# Ends with 77, skipped, where what makes PDF cannot be installed.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/lib/common.sh
source "$root/scripts/lib/common.sh"
install_or_skip scripts/handbook
rm -rf "$1/handbook"
"$root/scripts/handbook" --built "$1" --out "$1/handbook" --language kaa
exec python3 -B "$root/tests/handbook/printed_test.py" "$1/handbook" kaa
