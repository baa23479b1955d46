#!/usr/bin/env bash
# Takes the 8×8 digits out of Debian's package python3-sklearn, without installing it, into examples/data/.
set -euo pipefail
cd "$(dirname "$0")"
[ ! -e data/digits.csv.gz ] || exit 0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
(cd "$folder" && apt-get download -qq python3-sklearn && dpkg-deb -x python3-sklearn_*.deb .)
mkdir -p data
cp "$folder/usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz" data/
echo "examples/data/digits.csv.gz is in place"
