//! The seals: a chunk that is not the one of this build is refused by whoever loads it. They are noise, which does not compress,
//! so they travel with the first chunk and not with a first visit.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use eyre::{Result, ensure};

use super::assets;

/// Their file, beside the chunks.
pub(super) const FILE: &str = "seals.json";

const LOADER: &str = include_str!("seals.js");

/// Writes the integrity of every chunk, and has the link script load each by it.
pub(super) fn attach(link: &Path, chunks: &[PathBuf]) -> Result<()> {
    let mut seals = BTreeMap::new();
    let mut script = fs::read_to_string(link)?;
    for chunk in chunks {
        let name = chunk.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        script = load_sealed(&script, &name)?;
        seals.insert(name, assets::short_integrity(&fs::read(chunk)?));
    }
    let seals = serde_json::to_string(&seals)?;
    let loader = LOADER.replace("INTEGRITY", &assets::integrity(seals.as_bytes()));
    fs::write(link.with_file_name(FILE), seals)?;
    Ok(fs::write(link, script + &loader)?)
}

fn load_sealed(script: &str, chunk: &str) -> Result<String> {
    let plain = format!("fetch(new URL(\"./{chunk}.wasm\", import.meta.url))");
    ensure!(script.matches(&plain).count() == 1, "the link script does not fetch {chunk} as it used to");
    Ok(script.replace(&plain, &format!("sealed(\"{chunk}\")")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chunk_is_loaded_by_its_seal_and_none_without() {
        let folder = crate::target().join("seals-test");
        assets::make_empty(&folder).expect("a folder");
        let (link, chunk) = (folder.join("link.js"), folder.join("chunk_3.wasm"));
        fs::write(&chunk, "code").expect("written");
        fs::write(&link, "load(() => fetch(new URL(\"./chunk_3.wasm\", import.meta.url)));\n").expect("written");
        attach(&link, std::slice::from_ref(&chunk)).expect("sealed");
        let script = fs::read_to_string(&link).expect("the script");
        assert!(script.starts_with("load(() => sealed(\"chunk_3\"));\n"), "{script}");
        let seals = fs::read(folder.join(FILE)).expect("the seals");
        assert!(script.contains(&assets::integrity(&seals)), "who changes the seals is refused, too");
        let seals: BTreeMap<String, String> = serde_json::from_slice(&seals).expect("JSON");
        assert_eq!(seals["chunk_3"], assets::short_integrity(b"code"));
        assert!(attach(&link, &[chunk]).is_err(), "a script that loads it in another way");
    }
}
