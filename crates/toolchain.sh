# Sourced by the scripts that build for another kind of system than this one. Two toolchains are accepted:
#
#   rustup    the compiler in PATH, where it has a standard library for the system (`rustup target add`)
#   debian    Debian's rustc-web and cargo-web. Debian has no standard library of that version for other systems, so it is
#             built from its source in rust-web-src (-Zbuild-std), which a stable compiler does with RUSTC_BOOTSTRAP=1.
#
# They install nothing; what is missing they name.

missing() { printf '%s\n' "${0##*/}: $1" "${@:2}" >&2; exit 3; }

# The first that can build for a system, or nothing.
pick_toolchain() {
    if [ -d "$(rustc --print target-libdir --target "$1" 2> /dev/null)" ]; then
        echo rustup
    elif [ -x /usr/bin/cargo ] && [ -d "$(/usr/bin/rustc --print sysroot 2> /dev/null)/lib/rustlib/src/rust/library/std" ]; then
        echo debian
    fi
}

# take_toolchain TOOLCHAIN: its commands `cargo` and `rustc`, and where the source of its `library` is.
take_toolchain() {
    if [ "$1" = debian ]; then
        # rustup's tools come first in PATH, so Debian's are named outright, and what is set for the native build does not
        # reach them.
        rustc=(env -u RUSTUP_TOOLCHAIN RUSTC_BOOTSTRAP=1 /usr/bin/rustc)
        cargo=(env -u RUSTUP_TOOLCHAIN -u RUSTC_WRAPPER -u RUSTC_WORKSPACE_WRAPPER
            RUSTC=/usr/bin/rustc RUSTDOC=/usr/bin/rustdoc RUSTC_BOOTSTRAP=1 /usr/bin/cargo)
    else
        rustc=(rustc)
        cargo=(cargo)
    fi
    library=$("${rustc[@]}" --print sysroot)/lib/rustlib/src/rust
}

# Quotes, and folders with blanks in their names, are no matter in this form.
flag() { rust_flags+="${rust_flags:+$'\x1f'}$1"; }
rust_flags=

# hide_paths TRIPLE: flags for the same bytes from any folder, no path of this computer in them: texts of panics have source paths. Of
# downloaded crates the folder is known only after they are there.
hide_paths() {
    local folder
    "${cargo[@]}" fetch --quiet --locked --target "$1"
    flag "--remap-path-prefix=$PWD=."
    flag "--remap-path-prefix=$library=rust"
    for folder in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
        [ ! -d "$folder" ] || flag "--remap-path-prefix=${folder%/}=crates"
    done
}
