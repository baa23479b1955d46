#!/usr/bin/env bash
# Installs PyTorch for the benchmarks from Debian's packages, with both builds of OpenBLAS: without one of them
# PyTorch multiplies matrices by the reference BLAS, many times slower.
set -euo pipefail
root=""
[ "$(id -u)" -eq 0 ] || root=sudo
$root apt-get update -qq
$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  python3-torch libopenblas0-pthread libopenblas0-openmp >/dev/null
/usr/bin/python3 -c 'import torch; print("PyTorch", torch.__version__)'
