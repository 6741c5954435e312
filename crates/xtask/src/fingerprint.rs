//! What a step was made from, so that it is done again only when something of that changed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use eyre::{Result, WrapErr};
use sha2::{Digest, Sha256};

/// A hash over names and contents of every file below the named places (relative to the workspace's folder).
pub(crate) fn of(places: &[&str]) -> Result<String> {
    let root = crate::root();
    let mut hash = Sha256::new();
    for place in places {
        let mut files = files(&root.join(place))?;
        files.sort();
        for file in files {
            let contents = fs::read(&file).wrap_err_with(|| format!("cannot read {}", file.display()))?;
            hash.update(file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().as_bytes());
            hash.update((contents.len() as u64).to_le_bytes());
            hash.update(contents);
        }
    }
    Ok(hex(&hash.finalize()))
}

/// Every file below `place`, or `place` itself; nothing if it does not exist.
pub(crate) fn files(place: &Path) -> Result<Vec<PathBuf>> {
    if !place.is_dir() {
        return Ok(place.is_file().then(|| place.to_path_buf()).into_iter().collect());
    }
    let mut all = Vec::new();
    for entry in fs::read_dir(place).wrap_err_with(|| format!("cannot read {}", place.display()))? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name != "node_modules") {
            all.extend(files(&path)?);
        }
    }
    Ok(all)
}

/// Whether the stamp in `file` is this one.
pub(crate) fn is(file: &Path, stamp: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|old| old == stamp)
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
