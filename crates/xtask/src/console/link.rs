//! The link script: it loads a part of the console when that is opened, and refuses what is not of this build. The splitter's own
//! names every module of every part, in every first visit; here that, and each module's integrity, travels with the first part.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use eyre::{OptionExt, Result, ensure};

use super::assets::{self, Parts};
use crate::tools::Tools;

/// The script's file; the main module's script asks for it by this name.
const SCRIPT: &str = "__wasm_split.js";
/// What the parts consist of: a file beside them.
pub(super) const TABLE: &str = "parts.json";
/// The style of screens whose code travels later: it travels beside that code, and such a screen waits for both.
pub(super) const SHEET: &str = "later.css";

const LOADERS: &str = include_str!("link.js");

/// How the splitter begins what loads a part, and what several of them share.
const PART: &str = "\nexport const __wasm_split_load_";
const SHARED: &str = "\n/* ";

/// Writes the sheet, and the script that loads parts.
pub(super) fn write(tools: &Tools, app: &Path, parts: &Parts, release: bool) -> Result<()> {
    let sheet = app.join(SHEET);
    assets::bundle(tools, "style/later.css", &sheet, release)?;
    let loaders = LOADERS.replace("STYLE", &assets::integrity(&fs::read(&sheet)?));
    let script = app.join(SCRIPT);
    Ok(fs::write(&script, with_loaders(&fs::read_to_string(&script)?, &loaders, parts)?)?)
}

/// Keeps the splitter's way of loading a module, and says anew what loads which part.
fn with_loaders(script: &str, loaders: &str, parts: &Parts) -> Result<String> {
    let begin = [PART, SHARED].iter().filter_map(|begin| script.find(begin)).min();
    let (way, replaced) = script.split_at(begin.ok_or_eyre("the link script loads no part")?);
    let mut named: Vec<&str> = replaced.split(PART).skip(1).filter_map(|part| part.split(' ').next()).collect();
    named.sort_unstable();
    ensure!(named.iter().eq(parts.keys()), "the link script loads {named:?}, and the parts are {:?}", parts.keys());
    let exports = named.iter().map(|part| format!("export const __wasm_split_load_{part} = part(\"{part}\");\n"));
    Ok([way, "\n", loaders].concat() + &exports.collect::<String>())
}

/// Writes the table of parts, once no module changes any more, and has the script ask for just that.
pub(super) fn seal(app: &Path, parts: &Parts, modules: &[PathBuf]) -> Result<()> {
    let mut seals = BTreeMap::new();
    for module in modules {
        let name = module.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        seals.insert(name, assets::short_integrity(&fs::read(module)?));
    }
    let mut of_parts = parts.values().flatten();
    ensure!(of_parts.all(|module| seals.contains_key(module)), "a part has a module that is not sealed: {parts:?}");
    let table = serde_json::json!({ "parts": parts, "seals": seals }).to_string();
    let script = fs::read_to_string(app.join(SCRIPT))?.replace("PARTS", &assets::integrity(table.as_bytes()));
    fs::write(app.join(TABLE), table)?;
    Ok(fs::write(app.join(SCRIPT), script)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAY: &str = "function makeLoad(fetcher, deps) {}";

    fn script(parts: &[&str]) -> String {
        let load = |part| format!("{PART}{part} = wrapAsyncCb(makeLoad(() => fetch(\"./split_{part}.wasm\"), []));");
        let all: String = parts.iter().map(load).collect();
        [WAY, SHARED, "bulk, views */\nconst __chunk_3 = makeLoad(() => fetch(\"./chunk_3.wasm\"), []);", &all].concat()
    }

    fn parts() -> Parts {
        ["bulk", "views"].map(|part| (part.to_owned(), vec!["chunk_3".to_owned(), format!("split_{part}")])).into()
    }

    #[test]
    fn every_part_is_loaded_by_the_table_and_nothing_past_it() {
        let written = with_loaders(&script(&["views", "bulk"]), LOADERS, &parts()).expect("the parts are there");
        assert!(written.starts_with(WAY), "{written}");
        assert!(!written.contains("chunk_3") && !written.contains("./split_"), "{written}");
        let exports = "export const __wasm_split_load_bulk = part(\"bulk\");\nexport const __wasm_split_load_views = part(\"views\");\n";
        assert!(written.ends_with(exports), "{written}");
        for others in [&["bulk"][..], &["bulk", "views", "wall"], &[]] {
            assert!(with_loaders(&script(others), LOADERS, &parts()).is_err(), "{others:?}");
        }
    }

    #[test]
    fn the_script_names_the_table_and_the_table_every_module_of_every_part() {
        let app = crate::target().join("link-test");
        assets::make_empty(&app).expect("a folder");
        let modules = ["chunk_3", "split_bulk", "split_views"].map(|module| app.join(module).with_extension("wasm"));
        modules.iter().for_each(|module| fs::write(module, "code").expect("written"));
        fs::write(app.join(SCRIPT), LOADERS).expect("written");
        assert!(seal(&app, &parts(), &modules[..2]).is_err(), "one of them would be loaded whatever it is");
        seal(&app, &parts(), &modules).expect("sealed");
        let table = fs::read(app.join(TABLE)).expect("the table");
        let script = fs::read_to_string(app.join(SCRIPT)).expect("the script");
        assert!(script.contains(&assets::integrity(&table)), "{script}");
        let table: serde_json::Value = serde_json::from_slice(&table).expect("JSON");
        assert_eq!(table["seals"]["chunk_3"], assets::short_integrity(b"code"));
        assert_eq!(table["parts"]["views"], serde_json::json!(["chunk_3", "split_views"]));
    }
}
