//! What a client asks of whoever opens its evidence, and which source systems may be linked to from it.

use super::{
    DatabaseConnection, Declined, Values, Write,
    audit::{self, Place},
    codes, retention,
};
use crate::{
    policy::Seat,
    sabotage::{self, Fault},
};
use jiff::Timestamp;
use sqlx::Row;
use std::collections::BTreeSet;
use url::Url;
use wire::{
    audit::AuditAction,
    opening::{EvidenceRules, EvidenceRulesChange, ReasonAsked, is_preset},
};

const HOSTS_MAX: usize = 50;
/// The longest name that DNS has.
const HOST_MAX: usize = 253;

/// As they are set.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn read(conn: &mut DatabaseConnection, seat: &Seat) -> Result<EvidenceRules, sqlx::Error> {
    let row =
        sqlx::query("SELECT typed_reason, source_hosts, silence_approval FROM evidence_rules WHERE client_id = $1");
    let Some(row) = row.bind(&seat.client().0).fetch_optional(conn).await? else { return Ok(EvidenceRules::default()) };
    let source_hosts: String = row.try_get("source_hosts")?;
    Ok(EvidenceRules {
        typed_reason: row.flag("typed_reason")?,
        source_hosts: source_hosts.lines().map(str::to_owned).collect(),
        silence_approval: row.flag("silence_approval")?,
    })
}

/// Changes what is said, on record.
///
/// # Errors
/// [`Declined::Invalid`] for what is no host's name, and for too many; nothing was changed then.
pub async fn change(
    write: &mut Write,
    seat: &Seat,
    asked: &EvidenceRulesChange,
    now: Timestamp,
) -> Result<EvidenceRules, Declined> {
    let before = read(write, seat).await?;
    let rules = EvidenceRules {
        typed_reason: asked.typed_reason.unwrap_or(before.typed_reason),
        source_hosts: asked.source_hosts.as_deref().map(checked).transpose()?.unwrap_or(before.source_hosts),
        silence_approval: asked.silence_approval.unwrap_or(before.silence_approval),
    };
    sqlx::query(
        "INSERT INTO evidence_rules (client_id, typed_reason, source_hosts, silence_approval) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (client_id) DO UPDATE SET typed_reason = excluded.typed_reason, \
         source_hosts = excluded.source_hosts, silence_approval = excluded.silence_approval",
    )
    .bind(&seat.client().0)
    .bind(i64::from(rules.typed_reason))
    .bind(rules.source_hosts.join("\n"))
    .bind(i64::from(rules.silence_approval))
    .execute(&mut **write)
    .await?;
    // How many hosts, and not which: a name tells of the product behind it.
    let reason = if rules.typed_reason { "a typed reason" } else { "any reason" };
    let silences = if rules.silence_approval { ", silences by the client's agreement" } else { "" };
    let detail = format!("{reason}, {} source hosts{silences}", rules.source_hosts.len());
    let told = (seat.client().0.as_str(), detail.as_str());
    audit::append_with(write, seat.caller(), &Place::from(seat), AuditAction::EvidenceRulesChanged, told, now).await?;
    Ok(rules)
}

fn checked(hosts: &[String]) -> Result<Vec<String>, Declined> {
    let hosts: BTreeSet<String> = hosts.iter().map(|host| host.trim().to_ascii_lowercase()).collect();
    let is_name = |host: &String| {
        (1..=HOST_MAX).contains(&host.len())
            && host.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-'))
    };
    match hosts.len() <= HOSTS_MAX && hosts.iter().all(is_name) {
        true => Ok(hosts.into_iter().collect()),
        false => Err(Declined::field("source_hosts", "at most 50 names of hosts, without scheme, port or path")),
    }
}

/// An incident, and whatever was merged into it: what that was before is asked for still.
const HELD: &str = "\
    WITH RECURSIVE held (number) AS (SELECT i.number FROM incidents i WHERE i.client_id = $1 AND i.number = $2 \
    UNION SELECT i.number FROM held CROSS JOIN incidents i WHERE i.client_id = $1 AND i.merged_into = held.number) \
    SELECT i.number, i.status, i.assignee_id, i.resolved_at, i.closed_at, \
    COALESCE(r.typed_reason, 0) AS typed_reason FROM held CROSS JOIN incidents i \
    LEFT JOIN evidence_rules r ON r.client_id = i.client_id WHERE i.client_id = $1 AND i.number = held.number";

/// What the reason for opening an incident's evidence has to be: typed where the client asks for it, where it is done with, and
/// where it is somebody else's; the same of what was merged into it, as that was then.
///
/// # Errors
/// [`Declined::Missing`] if the client has no such incident.
pub async fn asked(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<ReasonAsked, Declined> {
    let rows = sqlx::query(HELD).bind(&seat.client().0).bind(number).fetch_all(conn).await?;
    if rows.is_empty() {
        return Err(Declined::Missing);
    }
    for row in rows {
        let assignee: Option<String> = row.try_get("assignee_id")?;
        let is_anothers = assignee.is_some_and(|assignee| assignee != seat.caller().user().0);
        let is_done = match row.try_get::<i64, _>("number")? == number {
            true => !codes::status(row.try_get("status")?).is_open(),
            // Merging closed it: what was done with before had been resolved earlier.
            false => row.try_get::<i64, _>("resolved_at")? < row.try_get::<i64, _>("closed_at")?,
        };
        if row.flag("typed_reason")? || is_anothers || is_done {
            return Ok(ReasonAsked::Typed);
        }
    }
    Ok(ReasonAsked::Preset)
}

/// # Errors
/// [`Declined::Invalid`] for a chosen reason where a typed one is asked for.
pub async fn check_reason(
    conn: &mut DatabaseConnection,
    seat: &Seat,
    number: i64,
    reason: &str,
) -> Result<(), Declined> {
    let refused = is_preset(reason) && asked(conn, seat, number).await? == ReasonAsked::Typed;
    match refused && !sabotage::is(Fault::TypedReasonIsNotAsked) {
        true => Err(not_typed()),
        false => Ok(()),
    }
}

/// A reason for saving a file, as it is kept: whoever's incident it is, it leaves the console.
///
/// # Errors
/// [`Declined::Invalid`] for none, for one that is too long, and for a chosen one.
pub fn typed(reason: &str) -> Result<&str, Declined> {
    let reason = retention::checked(reason)?;
    if is_preset(reason) { Err(not_typed()) } else { Ok(reason) }
}

fn not_typed() -> Declined {
    Declined::field("reason", "typed: here a chosen one will not do")
}

/// What a source calls its own address, as a link; `None` where it does not lead to one of these hosts by https, or brings
/// somebody's name along.
#[must_use]
pub fn link(hosts: &[String], address: &str) -> Option<String> {
    let url: Url = address.parse().ok()?;
    let is_plain = url.scheme() == "https" && url.username().is_empty() && url.password().is_none();
    let is_listed = url.host_str().is_some_and(|host| hosts.iter().any(|listed| listed == host));
    (is_plain && is_listed).then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_a_listed_host_and_nowhere_else() {
        let hosts = checked(&["Siem.Example ".into(), "siem.example".into()]).expect("a name, twice");
        assert_eq!(hosts, ["siem.example"]);
        let link = |address| link(&hosts, address);
        assert_eq!(link("https://SIEM.example:8443/a?b#c").as_deref(), Some("https://siem.example:8443/a?b#c"));
        for other in [
            "http://siem.example/",
            "https://siem.example.evil.example/",
            "https://evil.example/https://siem.example/",
            "https://siem.example@evil.example/",
            "https://me@siem.example/",
            "javascript:alert(1)//siem.example",
            "siem.example",
        ] {
            assert_eq!(link(other), None, "{other}");
        }
        for wrong in ["https://siem.example", "siem.example:8443", "a b", ""] {
            assert!(checked(&[wrong.to_owned()]).is_err(), "{wrong}");
        }
    }
}
