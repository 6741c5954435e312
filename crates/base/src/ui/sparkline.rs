//! A run of small numbers as bars.

use leptos::prelude::*;

const HEIGHT: u32 = 16;
/// How many bars there is room for at least: few values are a few bars at the end, and no wall.
const LEAST: usize = 12;

/// `values`, oldest first; `label` says what they are. Nothing is drawn where all are zero, or where one value has nothing beside it.
#[component]
pub fn Sparkline(values: Vec<u32>, #[prop(into)] label: String) -> impl IntoView {
    sparks(&values).map(|(view_box, path)| {
        view! {
            <svg class="sparkline" viewBox=view_box role="img" aria-label=label preserveAspectRatio="none">
                <path d=path />
            </svg>
        }
    })
}

/// The same as its box and its path.
#[must_use]
pub fn sparks(values: &[u32]) -> Option<(String, String)> {
    let path = bars(values);
    let width = values.len().max(LEAST) * 3;
    (values.len() > 1 && !path.is_empty())
        .then(|| (["0 0 ", &width.to_string(), " ", &HEIGHT.to_string()].concat(), path))
}

/// One bar of width 2 every 3 up to the right edge, the greatest as high as the box; what is not zero is never invisible.
fn bars(values: &[u32]) -> String {
    let greatest = values.iter().copied().max().unwrap_or(0);
    let before = LEAST.saturating_sub(values.len());
    let mut path = String::new();
    for (index, value) in values.iter().enumerate().filter(|(_, value)| **value > 0) {
        let height = (u64::from(*value) * u64::from(HEIGHT)).div_ceil(u64::from(greatest)).max(1);
        for part in ["M", &((before + index) * 3).to_string(), " 16v-", &height.to_string(), "h2V16z"] {
            path.push_str(part);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::bars;

    #[test]
    fn bars_are_scaled_to_the_greatest_and_never_vanish() {
        let mut values = [0; 12];
        values[..3].copy_from_slice(&[0, 1, 1000]);
        assert_eq!(bars(&values), "M3 16v-1h2V16zM6 16v-16h2V16z");
        assert_eq!(bars(&[0, 0]), "");
    }

    #[test]
    fn few_values_stand_at_the_end() {
        assert_eq!(bars(&[0, u32::MAX]), "M33 16v-16h2V16z");
    }
}
