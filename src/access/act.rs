//! What is done to a person after one question, and what the question says will happen.

use super::texts as t;
use crate::forms::{Confirm, Sending, only_seen, open_for};
use base::{
    api::ApiError,
    case::lower,
    time::{self, Style},
    ui::{Icon, Menu, MenuItem, Moment, Sign},
};
use leptos::prelude::*;
use std::future::Future;
use wire::{
    Instant,
    administration::{Account, Invited},
    vocabulary::AccountState,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Suspend,
    Restore,
    SignOut,
    Renew,
}

impl Act {
    /// What the menu says.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Suspend => t::suspend(),
            Self::Restore => t::restore(),
            Self::SignOut => t::sign_out(),
            Self::Renew => t::renew(),
        }
    }

    fn title(self, name: &str) -> String {
        match self {
            Self::Suspend => t::suspend_of(name),
            Self::Restore => t::restore_of(name),
            Self::SignOut => t::sign_out_of(name),
            Self::Renew => t::renew_of(name),
        }
    }

    /// Whoever can only lower is told that there is no way back for them.
    fn text(self, name: &str, only_lowers: bool) -> String {
        match self {
            Self::Suspend if only_lowers => t::suspend_text_lower(name),
            Self::Suspend => t::suspend_text(name),
            Self::Restore => t::restore_text(name),
            Self::SignOut => t::sign_out_text(name),
            Self::Renew => t::renew_text().to_owned(),
        }
    }

    fn send(self) -> &'static str {
        match self {
            Self::Suspend => t::suspend_it(),
            Self::Restore => t::restore_it(),
            Self::SignOut => t::sign_out_it(),
            Self::Renew => t::renew_it(),
        }
    }

    /// What is said once it is done; nothing where that is in sight.
    fn done(self, name: &str) -> Option<String> {
        match self {
            Self::Suspend => Some(t::suspended(name)),
            Self::Restore => Some(t::restored(name)),
            Self::SignOut => Some(t::signed_out(name)),
            Self::Renew => None,
        }
    }

    /// Sends it; `done` gets the new link where there is one.
    pub(super) fn run(
        self,
        account: &Account,
        sending: Sending,
        work: impl Future<Output = Result<Option<Invited>, ApiError>> + 'static,
        done: impl FnOnce(Option<Invited>) + 'static,
    ) {
        let (announcer, said) = (sending.announcer(), self.done(&account.name));
        let lost = (self == Self::Renew).then(t::link_lost);
        sending.run_or_say(lost, work, move |invited| {
            said.into_iter().for_each(|said| announcer.toast(said));
            done(invited);
        });
    }

    /// Whether it makes sense for somebody who stands there.
    pub(super) fn fits(self, account: &Account) -> bool {
        match self {
            Self::Suspend => account.state != AccountState::Suspended,
            Self::Restore => account.state == AccountState::Suspended,
            Self::SignOut => account.sessions > 0,
            Self::Renew => account.state == AccountState::Invited,
        }
    }
}

/// Asks before an act; `run` does it.
#[component]
pub(super) fn ActDialog(
    asked: RwSignal<Option<(Act, Account)>>,
    only_lowers: bool,
    run: Callback<(Act, Account, Sending)>,
) -> impl IntoView {
    let open = open_for(asked);
    let of = move |say: fn(Act, &str, bool) -> String| {
        Signal::derive(move || {
            asked
                .with(|asked| asked.as_ref().map(|(act, account)| say(*act, &account.name, only_lowers)))
                .unwrap_or_default()
        })
    };
    let act = move |sending: Sending| {
        if let Some((act, account)) = asked.get_untracked() {
            run.run((act, account, sending));
        }
    };
    view! {
        <Confirm open act
            title=of(|act, name, _| act.title(name))
            text=of(|act, name, only_lowers| act.text(name, only_lowers))
            send=of(|act, _, _| act.send().to_owned()) />
    }
    .into_any()
}

/// The button with everything that can be done about one person; nothing where nothing can.
#[component]
pub(super) fn PersonMenu(name: String, items: Vec<MenuItem>) -> impl IntoView {
    let (open, refusal) = (RwSignal::new(false), only_seen());
    (!items.is_empty()).then(|| {
        view! {
            <Menu open items=Signal::stored(items) refusal name=t::actions_for(&name) label=|| view! {
                <span>{t::actions()}</span><Icon sign=Sign::Down />
            } />
        }
    })
}

/// Where an account stands.
pub(super) fn state(account: &Account) -> AnyView {
    let until = |until: Option<Instant>| match until {
        Some(until) => {
            let when = time::shown(&until, Style::DateTime);
            let is_over = time::ms_of(&until).is_some_and(|until| until < time::now_ms());
            let text = if is_over { t::link_over().to_owned() } else { t::until(&when) };
            Some(view! { <small>{text}</small> })
        }
        None => None,
    };
    match account.state {
        AccountState::Invited => view! {
            <span class="state state--waiting">{t::state_invited()}</span>
            {until(account.invited_until.clone())}
        }
        .into_any(),
        AccountState::Suspended => view! { <span class="state state--off">{t::state_suspended()}</span> }.into_any(),
        _ => {
            let seen = match account.last_seen_at.clone() {
                Some(at) => view! { {t::last_seen()} " " <Moment at style=Style::DateTime /> }.into_any(),
                None => t::not_signed_in().into_any(),
            };
            view! { <span class="state">{t::state_active()}</span> <small>{seen}</small> }.into_any()
        }
    }
}

/// Whether `typed` stands in the name or the e-mail.
pub(super) fn is_named(account: &Account, typed: &str) -> bool {
    let typed = lower(typed.trim());
    lower(&account.name).contains(&typed) || lower(&account.email).contains(&typed)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use wire::{access::Grants, session::UserId};

    pub(crate) fn account(state: AccountState, sessions: u32) -> Account {
        Account {
            id: UserId("tom".into()),
            name: "Tom Achebe".into(),
            email: "analyst@harbor.example".into(),
            state,
            grants: Grants::default(),
            dropped: vec![],
            sessions,
            last_seen_at: None,
            invited_until: None,
        }
    }

    #[test]
    fn only_what_makes_sense_is_offered() {
        let fitting = |account: &Account| {
            let all = [Act::Suspend, Act::Restore, Act::SignOut, Act::Renew];
            all.into_iter().filter(|act| act.fits(account)).collect::<Vec<_>>()
        };
        assert_eq!(fitting(&account(AccountState::Active, 2)), [Act::Suspend, Act::SignOut]);
        assert_eq!(fitting(&account(AccountState::Suspended, 0)), [Act::Restore]);
        assert_eq!(fitting(&account(AccountState::Invited, 0)), [Act::Suspend, Act::Renew]);
    }

    #[test]
    fn whoever_cannot_undo_it_is_told_so() {
        assert_ne!(Act::Suspend.text("Tom", true), Act::Suspend.text("Tom", false));
    }
}
