//! Wallboards: which there are, a new one with its code, and the end of one.

use super::texts as t;
use crate::forms::{AskForm, Confirm, Once, SelectField, Sending, TextField, not_loaded, open_for};
use base::{
    api::devices as api,
    links,
    load::{Loaded, load},
    office::Office,
    scope::{Scope, ScopeAddress},
    time::{self, Style},
    ui::{Age, Button, ButtonKind, Dialog, Empty, EmptyKind, Moment, Skeleton, use_announcer},
    words,
};
use leptos::prelude::*;
use wire::{
    device::{Device, MadeDevice, NewDevice},
    list::List,
    session::Session,
};

/// What every part of this screen stands on. Cheap to copy.
#[derive(Clone, Copy)]
struct Wallboards {
    office: StoredValue<Office>,
    session: StoredValue<Session>,
    list: StoredValue<Loaded<List<Device>>>,
    adding: RwSignal<bool>,
    revoking: RwSignal<Option<Device>>,
    code: RwSignal<Option<String>>,
}

#[component]
pub(super) fn WallboardsPage(office: Office, session: Session) -> impl IntoView {
    let list = load({
        let office = office.clone();
        move || {
            let office = office.clone();
            async move { api::list_devices(&office).await }
        }
    });
    let boards = Wallboards {
        office: StoredValue::new(office),
        session: StoredValue::new(session),
        list: StoredValue::new(list.clone()),
        adding: RwSignal::new(false),
        revoking: RwSignal::new(None),
        code: RwSignal::new(None),
    };
    let value = list.value();
    let known = Memo::new(move |_| value.get());
    let address = window().location().origin().unwrap_or_default() + links::wallboard();
    view! {
        <div class="toolbar">
            <p class="toolbar__note">{t::wallboards_lead()}</p>
            <Button kind=ButtonKind::Primary on_press=move |()| boards.adding.set(true)>{t::new_wallboard()}</Button>
        </div>
        {not_loaded(&list)}
        {move || match known.get() {
            None => view! { <Skeleton lines=4 /> }.into_any(),
            Some(known) if known.items.is_empty() => {
                view! { <Empty kind=EmptyKind::NothingYet text=t::no_wallboards() /> }.into_any()
            }
            Some(known) => table(boards, known.items),
        }}
        <Dialog open=boards.adding title=t::new_wallboard_title()><NewForm boards /></Dialog>
        <Once title=t::code_made() text=t::code_text(&address) secret=boards.code />
        <Revoke boards />
    }
    .into_any()
}

fn table(boards: Wallboards, known: Vec<Device>) -> AnyView {
    let row = |device: Device| {
        let shows = boards.session.with_value(|session| shows(&device, session));
        let by = device.made_by.as_ref().map(|person| t::by_person(&person.name));
        let label = t::revoke_wallboard(&device.name);
        let (name, made) = (device.name.clone(), device.made_at.clone());
        let is_revoked = device.revoked_at.is_some();
        let state = state(&device);
        let act = (!is_revoked).then(|| {
            view! { <Button label on_press=move |()| boards.revoking.set(Some(device.clone()))>{t::revoke()}</Button> }
                .into_any()
        });
        view! {
            <tr class:listing__past=is_revoked>
                <th scope="row">{name}</th>
                <td data-name=t::shows()>{shows.0}<small>{shows.1}</small></td>
                <td data-name=t::made()><Moment at=made /><small>{by}</small></td>
                <td data-name=t::column_state()>{state}</td>
                <td class="listing__acts">{act}</td>
            </tr>
        }
    };
    view! {
        <div class="card card--table">
            <table class="listing" aria-label=t::wallboards()>
                <thead><tr>
                    <th scope="col">{t::name()}</th>
                    <th scope="col">{t::shows()}</th>
                    <th scope="col">{t::made()}</th>
                    <th scope="col">{t::column_state()}</th>
                    <td></td>
                </tr></thead>
                <tbody>{known.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What it shows, and under which names.
fn shows(device: &Device, session: &Session) -> (String, Option<&'static str>) {
    let scope = device.scope.as_deref().and_then(ScopeAddress::parse);
    let scope = scope.and_then(|address| Scope::open(&address, session));
    let words = scope.map_or_else(|| t::scope_unseen().to_owned(), |scope| scope.label().to_owned());
    (words, device.pseudonyms.then(t::pseudonyms))
}

/// Where it stands: waiting for its code, in use, or over.
fn state(device: &Device) -> AnyView {
    if let Some(at) = device.revoked_at.clone() {
        return view! {
            <span class="state state--off">{t::revoked()}</span>
            <small><Moment at /></small>
        }
        .into_any();
    }
    match (device.code_until.clone(), device.last_seen_at.clone()) {
        (Some(until), _) => {
            let is_over = time::ms_of(&until).is_some_and(|until| until < time::now_ms());
            let when = time::shown(&until, Style::DateTime);
            let text = if is_over { t::code_over().to_owned() } else { t::code_until(&when) };
            view! { <span class="state state--waiting">{t::never_shown()}</span> <small>{text}</small> }.into_any()
        }
        (None, Some(seen)) => view! {
            <span class="state">{t::in_use()}</span>
            <small>{t::last_seen()} " " <Age of=seen /></small>
        }
        .into_any(),
        (None, None) => ().into_any(),
    }
}

#[component]
fn NewForm(boards: Wallboards) -> impl IntoView {
    let [name, scope] = [(); 2].map(|()| RwSignal::new(String::new()));
    let pseudonyms = RwSignal::new(false);
    let sending = Sending::in_dialog(boards.adding);
    let options = boards.session.with_value(options);
    let submit = move |()| {
        let name = name.get_untracked().trim().to_owned();
        let scope = scope.get_untracked();
        if sending.is_missing("name", &name) | sending.is_missing("scope", &scope) {
            return;
        }
        let (office, device) =
            (boards.office.get_value(), NewDevice { name, scope, pseudonyms: pseudonyms.get_untracked() });
        let work = async move { api::make_device(&office, &device).await };
        sending.run_or_say(Some(t::code_lost()), work, move |made: MadeDevice| {
            boards.code.set(Some(made.code));
            boards.list.with_value(Loaded::reload);
        });
    };
    view! {
        <AskForm open=boards.adding send=t::make_wallboard() sending submit>
            <TextField label=t::name() name="name" value=name sending hint=t::wallboard_name_hint() />
            <SelectField label=t::shows() name="scope" options=Signal::stored(options) value=scope sending />
            <div class="field">
                <label class="checklist__choice">
                    <input type="checkbox" name="pseudonyms" aria-describedby="pseudonyms-hint"
                        on:change:target=move |event| pseudonyms.set(event.target().checked()) />
                    {t::with_pseudonyms()}
                </label>
                <p class="field__hint" id="pseudonyms-hint">{t::with_pseudonyms_hint()}</p>
            </div>
        </AskForm>
    }
    .into_any()
}

/// Every scope that this user sees, the widest first; where there is one client, it alone.
fn options(session: &Session) -> Vec<(String, String)> {
    let none = (String::new(), t::choose_scope().to_owned());
    let all = (ScopeAddress::All.path(), words::all_managed_clients().to_owned());
    let groups = session.groups.iter().map(|group| {
        let path = ScopeAddress::Group(group.id.clone()).path();
        (path, t::of_group(&group.name))
    });
    let clients = session.clients.iter().map(|client| {
        let path = ScopeAddress::Client(client.id.clone()).path();
        (path, client.name.clone())
    });
    let all = (session.clients.len() > 1).then_some(all);
    std::iter::once(none).chain(all).chain(groups).chain(clients).collect()
}

#[component]
fn Revoke(boards: Wallboards) -> impl IntoView {
    let open = open_for(boards.revoking);
    let announcer = use_announcer();
    let name =
        move || boards.revoking.with(|device| device.as_ref().map(|device| device.name.clone()).unwrap_or_default());
    let act = move |sending: Sending| {
        let Some(device) = boards.revoking.get_untracked() else { return };
        let (office, announcer) = (boards.office.get_value(), announcer.clone());
        let work = async move { api::revoke_device(&office, &device.id).await.map(|()| device.name) };
        sending.run(work, move |name| {
            announcer.toast(t::wallboard_revoked(&name));
            boards.list.with_value(Loaded::reload);
        });
    };
    let title = Signal::derive(move || t::revoke_wallboard(&name()));
    let text = Signal::derive(move || t::revoke_wallboard_text(&name()));
    view! { <Confirm open title text send=t::revoke_it().to_owned() act /> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::samples::session;
    use wire::{Instant, session::DeviceId};

    fn device(scope: Option<&str>, pseudonyms: bool) -> Device {
        Device {
            id: DeviceId("d1".into()),
            name: "Wall".into(),
            scope: scope.map(str::to_owned),
            pseudonyms,
            made_by: None,
            made_at: Instant(String::new()),
            code_until: None,
            last_seen_at: None,
            revoked_at: None,
        }
    }

    #[test]
    fn what_a_board_shows_is_said_as_elsewhere_and_what_is_unseen_is_not() {
        let session = session(&["harbor", "cedar"]);
        let of = |scope, pseudonyms| shows(&device(scope, pseudonyms), &session);
        assert_eq!(of(Some("/all"), true), (words::all_managed_clients().into(), Some(t::pseudonyms())));
        assert_eq!(of(Some("/g/gold"), false), ("Gold".into(), None));
        assert_eq!(of(Some("/c/harbor"), false).0, "harbor");
        assert_eq!(
            (of(None, false).0, of(Some("/c/meridian"), false).0),
            (t::scope_unseen().into(), t::scope_unseen().into())
        );
    }

    #[test]
    fn a_scope_is_chosen_from_what_is_seen() {
        let paths = |clients: &[&str]| options(&session(clients)).into_iter().map(|(path, _)| path).collect::<Vec<_>>();
        assert_eq!(paths(&["harbor", "cedar"]), ["", "/all", "/g/gold", "/c/harbor", "/c/cedar"]);
        assert_eq!(paths(&["harbor"]), ["", "/g/gold", "/c/harbor"]);
    }
}
