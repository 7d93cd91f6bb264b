#!/usr/bin/env bash
# Installs the wheel as an office without network does, in an empty environment of every Python here,
# and calculates. First a look into the wheel and the source package.
#
#   wheels.sh                builds both in dist/
#   wheels.sh --from-sdist   and builds the wheel from the source package once more: the bytes are the same
#   wheels.sh WHEEL          takes this wheel
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-.venv/bin/python}
build=crates/py/wheels/build.sh
temp=$(mktemp -d)
trap 'rm -r "$temp"' EXIT

sdist=
if [ -f "${1-}" ]; then
    wheel=$1
else
    rm -f dist/shuangbai-*
    "$build" sdist "linux-$(uname -m)"
    wheel=$(echo dist/*.whl)
    sdist=$(echo dist/*.tar.gz)
fi
wheel=$(realpath "$wheel")

"$python" - "$wheel" "$sdist" <<'EOF'
import os
import re
import sys
import tarfile
import zipfile
from pathlib import Path

path, sdist = sys.argv[1:]
wheel = zipfile.ZipFile(path)
files = {name: wheel.read(name) for name in wheel.namelist()}

# Everything that lies in the package's folder, links followed, and the native module.
source = Path("crates/py/python")
built = {"so", "pyd", "pyc"}
package = {
    file.relative_to(source).as_posix(): file.read_bytes()
    for file in source.rglob("*")
    if file.is_file() and file.suffix[1:] not in built
}
for name in ["_native.pyi", "py.typed", "datasets/guangdong-2023/towns.csv", "datasets/plan-2017/workers.csv"]:
    assert f"shuangbai/{name}" in package, f"{name} is not there"
(native,) = [name for name in files if name.endswith((".so", ".pyd"))]
told = {name: data for name, data in files.items() if ".dist-info/" in name}
assert package == {name: data for name, data in files.items() if name not in told and name != native}

metadata = next(data for name, data in told.items() if name.endswith("/METADATA")).decode()
(version,) = re.findall(r'^version = "(.*)"', Path("Cargo.toml").read_text(encoding="utf-8"), re.M)
assert f"\nVersion: {version}\n" in metadata
needed = [line for line in re.findall("^Requires-Dist: (.*)", metadata, re.M) if "extra ==" not in line]
assert not needed, needed
for licence in ["LICENSE-APACHE", "LICENSE-MIT", "wheels/NOTICES.txt"]:
    data = Path("crates/py", licence).read_bytes()
    assert any(name.endswith(f"licenses/{licence}") and told[name] == data for name in told), f"no {licence}"

# The list of parts (PEP 770).
(parts,) = [data for name, data in told.items() if name.endswith("/sboms/sbom.cdx.json")]
assert parts == Path("crates/py/wheels/sbom.cdx.json").read_bytes()

# No path of this computer, no debug information, no newer glibc than the tag says.
module = files[native]
for place in [f"{Path.home()}/", f"{os.getcwd()}/", "/.cargo/", "/registry/src/"]:
    assert place == "//" or place.encode() not in module, f"{native} tells of {place}"
if module.startswith(b"\x7fELF"):
    # The names of the sections: the table that the header tells at 0x3e, of entries of 64 bytes.
    start, count = int.from_bytes(module[0x28:0x30], "little"), int.from_bytes(module[0x3E:0x40], "little")
    entry = module[start + 64 * count :][:64]
    offset, length = (int.from_bytes(entry[at : at + 8], "little") for at in (24, 32))
    sections = module[offset : offset + length].split(b"\0")
    assert b".text" in sections and not any(name.startswith(b".debug") for name in sections), sections
glibc = {tuple(map(int, found.split(b"."))) for found in re.findall(rb"\bGLIBC_([0-9.]+)", module)}
assert "linux" not in path or max(glibc) <= (2, 17), f"needs glibc {max(glibc)}"
size = os.path.getsize(path)
# It reads and writes workbooks and Parquet, and is the command line too.
assert size < 9_000_000 or os.environ.get("WHEEL_PROFILE", "release") != "release", f"{size} bytes"
print(f"{os.path.basename(path)}: {size / 1e6:.2f} MB, its native module {len(module) / 1e6:.2f} MB", end="")
print(", glibc " + ".".join(map(str, max(glibc))) if glibc else "")

if sdist:
    with tarfile.open(sdist) as tar:
        inner = {name.partition("/")[2]: tar.extractfile(name).read() for name in tar.getnames()}
    python = {name.removeprefix("python/"): data for name, data in inner.items() if name.startswith("python/")}
    assert python == package
    rust = [file for folder in ["core/src", "core/presets", "py/src"] for file in Path("crates", folder).rglob("*.*")]
    for file in [*rust, Path("LICENSE-MIT")]:
        assert inner[file.as_posix()] == file.read_bytes()
    print(f"{os.path.basename(sdist)}: {os.path.getsize(sdist) / 1e6:.2f} MB")
EOF

if [ "${1-}" = --from-sdist ]; then
    "$build" wheel-from-sdist
    cmp "$wheel" dist/from-sdist/*.whl
    echo "the source package builds into the same wheel"
fi

cat > "$temp/check.py" <<'EOF'
"""In an empty environment: the import is light, and a small plan is right to the fen."""
import subprocess
import sys
from decimal import Decimal

HEAVY = {"altair", "arro3", "dask", "duckdb", "IPython", "nanoarrow", "numpy", "pandas", "polars", "pyarrow", "vl_convert"}


class Watch:
    """Hears which modules are asked for, also those that are not installed."""

    asked = set()

    def find_spec(self, name, path=None, target=None):
        self.asked.add(name.partition(".")[0])


sys.meta_path.insert(0, Watch())
import shuangbai

assert not HEAVY & Watch.asked, HEAVY & Watch.asked
plan = shuangbai.Plan(
    "guangdong-2021",
    (2021, 2022),
    stations=[{"code": "440203001", "villages": 3}],
    hires=[{"station": "440203001", "post": "service", "count": 2, "month": "2021-08"}],
)
totals = plan.forecast().totals
assert totals["pay"] == [Decimal("41666.66"), Decimal("100000.00")], totals["pay"]
assert totals["due_province"] == [Decimal("25000.00"), Decimal("60000.00")], totals["due_province"]
towns = shuangbai.Plan(
    "guangdong-2021", (2022, 2022), stations=shuangbai.datasets.guangdong_towns(), assumptions={"fill": "norm"}
)
assert towns.forecast().totals["headcount"] == [29744]
assert not HEAVY & Watch.asked, HEAVY & Watch.asked

start = "import time; start = time.perf_counter(); import shuangbai; print(time.perf_counter() - start)"
times = [float(subprocess.check_output([sys.executable, "-c", start])) for _ in range(5)]
python = ".".join(map(str, sys.version_info[:3]))
print(f"Python {python}: right to the fen; import shuangbai takes {min(times) * 1000:.0f} ms")
EOF

# Without network where the system lets us cut it off.
offline=()
for cut in "unshare -n" "unshare -rn"; do
    if $cut true 2> /dev/null; then
        read -ra offline <<< "$cut"
        break
    fi
done
[ ${#offline[@]} -gt 0 ] || echo "the network can't be cut off here: pip is told to leave it alone"

# Every CPython from 3.10 on, once each.
version='import sys; v = sys.version_info; print(f"{v[0]}.{v[1]}") if v >= (3, 10) and sys.implementation.name == "cpython" else exit(1)'
found=" "
tested=0
for candidate in "$python" python3 python3.1{0..9} "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python3; do
    number=$("$candidate" -c "$version" 2> /dev/null) || continue
    case $found in *" $number "*) continue ;; esac
    found+="$number "
    environment=$temp/$number
    "$candidate" -m venv "$environment" || { echo "Python $number makes no environments here"; continue; }
    (
        cd "$temp"
        unset PYTHONPATH
        ${offline[@]+"${offline[@]}"} "$environment/bin/pip" install --quiet --disable-pip-version-check \
            --no-index "$wheel"
        ${offline[@]+"${offline[@]}"} "$environment/bin/python" check.py
        shown=$(${offline[@]+"${offline[@]}"} "$environment/bin/shuangbai" --version)
        [ "$shown" = "shuangbai $("$environment/bin/python" -c 'import shuangbai; print(shuangbai.__version__)')" ]
    )
    tested=$((tested + 1))
done
[ "$tested" -gt 0 ] || { echo "no Python from 3.10 on"; exit 1; }
echo "the wheel works in $tested Pythons:$found"
