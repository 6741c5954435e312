//! The browser's own grammar: plural categories, grouped numbers, dates in a zone.

use js_sys::{Array, Date, Function, Intl, Number, Object, Reflect};
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

/// The parts of a date that are shown, by `Intl.DateTimeFormat`'s own option names.
pub(crate) fn date(milliseconds: f64, options: &[(&str, &str)], zone: Option<&str>) -> Option<String> {
    let wanted = Object::new();
    for (name, value) in options.iter().copied().chain(zone.map(|zone| ("timeZone", zone))) {
        Reflect::set(&wanted, &name.into(), &value.into()).ok()?;
    }
    let date = Date::new(&milliseconds.into());
    // Called through Reflect because an unknown zone throws, and a throw must not end the app.
    let format = Reflect::get(&date, &"toLocaleString".into()).ok()?.dyn_into::<Function>().ok()?;
    format.call2(&date, &super::language().tag().into(), &wanted).ok()?.as_string()
}
