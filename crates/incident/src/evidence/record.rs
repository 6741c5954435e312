//! The record itself: laid out to be read, or byte for byte as it was received.

use super::copy::CopyButton;
use crate::texts as t;
use base::ui::Untrusted;
use leptos::prelude::*;

/// How much of a record is shown; all of it is copied.
const LONGEST: usize = 60_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Pretty,
    Raw,
    /// What the source wrote, inside the record.
    Source,
}

impl Form {
    fn word(self) -> &'static str {
        match self {
            Self::Pretty => t::pretty(),
            Self::Raw => t::raw(),
            Self::Source => t::raw_of_source(),
        }
    }
}

#[component]
pub(super) fn RecordText(record: String, raw_data: Option<String>) -> impl IntoView {
    let form = RwSignal::new(Form::Pretty);
    let forms =
        if raw_data.is_some() { &[Form::Pretty, Form::Raw, Form::Source][..] } else { &[Form::Pretty, Form::Raw] };
    let copied = record.clone();
    let text = move || match form.get() {
        Form::Pretty => laid_out(&record),
        Form::Raw => record.clone(),
        Form::Source => raw_data.clone().unwrap_or_default(),
    };
    let tabs = forms.iter().map(|value| {
        let value = *value;
        view! {
            <button
                class="button button--quiet button--small"
                type="button"
                aria-pressed=move || if form.get() == value { "true" } else { "false" }
                on:click=move |_| form.set(value)
            >
                {value.word()}
            </button>
        }
    });
    view! {
        <div class="record">
            <div class="record__head">
                <h3>{t::record()}</h3>
                <div class="record__forms" role="group" aria-label=t::record()>{tabs.collect_view()}</div>
                <CopyButton text=copied name=t::copy() />
            </div>
            <pre class="record__text" tabindex="0" role="region" aria-label=t::record()>
                {move || view! { <Untrusted text=text() longest=LONGEST keeps_lines=true /> }}
            </pre>
        </div>
    }
}

/// JSON with a line for each member. Only white space between tokens changes: order, numbers and doubled keys stay as they
/// were sent. What is not JSON stays readable in the same way.
fn laid_out(json: &str) -> String {
    let mut text = String::with_capacity(json.len() * 2);
    let mut depth = 0_usize;
    let (mut in_string, mut is_escaped) = (false, false);
    let line = |text: &mut String, depth: usize| {
        text.push('\n');
        text.extend(std::iter::repeat_n("  ", depth.min(40)));
    };
    let mut characters = json.chars().peekable();
    while let Some(character) = characters.next() {
        if in_string {
            text.push(character);
            in_string = is_escaped || character != '"';
            is_escaped = !is_escaped && character == '\\';
            continue;
        }
        match character {
            '"' => {
                in_string = true;
                text.push(character);
            }
            '{' | '[' => {
                text.push(character);
                while characters.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                if let Some(end) = characters.next_if(|next| matches!(next, '}' | ']')) {
                    text.push(end);
                } else {
                    depth += 1;
                    line(&mut text, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut text, depth);
                text.push(character);
            }
            ',' => {
                text.push(character);
                line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            character if character.is_ascii_whitespace() => {}
            character => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::laid_out;

    #[test]
    fn a_record_is_laid_out_without_changing_a_token() {
        let record = r#"{"b":1.50, "a":[{"x":"a,{\"]}: b"},[],{ }],"b":null}"#;
        let expected = "{\n  \"b\": 1.50,\n  \"a\": [\n    {\n      \"x\": \"a,{\\\"]}: b\"\n    },\n    [],\n    {}\n  ],\n  \"b\": null\n}";
        assert_eq!(laid_out(record), expected);
        assert_eq!(laid_out(&laid_out(record)), expected, "laying out twice changes nothing");
    }

    #[test]
    fn what_is_no_json_does_no_harm() {
        assert_eq!(laid_out("]]}\"open"), "\n]\n]\n}\"open");
        assert_eq!(laid_out(""), "");
    }
}
