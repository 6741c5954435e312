//! The band over everything while somebody looks at the console as another user sees it.

use super::texts as t;
use base::{
    session::use_session,
    task,
    time::{self, Style},
    ui::use_announcer,
};
use leptos::prelude::*;

/// Says so, and ends it; nothing where the console is seen as oneself.
#[component]
pub(super) fn SeeingAsBand() -> impl IntoView {
    let session = use_session();
    let announcer = use_announcer();
    let seen = session.signed_in().and_then(|shown| Some((shown.user.name.clone(), shown.seeing_as.clone()?)));
    seen.map(|(name, seeing_as)| {
        let stop = move |_| {
            let (session, announcer) = (session.clone(), announcer.clone());
            task::to_the_end(async move {
                if session.see_as_oneself().await.is_err() {
                    announcer.toast(t::still_seeing_as());
                }
            });
        };
        view! {
            <div class="seeing-as" role="region" aria-label=t::seeing_as(&name)>
                <strong>{t::seeing_as(&name)}</strong>
                <span>{t::seeing_until(&time::shown(&seeing_as.until, Style::ClockZone))}</span>
                <button class="button button--small" type="button" on:click=stop>{t::stop_seeing_as()}</button>
            </div>
        }
    })
}
