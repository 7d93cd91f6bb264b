//! Builds the towns in, packed: most of the text is gone from the program.

use std::{env, fs, path::Path};

fn main() {
    let out = env::var("OUT_DIR").unwrap_or_default();
    for name in ["towns.csv", "regions.csv"] {
        let path = format!("data/{name}");
        println!("cargo::rerun-if-changed={path}");
        let text = fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let packed = miniz_oxide::deflate::compress_to_vec(&text, 9);
        let to = Path::new(&out).join(format!("{name}.deflate"));
        fs::write(&to, packed).unwrap_or_else(|error| panic!("{}: {error}", to.display()));
    }
}
