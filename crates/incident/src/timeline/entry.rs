//! One entry of the timeline.

use super::content::view_pieces;
use crate::{desk::Place, rating::word, records::noted, size::size, texts as t};
use base::{
    time::{self, Style},
    ui::Untrusted,
    words,
};
use leptos::prelude::*;
use wire::{
    session::Person,
    task::TaskAct,
    timeline::{Entry, What},
    vocabulary::Visibility,
};

/// Stands where the name goes, until it is set in bold. A private-use character: no text has it.
const NAME: &str = "\u{e000}";

/// The sentence with its two places in bold: who did it, and what became of it.
fn sentence(text: &str, who: &str) -> AnyView {
    let (before, after) = text.split_once(NAME).unwrap_or(("", text));
    view! {
        {before.to_owned()}
        <b>
            <bdi>{who.to_owned()}</bdi>
        </b>
        {after.to_owned()}
    }
    .into_any()
}

/// What colours an entry's dot and border.
fn class(what: &What) -> &'static str {
    match what {
        What::Note { note } if note.visibility == Visibility::Internal => "entry entry--internal",
        What::Tasked { internal: true, .. } => "entry entry--internal",
        What::Note { .. } => "entry entry--shared",
        What::EvidenceOpened { .. }
        | What::EvidenceAsked { .. }
        | What::EvidenceGranted { .. }
        | What::EvidenceDeclined { .. }
        | What::FileKept { .. }
        | What::FileSaved { .. } => "entry entry--evidence",
        _ => "entry",
    }
}

fn told(what: &What, by: Option<&Person>) -> String {
    match what {
        What::Created => t::incident_created().to_owned(),
        What::AlertsJoined { count, since } => t::alerts_joined((*count).into(), &time::shown(since, Style::Clock)),
        What::Assigned { assignee: None } => t::did_unassign(NAME),
        What::Assigned { assignee: Some(assignee) } if by.is_some_and(|by| by.id == assignee.id) => t::did_take(NAME),
        What::Assigned { assignee: Some(assignee) } => t::did_assign(NAME, &assignee.name),
        What::HandedOver { from: Some(from) } => t::did_take_over(NAME, &from.name),
        What::HandedOver { from: None } => t::did_take(NAME),
        What::AssignedToTeam { team } => t::did_assign_team(NAME, team),
        What::StatusSet { hold_reason: Some(reason), .. } => t::did_hold(NAME, words::hold_reason(*reason)),
        What::StatusSet { status, .. } => t::did_set_status(NAME, words::status(*status)),
        What::PrioritySet { priority } => t::did_set_priority(NAME, words::priority(*priority)),
        What::Closed { verdict, .. } => t::did_close(NAME, words::verdict(*verdict)),
        What::Reopened { .. } => t::did_reopen(NAME),
        What::Undone => t::did_undo(NAME),
        What::ClientReminded => t::client_reminded().to_owned(),
        What::HoldEnded { status } => t::hold_ended(words::status(*status)),
        What::Rated { score, .. } => t::did_rate(NAME, word(*score)),
        What::MergedInto { incident, count } => t::did_merge((*count).into(), NAME, &incident.0),
        What::TookIn { incident, count } => t::did_take_in((*count).into(), NAME, &incident.0),
        What::Unmerged { incident } => t::did_unmerge(NAME, &incident.0),
        What::SplitOff { incident, count } => t::did_split_off((*count).into(), NAME, &incident.0),
        What::SplitFrom { incident, count } => t::did_split_from((*count).into(), NAME, &incident.0),
        What::Restricted { count } => t::did_restrict((*count).into(), NAME),
        What::Unrestricted => t::did_unrestrict(NAME),
        What::Tasked { did, count, .. } => tasked(*did, *count),
        What::Silenced { with_entity: true, .. } => t::did_silence_one(NAME),
        What::Silenced { .. } => t::did_silence(NAME),
        What::SilenceAgreed => t::did_agree_to_silence(NAME),
        What::SilenceEnded if by.is_none() => t::silence_ended().to_owned(),
        What::SilenceEnded => t::did_end_silence(NAME),
        What::Requested { request } => t::did_take_up(NAME, &request.0),
        What::Note { note } if note.visibility == Visibility::Internal => t::did_write_internal(NAME),
        What::Note { .. } => t::did_write_shared(NAME),
        What::FileSaved { .. } => t::did_save_file(NAME),
        What::FileKept { size_bytes } => t::did_keep_file(NAME, &size(*size_bytes)),
        What::EvidenceOpened { .. } => t::did_open_evidence(NAME),
        What::EvidenceAsked { .. } => t::did_ask_for_evidence(NAME),
        What::EvidenceGranted { to } => t::did_let_open(NAME, name(to)),
        What::EvidenceDeclined { to } => t::did_not_let_open(NAME, name(to)),
        What::Unknown => t::did_something(NAME),
    }
}

/// What it is about follows it.
fn tasked(did: TaskAct, count: u32) -> String {
    match did {
        TaskAct::Added if count > 0 => t::did_apply(count.into(), NAME),
        TaskAct::Added => t::did_add_task(NAME),
        TaskAct::Done => t::did_task(NAME),
        TaskAct::Skipped => t::did_skip_task(NAME),
        TaskAct::Approved => t::did_approve(NAME),
        TaskAct::Declined => t::did_decline(NAME),
        TaskAct::Reopened => t::did_reopen_task(NAME),
        TaskAct::Unknown => t::did_something(NAME),
    }
}

fn name(person: &Option<Person>) -> &str {
    person.as_ref().map_or(t::by_itself(), |person| person.name.as_str())
}

/// What somebody wrote with it.
fn body(what: &What) -> Option<&str> {
    match what {
        What::Note { note } => Some(&note.body),
        What::Closed { reason, .. } => reason.as_deref(),
        What::Reopened { reason } => Some(reason),
        What::Tasked { reason, .. } => reason.as_deref(),
        What::Rated { comment, .. } => comment.as_deref(),
        _ => None,
    }
}

pub(super) fn view_entry(entry: &Entry, place: &Place) -> AnyView {
    let is_me = entry.by.as_ref().is_some_and(|by| by.id == place.session.user.id);
    let who = match &entry.by {
        Some(_) if is_me => words::you(),
        Some(by) => &by.name,
        None => t::by_itself(),
    };
    let told = told(&entry.what, entry.by.as_ref());
    let organisation = entry
        .by
        .as_ref()
        .filter(|by| by.organisation != place.session.organisation.name)
        .map(|by| view! { <span class="entry__from">{t::from_organisation(&by.organisation)}</span> }.into_any());
    let noted = match &entry.what {
        What::EvidenceOpened { open_s, granted_by, copies, downloads, .. } => {
            noted(granted_by.as_ref(), *open_s, *copies, *downloads)
        }
        What::Tasked { told_by, internal, .. } => {
            let internal = internal.then(|| t::internal().to_owned());
            internal.into_iter().chain(told_by.as_ref().map(|who| t::as_told_by(who))).collect()
        }
        _ => vec![],
    };
    let noted = noted.into_iter().map(|noted| view! { <span class="entry__from">{noted}</span> " " }.into_any());
    let reason = match &entry.what {
        What::EvidenceOpened { reason, .. }
        | What::EvidenceAsked { reason }
        | What::FileSaved { reason }
        | What::Silenced { reason, .. }
        | What::Tasked { text: reason, .. }
            if !reason.is_empty() =>
        {
            Some(view! { <q><Untrusted text=reason.clone() longest=120 /></q> " " })
        }
        _ => None,
    };
    let mark = match &entry.what {
        What::Note { note } if note.visibility == Visibility::Internal => Some(t::internal()),
        What::Note { .. } => Some(t::shared()),
        _ => None,
    };
    let mentions_me = match &entry.what {
        What::Note { note } => note.mentions.iter().any(|person| person.id == place.session.user.id),
        _ => false,
    };
    let body = body(&entry.what).map(|body| {
        let text = match &entry.what {
            // Another tenant API may answer what was typed alone.
            What::Note { note } if !note.content.is_empty() => view_pieces(&note.content),
            _ => view! { <Untrusted text=body longest=16_384 keeps_lines=true /> }.into_any(),
        };
        view! {
            <div class="entry__body">
                {mark.map(|mark| view! { <span class="entry__mark">{mark}</span> }.into_any())}
                {text}
            </div>
        }
    });
    let full = time::shown(&entry.at, Style::Full);
    let at = entry.at.0.clone();
    view! {
        <li class=class(&entry.what)>
            <time datetime=at title=full>
                <span>{time::shown(&entry.at, Style::Clock)}</span>
                <small>{time::shown(&entry.at, Style::Day)}</small>
            </time>
            <i aria-hidden="true"></i>
            <div>
                <p>{if told.contains(NAME) { sentence(&told, who) } else { told.into_any() }} " " {reason} {organisation} " " {noted.collect_view()}
                    {mentions_me.then(|| view! { <b class="entry__mentions">{t::mentions_you()}</b> }.into_any())}</p>
                {body}
            </div>
        </li>
    }
    .into_any()
}
