#!/usr/bin/env bash
# Compares what README.md and README.zh-CN.md show with what the examples print today.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build-checked --quiet --examples
example() { "${CARGO_TARGET_DIR:-target}/debug/examples/$1" "${@:2}"; }

# The lines of a page between two marks, fences left out.
block() { awk -v mark="<!-- $2 -->" '$0 == mark { on = 1; next } /^<!-- \// { on = 0 } on && !/^```/' "$1"; }

# Compares two texts; the second is what is printed.
same() {
    if [ "$2" != "$3" ]; then
        printf '%s is not as printed today:\n' "$1"
        diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") || exit 1
    fi
}

towns=$(example guangdong)
plan=$(example forecast docs/plan.json)
if errors=$(example forecast docs/plan-with-faults.json); then
    echo "docs/plan-with-faults.json has no errors"
    exit 1
fi
wrong=$(mktemp -d)
trap 'rm -r "$wrong"' EXIT
cp data/plan-2017/stations.csv "$wrong"
sed '7s/service/servise/' data/plan-2017/workers.csv > "$wrong/workers.csv"
if row=$(example plan_2017 "$wrong" 2>&1); then
    echo "a wrong row is taken"
    exit 1
fi
sheet=$(example sheet)
questions=$(example questions)
lines=$(tr -d '\n' < docs/plan.json | example forecast --lines)
same "the answer with --lines" "$lines" "$plan"

for page in README.md README.zh-CN.md; do
    # A page shows some of the lines; none that is not printed.
    same "$page, guangdong" "" "$(block "$page" guangdong | grep -Fxv "$towns" || true)"
    same "$page, docs/plan.json" "$(block "$page" docs/plan.json)" "$(cat docs/plan.json)"
    same "$page, its forecast" "$(block "$page" 'forecast docs/plan.json' | sed 's/^ *//' | tr -d '\n')" "$plan"
    same "$page, a pay sheet" "$(block "$page" sheet)" "$sheet"
    same "$page, questions" "$(block "$page" questions)" "$questions"
    same "$page, a wrong row" "$(block "$page" workers.csv)" "$row"
    same "$page, its errors" \
        "$(block "$page" 'forecast docs/plan-with-faults.json' | sed 's/^ *//' | tr -d '\n')" "$errors"
done
rust=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
grep -q "^Rust $rust and later" README.md || { echo "README.md: the supported Rust is $rust"; exit 1; }
grep -q "支持 Rust $rust 及以上版本" README.zh-CN.md || { echo "README.zh-CN.md: the supported Rust is $rust"; exit 1; }
example plan_2017 | grep "it sufficed"
echo "README.md and README.zh-CN.md show what the examples print"
