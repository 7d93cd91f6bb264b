#!/usr/bin/env bash
# Builds the program `shuangbai` as one file that needs no library of the system: dist/shuangbai-linux-x86_64 (or -aarch64 on
# such a computer). With musl where `rustup target add` has brought it, else with glibc's own archives, which Debian's
# libc6-dev and the like have.
set -euo pipefail
cd "$(dirname "$0")/../.."

machine=$(uname -m)
target=$machine-unknown-linux-musl
[ -d "$(rustc --print target-libdir --target "$target")" ] || target=$machine-unknown-linux-gnu
flags="-C target-feature=+crt-static"
# No path of this computer in the program.
for folder in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
    flags+=" --remap-path-prefix=${folder%/}=crates"
done
export RUSTFLAGS="${RUSTFLAGS-} $flags" CARGO_PROFILE_RELEASE_DEBUG=false CARGO_PROFILE_RELEASE_STRIP=symbols
cargo build --release --locked --package shuangbai-serve --target "$target"

program=${CARGO_TARGET_DIR:-target}/$target/release/shuangbai
! ldd "$program" 2> /dev/null | grep -q '=>' || { echo "$program needs libraries of this system"; exit 1; }
mkdir -p dist
install "$program" "dist/shuangbai-linux-$machine"
# What it has of others: their licences, and the list of parts. They go where it goes.
python3 crates/py/wheels/notices.py shuangbai-serve dist
"dist/shuangbai-linux-$machine" --version
ls -l "dist/shuangbai-linux-$machine" | awk '{ printf "%s: %.1f MB, %s\n", $NF, $5 / 1e6, target }' "target=$target"
