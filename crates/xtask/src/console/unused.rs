//! Classes that a dependency hands to scripts, which no script here asks for: out, with all that they alone keep alive.

use std::borrow::Cow;

use eyre::{OptionExt, Result, ensure};
use wasm_encoder::{CustomSection, ExportSection};
use wasmparser::Payload;

use super::sections::rewrite;

/// What the names of functions of such a class contain. `wasm_streams` comes with Leptos for streams that nothing here has.
const CLASS: &str = "intounderlying";

/// Where `#[wasm_bindgen]` tells wasm-bindgen of each item: its version in one blob, the item in the next.
const ITEMS: &str = "__wasm_bindgen_unstable";

/// The compiled module without these classes. An error if there is none any more: then this step can go, too.
pub(super) fn drop_classes(module: &[u8]) -> Result<Vec<u8>> {
    let (mut exports, mut items) = (0, 0);
    let rest = rewrite(module, |payload, written| {
        match payload {
            Payload::ExportSection(section) => {
                let mut kept = ExportSection::new();
                for export in section.clone() {
                    let export = export?;
                    if names_class(export.name.as_bytes()) {
                        exports += 1;
                    } else {
                        kept.export(export.name, export.kind.into(), export.index);
                    }
                }
                written.section(&kept);
            }
            Payload::CustomSection(section) if section.name() == ITEMS => {
                let (kept, dropped) = without_class(section.data())?;
                items += dropped;
                written.section(&CustomSection { name: Cow::Borrowed(ITEMS), data: Cow::Owned(kept) });
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    ensure!(exports > 0 && items > 0, "nothing is named `{CLASS}…` any more ({exports} exports, {items} items)");
    Ok(rest)
}

fn without_class(mut items: &[u8]) -> Result<(Vec<u8>, usize)> {
    let (mut kept, mut dropped) = (Vec::new(), 0);
    while !items.is_empty() {
        let (schema, rest) = split_blob(items)?;
        let (item, rest) = split_blob(rest)?;
        if names_class(item) {
            dropped += 1;
        } else {
            kept.extend([schema, item].concat());
        }
        items = rest;
    }
    Ok((kept, dropped))
}

/// A blob, with the length before it, and what comes after it.
fn split_blob(bytes: &[u8]) -> Result<(&[u8], &[u8])> {
    let length = bytes.first_chunk().map(|length| u32::from_le_bytes(*length) as usize);
    length
        .and_then(|length| bytes.split_at_checked(4 + length))
        .ok_or_eyre("wasm-bindgen's items have another form now")
}

fn names_class(text: &[u8]) -> bool {
    text.windows(CLASS.len()).any(|part| part.eq_ignore_ascii_case(CLASS.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{ExportKind, Module};

    fn blob(text: &str) -> Vec<u8> {
        [&(text.len() as u32).to_le_bytes(), text.as_bytes()].concat()
    }

    fn module(exports: &[&str], items: &[&str]) -> Vec<u8> {
        let mut section = ExportSection::new();
        for name in exports {
            section.export(name, ExportKind::Func, 0);
        }
        let data: Vec<u8> = items.iter().flat_map(|text| [blob("version"), blob(text)].concat()).collect();
        let mut module = Module::new();
        module.section(&section).section(&CustomSection { name: ITEMS.into(), data: data.into() });
        module.finish()
    }

    #[test]
    fn only_the_class_goes() {
        let before = module(&["main", "intounderlyingsink_close"], &["fetch", "IntoUnderlyingSink", "console"]);
        assert_eq!(drop_classes(&before).expect("the class is there"), module(&["main"], &["fetch", "console"]));
    }

    #[test]
    fn a_class_that_is_gone_is_noticed() {
        assert!(drop_classes(&module(&["main"], &["fetch"])).is_err());
    }
}
