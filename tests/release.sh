#!/usr/bin/env bash
# All that is looked at before a release. Every check runs; what failed, and which tool is missing, is named at the end.
#
#   tests/release.sh                  all of them
#   tests/release.sh licences wheel   these alone
#   ADVISORIES=folder …               RustSec's database of advisories, a clone of it
set -uo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
crates=(-p shuangbai -p shuangbai-excel)
temp=$(mktemp -d)
trap 'rm -r "$temp"' EXIT

missing() { echo "missing: $1" >&2; return 1; }
has_cargo() { cargo "$1" --version > /dev/null 2>&1 || missing "cargo install cargo-$1 --locked"; }

# Where the project is published has been set, once for each registry.
place() {
    ! grep -n "example\.invalid" Cargo.toml crates/py/pyproject.toml crates/wasm/package/package.json
}

# All that is handed out has one version.
versions() {
    local version
    version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)
    grep -q "^shuangbai = .* version = \"$version\"" Cargo.toml || { echo "Cargo.toml: the dependency is not $version"; return 1; }
    grep -q "^  \"version\": \"$version\"" crates/wasm/package/package.json || { echo "package.json is not $version"; return 1; }
    grep -q "^## $version" CHANGELOG.md || { echo "CHANGELOG.md does not have $version"; return 1; }
}

# Pages that are read in a registry have no links into the repository.
links() {
    ! grep -nE '\]\((\.|[A-Za-z]+/|[A-Z]+\.md)' crates/core/README.md crates/excel/README.md crates/py/README.md
}

licences() {
    has_cargo deny && cargo deny --locked check licenses bans sources
}

advisories() {
    has_cargo deny || return 1
    [ -d "${ADVISORIES:-}/.git" ] || { missing "ADVISORIES=folder, a clone of RustSec's advisory-db"; return 1; }
    # cargo-deny keeps a clone of its own, of the folder.
    sed "s|^\[advisories\]|&\ndb-path = \"$temp/advisories\"\ndb-urls = [\"file://$(realpath "$ADVISORIES")\"]|" deny.toml > "$temp/deny.toml"
    cargo deny --locked check --config "$temp/deny.toml" advisories
}

unused() {
    has_cargo machete && cargo machete
}

# Nothing public has changed that others rest on, but for a new major version.
semver() {
    local last
    last=$(git tag --list 'v*' --sort=-v:refname | head -n 1)
    [ -n "$last" ] || { echo "no release yet to compare with: from the first one on"; return 0; }
    has_cargo semver-checks && cargo semver-checks "${crates[@]}" --all-features --baseline-rev "$last"
}

packages() {
    CARGO_PROFILE_DEV_DEBUG=false cargo package "${crates[@]}" --locked
}

documentation() {
    RUSTDOCFLAGS="-D warnings" cargo doc "${crates[@]}" --no-deps --all-features --locked
}

oldest() {
    local rust
    rust=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    rustup toolchain list 2> /dev/null | grep -q "^$rust[-.]" || { missing "rustup toolchain install $rust --profile minimal"; return 1; }
    make --no-print-directory msrv
}

# The lists of what is in wheel and program, and of their licences.
parts() {
    python3 crates/py/wheels/notices.py --check
}

wheel() {
    local wheels=(dist/*.whl) sources=(dist/*.tar.gz) tools="$target/release-tools"
    [ -f "${wheels[0]}" ] && [ -f "${sources[0]}" ] || { missing "dist/*.whl and dist/*.tar.gz: make py-wheel"; return 1; }
    if ! [ "$tools/locked" -nt crates/py/requirements/release.txt ]; then
        python3 -m venv --clear "$tools" && "$tools/bin/pip" install --quiet --disable-pip-version-check --require-hashes \
            --requirement crates/py/requirements/release.txt && touch "$tools/locked" || return 1
    fi
    "$tools/bin/twine" check --strict "${wheels[@]}" "${sources[@]}" && "$tools/bin/abi3audit" --strict --summary "${wheels[@]}"
}

npm_package() {
    [ -f crates/wasm/pkg/shuangbai.wasm ] || { missing "crates/wasm/pkg: make wasm"; return 1; }
    [ -x node_modules/.bin/attw ] || { missing "the JavaScript tools: npm ci"; return 1; }
    node_modules/.bin/publint --strict crates/wasm/pkg || return 1
    # It is ESM alone; Node requires that, too. What is no module of JavaScript, or none to import, has no types.
    node_modules/.bin/attw --pack crates/wasm/pkg --profile esm-only \
        --exclude-entrypoints worker-thread shuangbai.wasm shuangbai-excel.wasm
}

all=(place versions links licences advisories unused semver packages documentation oldest parts wheel npm_package)
failed=()
for check in "${@:-${all[@]}}"; do
    printf '\n== %s\n' "$check"
    "$check" || failed+=("$check")
done
echo
if [ "${#failed[@]}" -gt 0 ]; then
    echo "not ready: ${failed[*]}"
    exit 1
fi
echo "ready to be published"
