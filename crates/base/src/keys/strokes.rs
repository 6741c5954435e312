//! Strokes: how a key press is named, and which command it means.

/// What the browser says about one press.
pub(super) struct Press<'a> {
    /// `KeyboardEvent.key`: what it writes.
    pub(super) key: &'a str,
    /// `KeyboardEvent.code`: where it is on the keyboard.
    pub(super) code: &'a str,
    pub(super) has_mod: bool,
    pub(super) has_alt: bool,
}

/// `j`, `?`, `Escape`, `Mod+k`, `Mod+Alt+k`, `Alt+j`; `None` for a modifier alone. Shift is in what the key writes.
pub(super) fn stroke_of(press: &Press<'_>) -> Option<String> {
    if matches!(press.key, "Control" | "Shift" | "Alt" | "Meta" | "AltGraph" | "Dead" | "") {
        return None;
    }
    let mut stroke = String::new();
    if press.has_mod {
        stroke.push_str("Mod+");
    }
    if press.has_alt {
        stroke.push_str("Alt+");
    }
    // With Alt the layout may write another letter (Option+K is ˚ on a Mac), so the key's place decides.
    match press.code.strip_prefix("Key").filter(|_| press.has_mod || press.has_alt) {
        Some(letter) => stroke.push_str(&letter.to_ascii_lowercase()),
        None => stroke.push_str(press.key),
    }
    Some(stroke)
}

/// What a stroke means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matched {
    /// The command at this place.
    Command(usize),
    /// The first of two strokes.
    Prefix(&'static str),
    Nothing,
}

/// Looks `stroke` up among the strokes of each command, after `first` where two strokes make one.
pub(super) fn matched(
    commands: impl Iterator<Item = &'static [&'static str]> + Clone,
    first: Option<&str>,
    stroke: &str,
) -> Matched {
    let is = |keys: &str| match (keys.split_once(' '), first) {
        (Some((one, two)), Some(first)) => one == first && two == stroke,
        (None, None) => keys == stroke,
        _ => false,
    };
    if let Some(index) = commands.clone().position(|keys| keys.iter().any(|keys| is(keys))) {
        return Matched::Command(index);
    }
    if first.is_some() {
        // What follows a first stroke that leads nowhere stands for itself.
        return matched(commands, None, stroke);
    }
    let mut prefixes = commands.flatten().filter_map(|keys| keys.split_once(' ')).map(|(one, _)| one);
    prefixes.find(|one| *one == stroke).map_or(Matched::Nothing, Matched::Prefix)
}

/// Each key of a stroke as it is printed on the keyboard: `g q` → `g`, `q`; `Mod+Alt+k` → `Ctrl`, `Alt`, `K`.
#[must_use]
pub fn shown(stroke: &str, is_mac: bool) -> Vec<String> {
    stroke
        .split(' ')
        .flat_map(|one| {
            let is_chord = one.contains('+') && one.len() > 1;
            one.split(if is_chord { '+' } else { ' ' }).map(move |key| match key {
                "Mod" if is_mac => String::from("⌘"),
                "Mod" => String::from("Ctrl"),
                "Alt" if is_mac => String::from("⌥"),
                "Escape" => String::from("Esc"),
                "ArrowDown" => String::from("↓"),
                "ArrowUp" => String::from("↑"),
                key if is_chord && key.len() == 1 => key.to_ascii_uppercase(),
                key => key.to_owned(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMANDS: [&[&str]; 4] = [&["j", "ArrowDown"], &["g q"], &["q"], &["Mod+Alt+k"]];

    fn meaning(first: Option<&'static str>, stroke: &str) -> Matched {
        matched(COMMANDS.into_iter(), first, stroke)
    }

    #[test]
    fn one_stroke_two_strokes_and_none() {
        assert_eq!(meaning(None, "ArrowDown"), Matched::Command(0));
        assert_eq!(meaning(None, "g"), Matched::Prefix("g"));
        assert_eq!(meaning(Some("g"), "q"), Matched::Command(1));
        assert_eq!(meaning(None, "q"), Matched::Command(2));
        assert_eq!(meaning(Some("g"), "j"), Matched::Command(0), "the first stroke is forgotten");
        assert_eq!(meaning(None, "w"), Matched::Nothing);
    }

    #[test]
    fn a_press_is_named_by_what_it_writes_and_a_chord_by_its_place() {
        let press = |key, code, has_mod, has_alt| stroke_of(&Press { key, code, has_mod, has_alt });
        assert_eq!(press("?", "Slash", false, false).as_deref(), Some("?"));
        assert_eq!(press("˚", "KeyK", true, true).as_deref(), Some("Mod+Alt+k"));
        assert_eq!(press("Control", "ControlLeft", true, false), None);
    }

    #[test]
    fn strokes_are_printed_as_on_the_keyboard() {
        assert_eq!(shown("g q", false), ["g", "q"]);
        assert_eq!(shown("Mod+Alt+k", false), ["Ctrl", "Alt", "K"]);
        assert_eq!(shown("Mod+k", true), ["⌘", "K"]);
        assert_eq!(shown("Escape", false), ["Esc"]);
    }
}
