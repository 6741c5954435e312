//! Where somebody is signed in, and signing out there.

use super::{failure, texts as t};
use base::{
    api, task,
    ui::{Age, Button, Card, Moment, Skeleton, use_announcer},
    words,
};
use leptos::prelude::*;
use wire::{factors::OwnSession, vocabulary::SignInMethod};

#[component]
pub(super) fn SessionsCard(changes: RwSignal<u32>) -> impl IntoView {
    let announcer = use_announcer();
    let sessions = base::load::load(move || {
        changes.track();
        async move { Ok(api::list_sessions().await?.items) }
    });
    let value = sessions.value();
    let known = Memo::new(move |_| value.get());
    let has_others = Memo::new(move |_| known.with(|known| known.as_ref().is_some_and(|known| known.len() > 1)));
    let reload = Callback::new({
        let sessions = sessions.clone();
        move |()| sessions.reload()
    });
    let end_others = move |()| {
        let announcer = announcer.clone();
        task::to_the_end(async move {
            match api::end_other_sessions().await {
                Ok(()) => {
                    announcer.toast(t::signed_out_elsewhere());
                    reload.run(());
                }
                Err(error) => announcer.toast(words::error(&error)),
            }
        });
    };
    let end_others = Callback::new(end_others);
    view! {
        <Card title=t::sessions()>
            {move || failure(&sessions, t::sessions_not_loaded())}
            {move || match known.get() {
                None => view! { <Skeleton lines=2 /> }.into_any(),
                Some(known) => view! {
                    <ul class="preferences__list">
                        {known.into_iter().map(|session| view! { <Row session reload /> }.into_any()).collect_view()}
                    </ul>
                }
                .into_any(),
            }}
            {move || has_others.get().then(|| view! {
                <div class="preferences__buttons">
                    <Button on_press=end_others>{t::sign_out_elsewhere()}</Button>
                </div>
            }.into_any())}
        </Card>
    }
    .into_any()
}

fn how(method: SignInMethod) -> &'static str {
    match method {
        SignInMethod::Password => t::by_password(),
        SignInMethod::Code => t::by_code(),
        SignInMethod::Passkey => t::by_passkey(),
        SignInMethod::Organisation => t::by_organisation(),
        SignInMethod::Unknown => words::unknown_word(),
    }
}

#[component]
fn Row(session: OwnSession, reload: Callback<()>) -> impl IntoView {
    let announcer = use_announcer();
    let OwnSession { id, device, method, created_at, last_seen_at, is_this } = session;
    let device = if device.is_empty() { t::device_unknown().to_owned() } else { device };
    let label = t::sign_out_of(&device);
    let end = move |()| {
        let (announcer, id) = (announcer.clone(), id.clone());
        task::to_the_end(async move {
            if let Err(error) = api::end_session(&id).await {
                announcer.toast(words::error(&error));
            }
            reload.run(());
        });
    };
    view! {
        <li class="preferences__row">
            <span>
                <strong>{device}</strong>
                {is_this.then(|| [" (", t::this_one(), ")"].concat())}
                <small>
                    {t::signed_in_at()} " " <Moment at=created_at /> " " {how(method)} ", " {t::last_seen()} " " <Age of=last_seen_at />
                </small>
            </span>
            {(!is_this).then(|| view! { <Button label=label on_press=end>{t::sign_out_there()}</Button> }.into_any())}
        </li>
    }
    .into_any()
}
