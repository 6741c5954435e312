//! The browser's own grammar: plural categories, grouped numbers, dates in a zone.

use js_sys::{Array, Function, Intl, Number, Object, Reflect};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    static PLURALS: RefCell<Option<Intl::PluralRules>> = const { RefCell::new(None) };
}

pub(super) fn plural_category(count: u64) -> String {
    PLURALS.with_borrow_mut(|rules| {
        let rules = rules.get_or_insert_with(|| {
            Intl::PluralRules::new(&Array::of1(&JsValue::from_str(super::language().tag())), &Object::new())
        });
        rules.select(count as f64).into()
    })
}

pub(super) fn number(value: u64) -> String {
    Number::from(value as f64).to_locale_string(super::language().tag()).into()
}

/// What writes these parts of an instant, by `Intl.DateTimeFormat`'s own option names, in a zone: its `format`, bound. `None` for a zone
/// that the browser does not know; through Reflect, because an unknown one throws, and a throw must not end the app.
pub(crate) fn date_format(parts: &[(&str, &str)], zone: Option<&str>) -> Option<Function> {
    let wanted = Object::new();
    for (name, value) in parts.iter().copied().chain(zone.map(|zone| ("timeZone", zone))) {
        Reflect::set(&wanted, &name.into(), &value.into()).ok()?;
    }
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let constructor: Function = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?.dyn_into().ok()?;
    let made = Reflect::construct(&constructor, &Array::of2(&super::language().tag().into(), &wanted)).ok()?;
    Reflect::get(&made, &"format".into()).ok()?.dyn_into().ok()
}
