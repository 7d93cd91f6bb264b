#!/usr/bin/env bash
# Runs the programs that lie in dist, those of other systems on an emulated one (Debian's qemu-user-static, wine64): they print
# the bytes that this computer's own program prints, and answer as a service. What can't be run here is named.
#
#   crates/serve/try.sh [PROGRAM]     what to compare with: by default the one that `cargo build-checked --bin shuangbai` makes
set -euo pipefail
cd "$(dirname "$0")/../.."
own=${1:-${CARGO_TARGET_DIR:-target}/debug/shuangbai}
[ -x "$own" ] || { echo "no $own: cargo build-checked --bin shuangbai" >&2; exit 3; }
export WINEDEBUG=${WINEDEBUG:--all}
temp=$(mktemp -d)
trap 'rm -r "$temp"' EXIT

# The command that runs a program for a system, if it is here.
emulator() {
    case $1 in
        *-linux-"$(uname -m)") echo env ;;
        *-linux-*) command -v "qemu-${1##*-}-static" ;;
        *-windows-*) command -v wine ;;
    esac
}

# A workbook is compared part by part: its archive says on which kind of system it was made.
parts() {
    python3 -c 'import sys, zipfile
for part in zipfile.ZipFile(sys.argv[1]).infolist():
    sys.stdout.buffer.write(repr(part.filename).encode() + zipfile.ZipFile(sys.argv[1]).read(part))' "$1" > "$1.parts"
    mv "$1.parts" "$1"
}

compare() { # WHAT OPTIONS...
    local what=$1
    shift
    "$own" "$@" > "$temp/own"
    "${run[@]}" "$@" > "$temp/other"
    if [[ $what = *xlsx ]]; then
        parts "$temp/own"
        parts "$temp/other"
    fi
    cmp "$temp/own" "$temp/other" || { echo "$what: not the same bytes" >&2; exit 1; }
}

# Its service, until it has answered.
service() {
    local child address plan=docs/plan.json
    "${run[@]}" serve --port 0 2> "$temp/log" &
    child=$!
    for _ in $(seq 300); do
        address=$(sed -n 's/^\(http[^ \r]*\).*/\1/p' "$temp/log")
        [ -z "$address" ] || break
        sleep 0.1
    done
    curl --silent --fail --show-error "$address/healthz" &&
        curl --silent --fail --show-error --data-binary "@$plan" "$address/forecast" > "$temp/other" &&
        curl --silent --fail --show-error "$address/" > "$temp/page" &&
        "$own" forecast "$plan" --format json | head -c -1 | cmp - "$temp/other" || { kill "$child"; return 1; }
    kill "$child"
    wait "$child" 2> /dev/null || true
    echo ", a page of $(wc -c < "$temp/page") bytes"
}

tried=0
for program in dist/shuangbai-*; do
    [ -f "$program" ] || continue
    run=("$(emulator "$program" || true)" "$program")
    if [ -z "${run[0]}" ]; then
        echo "$program: nothing here runs it"
        continue
    fi
    how=${run[0]##*/}
    echo "$program, ${how/env/as it is}: $("${run[@]}" --version)"
    for form in json csv parquet xlsx; do
        compare "$program: $form" forecast docs/plan.json --format "$form"
    done
    for lang in zh en; do
        compare "$program: $lang" forecast docs/plan.json --lang "$lang"
        compare "$program: $lang" why docs/plan.json --figure due/local --depth 2 --lang "$lang"
    done
    service
    if [[ $program = *-linux-* ]]; then
        # A panic, here since there is no room to tell the address, ends in order: by a status of its own.
        "${run[@]}" serve --port 0 2> /dev/full && status=0 || status=$?
        [ "$status" = 70 ] || { echo "$program: a panic ends with $status" >&2; exit 1; }
    fi
    tried=$((tried + 1))
done
[ "$tried" -gt 0 ] || { echo "no program in dist that runs here: make cli" >&2; exit 1; }
