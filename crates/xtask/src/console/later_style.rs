//! The style of screens whose code travels later: it travels beside that code, and such a screen waits for both.

use std::{fs, path::Path};

use eyre::{OptionExt, Result};

use super::assets;
use crate::tools::Tools;

/// Its file, beside the chunks.
pub(super) const SHEET: &str = "later.css";

/// The chunks of the screens that `style/later.css` is for.
const CHUNKS: [&str; 6] = [
    "split_incident",
    "split_dashboards",
    "split_administration",
    "split_preferences",
    "split_sheets",
    "split_sign_in",
];

const LOADER: &str = include_str!("later_style.js");

/// Writes the sheet, and has the link script wait for it wherever it loads one of these chunks.
pub(super) fn attach(tools: &Tools, app: &Path, release: bool) -> Result<()> {
    let sheet = app.join(SHEET);
    assets::bundle(tools, "style/later.css", &sheet, release)?;
    let link = app.join("__wasm_split.js");
    let script = wait_for_style(fs::read_to_string(&link)?)?;
    let loader = LOADER.replace("INTEGRITY", &assets::integrity(&fs::read(&sheet)?));
    Ok(fs::write(link, script + &loader)?)
}

/// Puts the sheet first in each chunk's list of what it waits for.
fn wait_for_style(mut script: String) -> Result<String> {
    for chunk in CHUNKS {
        let list = script.find(&format!("\"./{chunk}.wasm\"")).and_then(|at| Some(at + script[at..].find(", [")?));
        script.insert_str(list.ok_or_eyre("the link script does not list what a chunk waits for")? + 3, "laterStyle, ");
    }
    Ok(script)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(chunk: &str, list: &str) -> String {
        format!("makeLoad(() => fetch(new URL(\"./{chunk}.wasm\", import.meta.url)), [{list}])\n")
    }

    #[test]
    fn only_these_chunks_wait_for_the_style() {
        let all = |style: &str| CHUNKS.map(|chunk| script(chunk, &[style, "__chunk_3"].concat())).concat();
        let shared = script("chunk_3", "");
        let waiting = wait_for_style([shared.clone(), all("")].concat()).expect("the chunks are there");
        assert_eq!(waiting, [shared, all("laterStyle, ")].concat());
        assert!(wait_for_style(script("chunk_3", "")).is_err());
    }
}
