//! The style of screens whose code travels later: it travels beside that code, and such a screen waits for both.

use std::{fs, path::Path};

use eyre::{OptionExt, Result, ensure};

use super::assets;
use crate::tools::Tools;

/// Its file, beside the chunks.
pub(super) const SHEET: &str = "later.css";

/// How the link script names the chunk of a part, which is more than what several of them share.
const PART: &str = "\"./split_";

const LOADER: &str = include_str!("later_style.js");

/// Writes the sheet, and has the link script wait for it wherever it loads a part.
pub(super) fn attach(tools: &Tools, app: &Path, release: bool) -> Result<()> {
    let sheet = app.join(SHEET);
    assets::bundle(tools, "style/later.css", &sheet, release)?;
    let link = app.join("__wasm_split.js");
    let script = wait_for_style(fs::read_to_string(&link)?)?;
    let loader = LOADER.replace("INTEGRITY", &assets::integrity(&fs::read(&sheet)?));
    Ok(fs::write(link, script + &loader)?)
}

/// Puts the sheet first in the list of what each part waits for.
fn wait_for_style(mut script: String) -> Result<String> {
    let mut from = 0;
    while let Some(part) = script[from..].find(PART) {
        let list =
            script[from + part..].find(", [").ok_or_eyre("the link script does not list what a part waits for")?;
        from += part + list + 3;
        script.insert_str(from, "laterStyle, ");
    }
    ensure!(from > 0, "the link script loads no part");
    Ok(script)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(chunk: &str, list: &str) -> String {
        format!("makeLoad(() => fetch(new URL(\"./{chunk}.wasm\", import.meta.url)), [{list}])\n")
    }

    #[test]
    fn every_part_waits_for_the_style_and_nothing_else_does() {
        let all = |style: &str| {
            ["split_bulk", "split_views"].map(|part| script(part, &[style, "__chunk_3"].concat())).concat()
        };
        let shared = script("chunk_3", "");
        let waiting = wait_for_style([shared.clone(), all("")].concat()).expect("the parts are there");
        assert_eq!(waiting, [shared, all("laterStyle, ")].concat());
        assert!(wait_for_style(script("chunk_3", "")).is_err());
    }
}
