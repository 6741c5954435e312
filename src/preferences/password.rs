//! One's own password.

use super::{
    Own,
    ask::{Ask, Report, problem},
    texts as t,
};
use base::{
    api, task,
    ui::{Button, Card, focus_when_shown, use_announcer},
};
use leptos::{html, prelude::*};
use wire::factors::PasswordChange;

#[component]
pub(super) fn PasswordCard() -> impl IntoView {
    let changing = RwSignal::new(false);
    view! {
        <Card title=t::password()>
            {move || if changing.get() {
                view! { <Change open=changing /> }.into_any()
            } else {
                view! {
                    <div class="preferences__buttons">
                        <Button on_press=move |()| changing.set(true)>{t::password_change()}</Button>
                    </div>
                }
                .into_any()
            }}
        </Card>
    }
    .into_any()
}

#[component]
fn Change(open: RwSignal<bool>) -> impl IntoView {
    let own: Own = expect_context();
    let announcer = use_announcer();
    let new = NodeRef::<html::Input>::new();
    focus_when_shown(new);
    let act = Callback::new(move |(password, report): (String, Report)| {
        let Some(input) = new.get_untracked() else { return };
        let change = PasswordChange { password, new_password: input.value() };
        let (own, announcer) = (own.clone(), announcer.clone());
        task::to_the_end(async move {
            match api::change_password(&change).await {
                Ok(()) => {
                    report.run(None);
                    announcer.toast(t::password_changed());
                    own.changed();
                }
                Err(error) => report.run(Some(problem(&error))),
            }
        });
    });
    view! {
        <Ask open send=t::password_save() act>
            <label class="field">
                <span class="field__label">{t::password_new()}</span>
                <input class="input" type="password" autocomplete="new-password" node_ref=new />
                <span class="field__hint">{t::password_short()}</span>
            </label>
        </Ask>
    }
    .into_any()
}
