#!/usr/bin/env bash
# pictures_in_ctest.sh BUILD: takes the pictures of INSTALL.md anew, of what BUILD holds, and compares what the setup says with what it said when those of
# assets/install were taken. Ends with 77, skipped, where what draws them cannot be installed.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/lib/common.sh
source "$root/scripts/lib/common.sh"
install_or_skip scripts/screenshots
out=$1/install-pictures
rm -rf "$out"
"$root/scripts/screenshots" --install --build "$1" --out "$out"
for picture in "$root"/assets/install/*.png; do
  [ -s "$out/${picture##*/}" ] || die "there is no ${picture##*/} any more"
  [ "$(stat -c %s "$picture")" -lt 200000 ] || die "${picture##*/} is larger than 200 kB"
done
# How long the store took to answer is another figure each time.
timeless() { sed -E 's/answered in [0-9]+ ms/answered/' "$1"; }
diff <(timeless "$root/assets/install/setup.txt") <(timeless "$out/setup.txt") || die "the setup asks otherwise than in INSTALL.md's pictures: scripts/screenshots --install"
