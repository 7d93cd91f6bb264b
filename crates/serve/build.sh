#!/usr/bin/env bash
# Builds the program `shuangbai` as one file that needs no library of the system, with no path of this computer in it. Each
# argument is one of:
#
#   linux-x86_64      dist/shuangbai-linux-x86_64, static by musl, for any Linux
#   linux-aarch64     dist/shuangbai-linux-aarch64, the same for ARM
#   windows-x86_64    dist/shuangbai-windows-x86_64.exe, by MinGW, for Windows 10 and later
#
# Without one it builds for the computer that it runs on: by musl, or where that is missing by glibc's own archives, which
# Debian's libc6-dev and the like have. Which compiler does it, crates/toolchain.sh says.
set -euo pipefail
cd "$(dirname "$0")/../.."
. crates/toolchain.sh
target=${CARGO_TARGET_DIR:-target}
mkdir -p "$target" dist
target=$(cd "$target" && pwd)
export CARGO_PROFILE_RELEASE_DEBUG=false CARGO_PROFILE_RELEASE_STRIP=symbols

# What is missing to build for a system, as Debian's packages: of each line the first is a command or file.
lacking() { # SYSTEM
    local found package
    while read -r found package; do
        command -v "$found" > /dev/null || [ -e "$found" ] || echo "$package"
    done <<< "$(
        case $1 in
            linux-x86_64) printf '%s\n' "x86_64-linux-gnu-gcc gcc" "/usr/lib/x86_64-linux-musl/rcrt1.o musl-dev" ;;
            linux-aarch64)
                printf '%s\n' "aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu" \
                    "/usr/lib/aarch64-linux-musl/rcrt1.o musl-dev:arm64" ;;
            windows-x86_64) echo "x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64-win32" ;;
        esac
    )"
}

triple_of() {
    case $1 in
        linux-*) echo "${1#linux-}-unknown-linux-musl" ;;
        windows-*) echo "${1#windows-}-pc-windows-gnu" ;;
        *) echo "${0##*/}: unknown: $1" >&2 && exit 2 ;;
    esac
}

# Of the linker and the one crate in C, zstd's.
compile_c_by() { # TRIPLE GCC FLAGS
    local name=${1//-/_}
    export "CARGO_TARGET_${name^^}_LINKER=$2" "CC_$name=$2" "AR_$name=$("$2" -print-prog-name=ar)" "CFLAGS_$name=$3"
}

# What rustup's standard library has beside it and one that is built here has not: what a program begins and ends with, and
# how a panic finds its way.
musl_parts() { # MACHINE GCC FLAGS FOLDER
    local gcc=$2 folder=$4
    mkdir -p "$folder"
    # shellcheck disable=SC2086
    "$gcc" $3 -O2 -c crates/serve/unwind.c -o "$folder/unwind.o"
    install -m 644 "$("$gcc" -print-file-name=libgcc_eh.a)" "$folder/libunwind.a"
    "$("$gcc" -print-prog-name=ar)" r "$folder/libunwind.a" "$folder/unwind.o"
    flag "-Lnative=$folder"
    flag "-Lnative=/usr/lib/$1-linux-musl"
    flag "-Lnative=$(dirname "$("$gcc" -print-file-name=crtbeginS.o)")"
}

mingw_parts() { # TRIPLE FOLDER
    local part
    mkdir -p "$2"
    for part in rsbegin rsend; do
        "${rustc[@]}" --target "$1" --emit obj -o "$2/$part.o" "$library/library/rtstartup/$part.rs"
    done
    flag "-Lnative=$2"
}

build() { # SYSTEM TRIPLE CHAIN
    local system=$1 triple=$2 chain=$3 machine=${1#*-} folder=$target out=dist/shuangbai-$1 options=() gcc flags="" program path
    rust_flags=
    flag -Ctarget-feature=+crt-static
    take_toolchain "$chain"
    if [ "$chain" = debian ]; then
        # In a folder of its own, since two compilers would undo each other's work.
        folder=$target/debian
        options=(-Zbuild-std=std,panic_unwind)
    fi
    case $triple in
        *-musl)
            gcc=$machine-linux-gnu-gcc
            if [ -d "/usr/lib/$machine-linux-musl" ]; then
                flags="-nostdinc -isystem /usr/include/$machine-linux-musl -isystem $("$gcc" -print-file-name=include)"
                compile_c_by "$triple" "$gcc" "$flags"
            fi
            [ "$chain" != debian ] || musl_parts "$machine" "$gcc" "$flags" "$folder/$triple/parts"
            ;;
        *-windows-*)
            out+=.exe
            compile_c_by "$triple" x86_64-w64-mingw32-gcc ""
            [ "$chain" != debian ] || mingw_parts "$triple" "$folder/$triple/parts"
            ;;
    esac
    hide_paths "$triple"
    CARGO_ENCODED_RUSTFLAGS=$rust_flags "${cargo[@]}" build --release --locked --package shuangbai-serve --target "$triple" \
        --target-dir "$folder" "${options[@]}"

    program=$folder/$triple/release/shuangbai
    case $out in
        *.exe)
            program+=.exe
            ! x86_64-w64-mingw32-objdump -p "$program" | grep "DLL Name: lib" || { echo "$out needs libraries of MinGW"; exit 1; }
            ;;
        *) ! readelf -d "$program" | grep NEEDED || { echo "$out needs libraries of a system"; exit 1; } ;;
    esac
    for path in "$PWD" "${CARGO_HOME:-$HOME/.cargo}" "$library"; do
        ! grep -qaF "$path/" "$program" || { echo "$out has paths of this computer in it: $path"; exit 1; }
    done
    install "$program" "$out"
    echo "$out: $(wc -c < "$out") bytes, $(gzip -9c "$out" | wc -c) gzipped ($triple, $chain toolchain)"
}

own=linux-$(uname -m)
for system in "${@:-$own}"; do
    triple=$(triple_of "$system")
    chain=$(pick_toolchain "$triple")
    packages=()
    # For this computer rustup's needs nothing else.
    [ "$chain$system" = "rustup$own" ] || mapfile -t packages < <(lacking "$system")
    [ -n "$chain" ] || packages+=(rustc-web cargo-web rust-web-src)
    if [ "${#packages[@]}" -gt 0 ]; then
        [ $# = 0 ] || missing "no toolchain for $triple: on Debian" \
            "  apt-get install --no-install-recommends ${packages[*]}" \
            "for a package of :arm64 after dpkg --add-architecture arm64; rustup target add $triple serves in place of Debian's Rust"
        triple=$(uname -m)-unknown-linux-gnu chain=rustup
    fi
    (build "$system" "$triple" "$chain")
done
# What they have of others: their licences, and the list of parts. They go where the programs go.
python3 crates/py/wheels/notices.py shuangbai-serve dist
# And of the C libraries in them.
for library in musl-dev mingw-w64-x86-64-dev; do
    file=/usr/share/doc/$library/copyright
    [ ! -f "$file" ] || printf '\n%s\n\n' "$library, as Debian has it" | cat - "$file" >> dist/NOTICES.txt
done
