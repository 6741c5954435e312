//! The colours of `style/tokens.css` by their numbers: WCAG 2.2 AA, in light and in dark.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::HashMap;

/// Text on what it stands on: 4.5 : 1 (success criterion 1.4.3).
const TEXT: &[(&[&str], &[&str])] = &[
    (
        &["text", "text-muted", "text-faint"],
        &["canvas", "surface", "surface-raised", "surface-sunken", "surface-hover", "accent-soft", "evidence-soft"],
    ),
    (&["text", "text-muted"], &["critical-soft", "high-soft", "internal-soft"]),
    (&["accent"], &["canvas", "surface", "surface-raised", "surface-hover", "accent-soft"]),
    (
        &["urgent-critical", "urgent-high", "urgent-medium", "urgent-low", "good"],
        &["canvas", "surface", "surface-raised", "surface-hover", "accent-soft"],
    ),
    (&["urgent-critical"], &["critical-soft"]),
    (&["urgent-high"], &["high-soft"]),
    (&["internal"], &["internal-soft", "surface"]),
    (&["evidence"], &["evidence-soft", "surface", "canvas"]),
    (&["on-accent"], &["accent", "accent-strong"]),
    (&["on-evidence"], &["evidence", "evidence-strong"]),
];

/// What has to be seen to use a control: 3 : 1 (1.4.11).
const CONTROLS: &[(&[&str], &[&str])] =
    &[(&["line-field", "focus"], &["canvas", "surface", "surface-raised", "surface-sunken", "accent-soft"])];

type Colours = HashMap<String, [(u8, u8, u8); 2]>;

/// `--name: light-dark(#rrggbb, #rrggbb);`
fn colours(style: &str) -> Colours {
    let root = style.split("@media").next().unwrap_or_default();
    let pairs = root.lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
        let (light, dark) = value.strip_suffix(");")?.split_once(", ")?;
        Some((name.to_owned(), [hex(light)?, hex(dark)?]))
    });
    pairs.collect()
}

fn hex(colour: &str) -> Option<(u8, u8, u8)> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some((part(0)?, part(2)?, part(4)?))
}

/// Relative luminance, WCAG 2.2.
fn luminance((red, green, blue): (u8, u8, u8)) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

fn contrast(one: (u8, u8, u8), other: (u8, u8, u8)) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    (one / other).max(other / one)
}

#[test]
fn every_pair_of_colours_can_be_read() {
    let colours = colours(include_str!("../../../style/tokens.css"));
    let of = |name: &str| *colours.get(name).unwrap_or_else(|| panic!("--{name} is not a pair of colours"));
    let mut faint = Vec::new();
    for (pairs, least) in [(TEXT, 4.5), (CONTROLS, 3.0)] {
        for (inks, grounds) in pairs {
            for (ink, ground) in inks.iter().flat_map(|ink| grounds.iter().map(move |ground| (ink, ground))) {
                for (mode, name) in ["light", "dark"].iter().enumerate() {
                    let ratio = contrast(of(ink)[mode], of(ground)[mode]);
                    if ratio < least {
                        faint.push(format!("{name}: --{ink} on --{ground} is {ratio:.2}, needs {least}"));
                    }
                }
            }
        }
    }
    assert!(faint.is_empty(), "{}", faint.join("\n"));
}

#[test]
fn contrast_is_wcags() {
    assert!((contrast((0, 0, 0), (255, 255, 255)) - 21.0).abs() < 0.01);
    assert!((contrast((119, 119, 119), (255, 255, 255)) - 4.48).abs() < 0.01);
}
