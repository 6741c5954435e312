//! Texts by hand, for size: with the incident screen's 170 texts fluent-bundle 0.16 adds 53 kB brotli to a wasm module, and
//! this 3.4 kB (opt-level z, one bare module each). Plurals, numbers and dates come from the browser's `Intl`.

#[cfg(target_arch = "wasm32")]
pub(crate) mod intl;

/// The languages the console speaks. Adding one makes every text without it a compile error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    En,
}

impl Language {
    /// The BCP 47 tag that `Intl` and `<html lang>` understand.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en-GB",
        }
    }
}

/// The language texts are read in.
#[must_use]
pub const fn language() -> Language {
    Language::En
}

/// One text in every language.
#[derive(Clone, Copy)]
pub struct Translated<T> {
    pub en: T,
}

impl<T: Copy> Translated<T> {
    /// The text in the current language.
    #[must_use]
    pub fn here(&self) -> T {
        match language() {
            Language::En => self.en,
        }
    }
}

/// A text that depends on a count, by CLDR plural category; `other` stands in for every category that is not named.
#[derive(Clone, Copy)]
pub struct Plural {
    pub one: &'static str,
    pub other: &'static str,
}

impl Plural {
    /// The form for `count` in the current language.
    #[must_use]
    pub fn form(&self, count: u64) -> &'static str {
        if plural_category(count) == "one" { self.one } else { self.other }
    }
}

/// Puts `values` into the places that `template` names in braces.
#[must_use]
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        text.push_str(before);
        let value = values.iter().find(|(known, _)| *known == name);
        text.push_str(value.map_or("", |(_, value)| value));
        rest = after;
    }
    text.push_str(rest);
    text
}

/// Whether every brace of `template` names one of `names`. Evaluated while compiling, for each text.
#[must_use]
pub const fn names_only(template: &str, names: &[&str]) -> bool {
    let bytes = template.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'{' {
            let start = at + 1;
            while at < bytes.len() && bytes[at] != b'}' {
                at += 1;
            }
            let mut known = false;
            let mut index = 0;
            while index < names.len() {
                known |= same(bytes, start, at, names[index].as_bytes());
                index += 1;
            }
            if !known {
                return false;
            }
        }
        at += 1;
    }
    true
}

const fn same(bytes: &[u8], start: usize, end: usize, name: &[u8]) -> bool {
    if end - start != name.len() {
        return false;
    }
    let mut index = 0;
    while index < name.len() {
        if bytes[start + index] != name[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// A count as people write it, with the language's own grouping.
#[must_use]
pub fn number(value: u64) -> String {
    // Every language of ours writes these alike, and rows that scroll have no time to ask the browser.
    if value < 1000 {
        return value.to_string();
    }
    #[cfg(target_arch = "wasm32")]
    {
        intl::number(value)
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        value.to_string()
    }
}

/// The CLDR category of `count`; outside a browser (native tests) English's.
fn plural_category(count: u64) -> String {
    #[cfg(target_arch = "wasm32")]
    {
        intl::plural_category(count)
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        String::from(if count == 1 { "one" } else { "other" })
    }
}

/// Declares texts as functions of the visibility that comes first. Every text has every language, a plural has every form, and a place in braces that is
/// not an argument does not compile.
///
/// ```
/// base::i18n::texts! { pub,
///     sign_out = { en: "Sign out" };
///     late_by(span) = { en: "{span} late" };
///     alerts[count] = { en: { one: "{count} alert", other: "{count} alerts" } };
/// }
/// assert_eq!((sign_out(), late_by("12 min"), alerts(2)), ("Sign out", "12 min late".into(), "2 alerts".into()));
/// ```
#[macro_export]
macro_rules! texts {
    ($vis:vis, $($(#[$doc:meta])* $name:ident $([$count:ident])? $(($($arg:ident),+))? = { $($language:ident: $text:tt),+ $(,)? };)*) => {
        $($crate::texts!(@one $vis, $(#[$doc])* $name $([$count])? $(($($arg),+))? { $($language: $text),+ });)*
    };
    (@one $vis:vis, $(#[$doc:meta])* $name:ident { $($language:ident: $text:literal),+ }) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $name() -> &'static str {
            const TEXT: $crate::i18n::Translated<&str> = $crate::i18n::Translated { $($language: $text),+ };
            TEXT.here()
        }
    };
    (@one $vis:vis, $(#[$doc:meta])* $name:ident ($($arg:ident),+) { $($language:ident: $text:literal),+ }) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $name($($arg: &str),+) -> String {
            const TEXT: $crate::i18n::Translated<&str> = $crate::i18n::Translated { $($language: $text),+ };
            const NAMES: &[&str] = &[$(stringify!($arg)),+];
            const { $(assert!($crate::i18n::names_only($text, NAMES));)+ }
            $crate::i18n::fill(TEXT.here(), &[$((stringify!($arg), $arg)),+])
        }
    };
    (@one $vis:vis, $(#[$doc:meta])* $name:ident [$count:ident] $(($($arg:ident),+))? { $($language:ident: { one: $one:literal, other: $other:literal }),+ }) => {
        $(#[$doc])*
        #[must_use]
        $vis fn $name($count: u64 $(, $($arg: &str),+)?) -> String {
            use $crate::i18n::{Plural, Translated};
            const TEXT: Translated<Plural> = Translated { $($language: Plural { one: $one, other: $other }),+ };
            const NAMES: &[&str] = &[stringify!($count) $(, $(stringify!($arg)),+)?];
            const { $(assert!($crate::i18n::names_only($one, NAMES) && $crate::i18n::names_only($other, NAMES));)+ }
            let number = $crate::i18n::number($count);
            $crate::i18n::fill(TEXT.here().form($count), &[(stringify!($count), &number) $(, $((stringify!($arg), $arg)),+)?])
        }
    };
}
pub use texts;

#[cfg(test)]
mod tests {
    use super::*;

    texts! { pub(super),
        plain = { en: "Sign out" };
        filled(who, what) = { en: "{who} opened {what}" };
        counted[count](since) = { en: { one: "{count} alert since {since}", other: "{count} alerts since {since}" } };
    }

    #[test]
    fn texts_are_filled_by_name_and_by_count() {
        assert_eq!(plain(), "Sign out");
        assert_eq!(filled("Ana", "{what}"), "Ana opened {what}", "a value is never read as a template");
        assert_eq!(counted(1, "13:36"), "1 alert since 13:36");
        assert_eq!(counted(0, "13:36"), "0 alerts since 13:36");
    }

    #[test]
    fn a_place_that_is_no_argument_is_found() {
        assert!(names_only("{count} of {all}", &["all", "count"]));
        assert!(!names_only("{cuont}", &["count"]));
        assert!(!names_only("{count", &["cou"]));
    }
}
