//! The way in: the code that whoever manages access was shown.

use super::{reading::Reading, texts as t};
use crate::{
    forms::{Sending, TextField},
    page_title, texts as shared,
};
use base::{
    api::{ApiError, devices as api},
    ui::{Button, ButtonKind, Failure, Icon, Sign},
    words,
};
use leptos::{ev, prelude::*};

/// `was_in` says that it showed a board a moment ago.
#[component]
pub(super) fn CodePage(reading: Reading, was_in: bool) -> impl IntoView {
    page_title::set(&[t::wallboard()], shared::product());
    let code = RwSignal::new(String::new());
    let sending = Sending::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        sending.clear();
        let typed = code.get_untracked().trim().to_owned();
        if !sending.is_missing("code", &typed) {
            sending.run(async move { api::begin_device_session(typed).await }, move |()| reading.again());
        }
    };
    let (title, lead) = if was_in { (t::ended(), t::ended_detail()) } else { (t::wallboard(), t::code_lead()) };
    view! {
        <main class="invitation">
            <div class="invitation__card">
                <div class="invitation__mark"><Icon sign=Sign::Mark /></div>
                <h1>{title}</h1>
                <p role=was_in.then_some("alert")>{lead}</p>
                <form class="form" novalidate on:submit=submit>
                    <TextField label=t::code() name="code" value=code sending hint=t::code_hint() longest=40 />
                    {move || sending.failure().map(|error| {
                        let request_id = error.request_id().map(str::to_owned);
                        view! { <Failure text=problem(&error) request_id /> }
                    })}
                    <Button kind=ButtonKind::Primary submits=true is_busy=sending.is_busy on_press=|()| ()>{t::show_board()}</Button>
                </form>
            </div>
        </main>
    }
    .into_any()
}

fn problem(error: &ApiError) -> String {
    match error {
        ApiError::Code { .. } => t::wrong_code().to_owned(),
        error => words::error(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_code_is_not_an_ended_session() {
        assert_eq!(problem(&ApiError::Code { is_wrong: true }), t::wrong_code());
        assert_eq!(problem(&ApiError::Offline), words::offline_error());
    }
}
