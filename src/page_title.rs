//! The tab's title: the screen, the scope, the product; never a technical source.

use leptos::prelude::document;

/// Sets the title to `parts` and the product's name.
pub(crate) fn set(parts: &[&str], product: &str) {
    document().set_title(&joined(parts, product));
}

fn joined(parts: &[&str], product: &str) -> String {
    let all: Vec<&str> = parts.iter().copied().chain([product]).collect();
    all.join(" · ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_screen_comes_first_because_tabs_are_narrow() {
        assert_eq!(
            super::joined(&["Queue", "All managed clients"], "Bulkhead"),
            "Queue · All managed clients · Bulkhead"
        );
    }
}
