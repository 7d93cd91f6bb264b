#!/usr/bin/env bash
# Builds what is handed out, the same bytes in any folder. Each argument is one of:
#
#   linux-x86_64       dist/*.whl for glibc 2.17 and later, as old as CentOS 7: Kylin V10, UOS 20
#   linux-aarch64      the same for ARM: Kunpeng, Phytium
#   windows-x86_64     dist/*.whl for Windows 10 and later
#   sdist              dist/*.tar.gz, the sources
#   wheel-from-sdist   dist/from-sdist/*.whl from dist/*.tar.gz, for this computer's kind of Linux
#   editable           the package in the virtual environment, from the sources as they lie there
#   checked            the same for whatever only checks: the engine as Rust's tests have built it
#
# WHEEL_PROFILE=trial builds a wheel that is only tried, in a tenth of the time.
#
# One wheel serves CPython 3.10 and all later ones. Where the compiler has no standard library for a
# system (`rustup target add`), Debian's rustc-web builds it from rust-web-src; see CONTRIBUTING.md.
set -euo pipefail
cd "$(dirname "$0")/../../.."
root=$PWD

python=$(realpath -s "${PYTHON:-.venv/bin/python}")
[ -x "$python" ] || { echo "no $python: run \`make py-env\`, or set PYTHON"; exit 1; }
PATH=$(dirname "$python"):$PATH
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target}
# Nothing that is built tells the time.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-315532800}

# No path of this computer in a binary: crates lie in a folder of the user, and Debian's standard
# library in one of its own. The paths of the project are relative already.
stable_paths() {
    local flags=${RUSTFLAGS-} folder
    for folder in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/ "$@"; do
        if [ -d "$folder" ]; then flags+=" --remap-path-prefix=${folder%/}=crates"; fi
    done
    echo "${flags# }"
}

# wheel FOLDER TARGET OUT OPTIONS...: from the folder with pyproject.toml
wheel() (
    target=$2 out=$3
    cd "$1"
    shift 3
    if ! [ -d "$(rustc --print target-libdir --target "$target")" ]; then
        library=$(/usr/bin/rustc --print sysroot 2> /dev/null || true)/lib/rustlib/src/rust
        if ! [ -d "$library/library/std" ]; then
            echo "no standard library for $target: \`rustup target add $target\`, or on Debian" >&2
            echo "  apt-get install --no-install-recommends rustc-web cargo-web rust-web-src gcc-mingw-w64-x86-64-win32" >&2
            exit 1
        fi
        # In a folder of its own, since two compilers would undo each other's work.
        export CARGO_TARGET_DIR=$CARGO_TARGET_DIR/debian RUSTC_BOOTSTRAP=1
        export CARGO=/usr/bin/cargo RUSTC=/usr/bin/rustc RUSTDOC=/usr/bin/rustdoc
        PATH=$(dirname "$python"):/usr/bin:$PATH
        set -- "$@" -Z build-std=std,panic_unwind
    fi
    cargo fetch --quiet --target "$target"
    RUSTFLAGS=$(stable_paths ${library:+"$library"})
    export RUSTFLAGS
    "$python" -m maturin build --profile "${WHEEL_PROFILE:-release}" --interpreter "$python" --target "$target" --out "$out" "$@"
)

native=$(uname -m)-unknown-linux-gnu
old_glibc=(--zig --compatibility manylinux2014)

for what in "$@"; do
    case $what in
        linux-*) wheel crates/py "${what#linux-}-unknown-linux-gnu" "$root/dist" --locked "${old_glibc[@]}" ;;
        windows-x86_64) wheel crates/py x86_64-pc-windows-gnu "$root/dist" --locked ;;
        sdist) "$python" -m maturin sdist --manifest-path crates/py/Cargo.toml --out dist ;;
        wheel-from-sdist)
            sources=$(mktemp -d)
            trap 'rm -r "$sources"' EXIT
            tar --extract --touch --strip-components 1 --directory "$sources" --file dist/*.tar.gz
            # Its Cargo.lock has more than it needs, so it is not --locked; nothing new comes in offline.
            wheel "$sources" "$native" "$root/dist/from-sdist" --offline "${old_glibc[@]}"
            ;;
        editable)
            if [ "$(uname -s)" = Linux ]; then
                # Built exactly as the wheel is, so that a wheel after it takes no second build.
                wheel crates/py "$native" "$CARGO_TARGET_DIR/wheels" --locked "${old_glibc[@]}"
                RUSTFLAGS=$(stable_paths) MATURIN_PEP517_ARGS="--locked --target $native ${old_glibc[*]}" \
                    "$python" -m pip install --quiet --disable-pip-version-check \
                    --no-build-isolation --no-deps --editable crates/py
            else
                "$python" -m maturin develop --manifest-path crates/py/Cargo.toml --release --locked
            fi
            ;;
        checked)
            if [ "$(uname -s)" = Linux ]; then
                # An example, too: where nothing has need of what only tests take, some crates have fewer features, and those
                # that stand on them, workbooks and Parquet among them, were built again.
                cargo build-checked --quiet --locked --lib --example sheet
                install "$CARGO_TARGET_DIR/debug/lib_native.so" crates/py/python/shuangbai/_native.abi3.so
                packages=$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
                echo "$root/crates/py/python" > "$packages/shuangbai.pth"
            else
                "$python" -m maturin develop --manifest-path crates/py/Cargo.toml --locked
            fi
            ;;
        *)
            echo "build.sh: unknown: $what"
            exit 2
            ;;
    esac
done
