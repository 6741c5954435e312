//! What nobody asks for: classes that a dependency hands to scripts, with all that they alone keep alive, and the table's empty
//! places, which are empty anyway.

use std::borrow::Cow;

use eyre::{OptionExt, Result, ensure};
use wasm_encoder::{
    CustomSection, ElementSection, ExportSection,
    reencode::{Reencode, RoundtripReencoder},
};
use wasmparser::{ElementItems, ElementKind, Operator, Payload};

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

/// The module without the elements that set nothing but null in a table: the split leaves one for each part's place in it.
pub(super) fn drop_nulls(module: &[u8]) -> Result<Vec<u8>> {
    rewrite(module, |payload, written| {
        let Payload::ElementSection(section) = payload else { return Ok(false) };
        let mut kept = ElementSection::new();
        for element in section.clone() {
            let element = element?;
            if !(matches!(element.kind, ElementKind::Active { .. }) && is_null(&element.items)?) {
                RoundtripReencoder.parse_element(&mut kept, element)?;
            }
        }
        written.section(&kept);
        Ok(true)
    })
}

fn is_null(items: &ElementItems) -> Result<bool> {
    let ElementItems::Expressions(_, items) = items else { return Ok(false) };
    for item in items.clone() {
        if !matches!(item?.get_operators_reader().read()?, Operator::RefNull { .. }) {
            return Ok(false);
        }
    }
    Ok(true)
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
    use std::iter;
    use wasm_encoder::{ConstExpr, Elements, ExportKind, HeapType, Module, RefType};

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

    #[test]
    fn of_the_tables_places_those_that_hold_something_stay() {
        let module = |nulls: &[u32]| {
            let mut elements = ElementSection::new();
            let mut place = |at: u32, item: ConstExpr| {
                let items = Elements::Expressions(RefType::FUNCREF, iter::once(item).collect());
                elements.active(None, &ConstExpr::i32_const(at as i32), items);
            };
            for at in nulls {
                place(*at, ConstExpr::ref_null(HeapType::FUNC));
            }
            place(7, ConstExpr::ref_func(0));
            let mut module = Module::new();
            module.section(&elements);
            module.finish()
        };
        assert_eq!(drop_nulls(&module(&[3, 9])).expect("a module"), module(&[]));
    }
}
