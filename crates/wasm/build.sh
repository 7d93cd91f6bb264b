#!/usr/bin/env bash
# Builds the npm package `shuangbai` into crates/wasm/pkg: Rust to WebAssembly, JavaScript glue,
# size optimisation, types.
#
#   crates/wasm/build.sh          it installs nothing; what is missing it names
#
# The toolchain is rustup's with the target wasm32-unknown-unknown, else Debian's rustc-web, cargo-web, rust-web-src and lld-22 (or
# lld-19): see crates/toolchain.sh. WASM_TOOLCHAIN=rustup or debian takes that one. CARGO_TARGET_DIR is honoured.
set -euo pipefail
cd "$(dirname "$0")/../.."
. crates/toolchain.sh

triple=wasm32-unknown-unknown
out=crates/wasm/pkg
# A folder of its own: two compilers in one would wait for each other and build each other's work again.
target_dir=${CARGO_TARGET_DIR:-target}/wasm
mkdir -p "$target_dir"
target_dir=$(cd "$target_dir" && pwd)

# The newest of Debian's linkers for WebAssembly.
find_lld() { find /usr/lib -maxdepth 3 -path '*/llvm-*/bin/wasm-ld' 2> /dev/null | sort -V | tail -1; }

command -v node > /dev/null || missing "node is missing (20.19 or later)"
[ -d node_modules/binaryen ] && [ -d node_modules/json-schema-to-typescript ] ||
    missing "the JavaScript tools are missing: npm ci"

chain=${WASM_TOOLCHAIN:-$(pick_toolchain "$triple")}
[ "$chain" != debian ] || [ -n "$(find_lld)" ] || chain=
[ -n "$chain" ] || missing "no compiler for $triple. Either" "  rustup target add $triple" "or on Debian" \
    "  apt-get install --no-install-recommends rustc-web cargo-web rust-web-src lld-22"
take_toolchain "$chain"

native=(env)
flags=()
if [ "$chain" = debian ]; then
    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$(find_lld)
    # Small ways of sorting and the like: they were a fifth of the module.
    flags=(-Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size)
    # Nobody hears a panic's text, so there is none: the module ends at once.
    flag -Zunstable-options
    flag -Cpanic=immediate-abort
    # A machine with Debian's compiler alone builds the helpers with it too.
    command -v cargo > /dev/null || native=(env PATH="/usr/bin:$PATH")
fi

hide_paths "$triple"
CARGO_ENCODED_RUSTFLAGS=$rust_flags "${cargo[@]}" build --quiet --locked --target "$triple" \
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
