//! The band over everything while somebody looks at the console as another user sees it.

use super::texts as t;
use base::{
    api::access,
    session::use_session,
    task,
    time::{self, Style},
    ui::use_announcer,
};
use leptos::{ev, prelude::*};

/// Says so, and ends it; nothing where the console is seen as oneself.
#[component]
pub(super) fn SeeingAsBand() -> impl IntoView {
    let session = use_session();
    let announcer = use_announcer();
    let seen = session.signed_in().and_then(|shown| Some((shown.user.name.clone(), shown.seeing_as.clone()?)));
    // A new page is oneself again; that it has ended is on record then, too.
    let leaving = seen.is_some().then(|| window_event_listener(ev::pagehide, |_| task::to_the_end(leave())));
    on_cleanup(move || leaving.into_iter().for_each(|leaving| leaving.remove()));
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

/// Nobody is left to be told where it fails; then it ends by itself.
async fn leave() {
    drop(access::stop_seeing_as().await);
}
