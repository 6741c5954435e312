//! A run of small numbers as bars.

use leptos::prelude::*;

const HEIGHT: u32 = 16;

/// `values`, oldest first; `label` says what they are. Nothing is drawn where all are zero.
#[component]
pub fn Sparkline(values: Vec<u32>, #[prop(into)] label: String) -> impl IntoView {
    let path = bars(&values);
    (!path.is_empty()).then(|| {
        let view_box = ["0 0 ", &(values.len() * 3).to_string(), " ", &HEIGHT.to_string()].concat();
        view! {
            <svg class="sparkline" viewBox=view_box role="img" aria-label=label preserveAspectRatio="none">
                <path d=path />
            </svg>
        }
    })
}

/// One bar of width 2 every 3, the greatest as high as the box; what is not zero is never invisible.
fn bars(values: &[u32]) -> String {
    let greatest = values.iter().copied().max().unwrap_or(0);
    let mut path = String::new();
    for (index, value) in values.iter().enumerate().filter(|(_, value)| **value > 0) {
        let height = (u64::from(*value) * u64::from(HEIGHT)).div_ceil(u64::from(greatest)).max(1);
        for part in ["M", &(index * 3).to_string(), " 16v-", &height.to_string(), "h2V16z"] {
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
        assert_eq!(bars(&[0, 1, 1000]), "M3 16v-1h2V16zM6 16v-16h2V16z");
        assert_eq!(bars(&[0, 0]), "");
        assert_eq!(bars(&[u32::MAX]), "M0 16v-16h2V16z");
    }
}
