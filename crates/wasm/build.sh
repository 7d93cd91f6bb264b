#!/usr/bin/env bash
# Builds the npm package `shuangbai` into crates/wasm/pkg: Rust to WebAssembly, JavaScript glue,
# size optimisation, types.
#
#   crates/wasm/build.sh          it installs nothing; what is missing it names
#
# Two toolchains are accepted, and the first one found is used:
#   1. rustup with the target wasm32-unknown-unknown installed.
#   2. Debian's packages rustc-web, cargo-web, rust-web-src and lld-22 (or lld-19). Debian has no
#      standard library for wasm32 of that version, so it is built from its source (-Zbuild-std),
#      which a stable compiler does with RUSTC_BOOTSTRAP=1.
# WASM_TOOLCHAIN=rustup or debian takes that one. CARGO_TARGET_DIR is honoured.
set -euo pipefail
cd "$(dirname "$0")/../.."

triple=wasm32-unknown-unknown
out=crates/wasm/pkg
# A folder of its own: two compilers in one would wait for each other and build each other's work again.
target_dir=${CARGO_TARGET_DIR:-target}/wasm
mkdir -p "$target_dir"
target_dir=$(cd "$target_dir" && pwd)

missing() { printf 'build.sh: %s\n' "$@" >&2; exit 3; }

# The newest of Debian's linkers for WebAssembly.
find_lld() { find /usr/lib -maxdepth 3 -path '*/llvm-*/bin/wasm-ld' 2> /dev/null | sort -V | tail -1; }

pick_toolchain() {
    if [ -n "${WASM_TOOLCHAIN:-}" ]; then
        echo "$WASM_TOOLCHAIN"
    elif rustup target list --installed 2> /dev/null | grep -qx "$triple"; then
        echo rustup
    elif [ -x /usr/bin/cargo ] && [ -x /usr/bin/rustc ] && [ -n "$(find_lld)" ] &&
        [ -d "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library/std" ]; then
        echo debian
    fi
}

command -v node > /dev/null || missing "node is missing (20.19 or later)"
[ -d node_modules/binaryen ] && [ -d node_modules/json-schema-to-typescript ] ||
    missing "the JavaScript tools are missing: npm ci"

# Quotes, and folders with blanks in their names, are no matter in this form.
separator=$'\x1f'
remap() { RUSTFLAGS_WASM+="${RUSTFLAGS_WASM:+$separator}--remap-path-prefix=$1=$2"; }
RUSTFLAGS_WASM=

chain=$(pick_toolchain)
native=(env)
case $chain in
    rustup)
        cargo=(cargo)
        flags=()
        sysroot=$(rustc --print sysroot)
        ;;
    debian)
        sysroot=$(/usr/bin/rustc --print sysroot)
        # rustup's tools come first in PATH, so Debian's are named outright, and what is set for the
        # native build does not reach them.
        cargo=(env -u RUSTUP_TOOLCHAIN -u RUSTC_WRAPPER -u RUSTC_WORKSPACE_WRAPPER
            RUSTC=/usr/bin/rustc RUSTDOC=/usr/bin/rustdoc RUSTC_BOOTSTRAP=1
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$(find_lld)" /usr/bin/cargo)
        # Small ways of sorting and the like: they were a fifth of the module.
        flags=(-Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size)
        # A machine with Debian's compiler alone builds the helpers with it too.
        command -v cargo > /dev/null || native=(env PATH="/usr/bin:$PATH")
        ;;
    *)
        missing "no compiler for $triple. Either" "  rustup target add $triple" "or on Debian" \
            "  apt-get install --no-install-recommends rustc-web cargo-web rust-web-src lld-22"
        ;;
esac

# The same bytes from any folder: texts of panics have source paths in them, and of downloaded crates
# the folder is known only after they are there.
"${cargo[@]}" fetch --quiet --locked --target "$triple"
remap "$PWD" .
remap "$sysroot/lib/rustlib/src/rust" rust
for folder in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
    [ ! -d "$folder" ] || remap "${folder%/}" crates
done
CARGO_ENCODED_RUSTFLAGS=$RUSTFLAGS_WASM "${cargo[@]}" build --quiet --locked --target "$triple" \
    --target-dir "$target_dir" -p shuangbai-wasm -p shuangbai-wasm-excel "${flags[@]}" --profile wasm
modules=$target_dir/$triple/wasm

# The package: what is written by hand, the schemas, the glue, the optimised module, the types.
rm -rf "$out"
cp -R crates/wasm/package "$out"
cp LICENSE-MIT LICENSE-APACHE "$out"
# Debian 12's own wasm-opt is too old: its output does not start.
finish() {
    "${native[@]}" cargo run --quiet --locked --profile helper -p xtask -- bindgen "$modules/$1.wasm" "$out" "$2"
    node_modules/.bin/wasm-opt "$4" --strip-debug --strip-producers "$out/$2_bg.wasm" -o "$out/$3.wasm"
    rm "$out/$2_bg.wasm"
}
finish shuangbai_wasm glue shuangbai -O3
# Workbooks are a module of their own, which is loaded when it is needed; built for size.
finish shuangbai_wasm_excel excel-glue shuangbai-excel -Oz
node crates/wasm/types.mjs "$out"

for module in shuangbai shuangbai-excel; do
    printf '%s.wasm: %s bytes, %s gzipped (%s toolchain)\n' "$module" "$(wc -c < "$out/$module.wasm")" \
        "$(gzip -9c "$out/$module.wasm" | wc -c)" "$chain"
done
