//! Build helper of shuangbai.
//!
//! - `cargo run -p xtask -- bindgen IN.wasm OUT_DIR NAME` writes the JavaScript glue of a module built for
//!   wasm32-unknown-unknown.
//! - `cargo run -p xtask -- schemas OUT_DIR` writes the JSON Schemas of the core's types, and `terms.json`: what
//!   everything is called.

use std::{env, error::Error, fs, path::Path};

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["bindgen", input, folder, name] => bindgen(input, folder, name),
        ["schemas", folder] => schemas(folder),
        _ => Err("usage: xtask bindgen IN.wasm OUT_DIR NAME | schemas OUT_DIR".into()),
    }
}

fn bindgen(input: &str, folder: &str, name: &str) -> Result<(), Box<dyn Error>> {
    let mut bindgen = Bindgen::new();
    bindgen
        .web(true)?
        .input_path(input)
        .out_name(name)
        .typescript(false)
        // The package hands over the module itself, so that it also runs from a local file; without
        // this, bundlers add a second copy of it.
        .omit_default_module_path(true)
        // After a trap (no memory left) the package starts the module anew.
        .reset_state_function(true);
    bindgen.generate(folder)?;
    Ok(())
}

/// Writes the JSON Schemas of the core's types.
fn schemas(folder: &str) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    for (name, schema) in shuangbai::schema::schemas() {
        let text = serde_json::to_string_pretty(&schema)? + "\n";
        fs::write(Path::new(folder).join(format!("{name}.schema.json")), text)?;
    }
    let terms: serde_json::Value = serde_json::from_str(&shuangbai::terms_json())?;
    fs::write(Path::new(folder).join("terms.json"), serde_json::to_string_pretty(&terms)? + "\n")?;
    Ok(())
}
