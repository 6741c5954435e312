//! The wallboard: a screen on a wall, read from four metres, that nobody is signed in at.

mod board;
mod clients;
mod code;
mod figures;
mod reading;
mod rows;
mod texts;

use base::{ui::Failure, words};
use board::Board;
use code::CodePage;
use leptos::{prelude::*, wasm_split::SplitLoaderError};
use reading::{Reading, Stage};
use texts as t;

/// The board, or the way to it. Calling it gives a future that loads its chunk first: the administration's, because each part
/// of its own cuts what all share into smaller pieces, and a wall loads once.
///
/// # Errors
/// When the chunk could not be loaded.
#[leptos::wasm_split::wasm_split(administration, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn page() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Wall /> }.into_any())
}

#[component]
fn Wall() -> impl IntoView {
    let reading = Reading::begin();
    let stage = reading.stage();
    move || match stage.get() {
        Stage::Asking => view! { <p class="only-heard" role="status">{words::loading()}</p> }.into_any(),
        Stage::Out { was_in } => view! { <CodePage reading was_in /> }.into_any(),
        Stage::Unreachable(error) => {
            let request_id = error.request_id().map(str::to_owned);
            let text = [words::error(&error).as_str(), ". ", t::asks_again()].concat();
            view! {
                <main class="whole-page">
                    <h1>{t::unreachable()}</h1>
                    <Failure text request_id />
                </main>
            }
            .into_any()
        }
        Stage::In => view! { <Board reading /> }.into_any(),
    }
}
