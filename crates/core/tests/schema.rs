//! The schemas and terms that are published are those of the core today.

use std::{error::Error, fs, path::Path};

#[test]
fn the_published_schemas_are_those_of_the_types() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wasm/package/schemas");
    let mut names = Vec::new();
    let schemas = shuangbai::schema::schemas().into_iter();
    let schemas = schemas.map(|(name, schema)| (format!("{name}.schema.json"), schema));
    let terms = serde_json::from_str(&shuangbai::terms_json())?;
    for (file, schema) in schemas.chain([("terms.json".to_owned(), terms)]) {
        let published: serde_json::Value = serde_json::from_str(&fs::read_to_string(folder.join(&file))?)?;
        assert!(published == schema, "{file}: cargo run -p xtask -- schemas crates/wasm/package/schemas");
        names.push(file);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        found.push(entry?.file_name().into_string().unwrap_or_default());
    }
    found.sort();
    names.sort();
    assert_eq!(found, names);
    Ok(())
}
