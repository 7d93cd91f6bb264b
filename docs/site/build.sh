#!/usr/bin/env bash
# One site in dist/site: rules, Python, the command line, JavaScript, Rust. A warning is an error, and so is a link to a
# page of it that is not there. It needs the Python package in .venv and the npm package in crates/wasm/pkg (`make site`).
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$PWD/dist/site target=${CARGO_TARGET_DIR:-target}
python=${PYTHON:-.venv/bin/python}
rm -rf "$out"
mkdir -p "$out"
cp docs/site/index.html "$out"

"$python" -m sphinx --fail-on-warning --keep-going --quiet crates/py/docs "$out/python"
# What is no page: its own notes, and a template of the theme.
rm -rf "$out/python/.doctrees" "$out/python/.buildinfo" "$out/python/_static/webpack-macros.html"

rm -rf "$target/doc"
RUSTDOCFLAGS="-D warnings" cargo doc --quiet -p shuangbai -p shuangbai-excel --no-deps --all-features --locked
cp -R "$target/doc" "$out/rust"
rm -f "$out/rust/.lock"
# The pages of help and settings lead there.
echo '<!doctype html><meta http-equiv="refresh" content="0; url=shuangbai/index.html">' > "$out/rust/index.html"

# Its types are looked at as somebody has them who installed the package.
node_modules/.bin/typedoc --options docs/site/typedoc.json --out "$out/javascript"

"$python" docs/site/links.py "$out"
