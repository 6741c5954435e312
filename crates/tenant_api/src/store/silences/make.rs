//! Making a silence out of an alert whose evidence is open.

use super::told_inside;
use crate::{
    evidence::{MacBytes, Vault},
    ingest,
    policy::Seat,
    store::{
        Declined, Flag, Write,
        audit::{self, Place},
        chain, evidence_rules, head, random_id, receipts, restricted, retention,
    },
};
use jiff::{SignedDuration, Timestamp};
use sqlx::Row;
use wire::{
    audit::AuditAction,
    silence::{DAYS_MAX, NewSilence, Silence, SilenceAwaits},
    vocabulary::Capability,
};

/// The most that stand in one client: ingest holds every finding against them.
const STANDING_MAX: usize = 200;

/// What is silenced.
struct Drawn {
    detection: MacBytes,
    entity: Option<MacBytes>,
    is_critical: bool,
}

/// Silences the detection of one of an incident's alerts. Whoever asks has the incident's evidence open.
///
/// # Errors
/// [`Declined`]: nothing was made then.
pub async fn make(
    write: &mut Write,
    vault: &Vault,
    seat: &Seat,
    number: i64,
    asked: &NewSilence,
    now: Timestamp,
) -> Result<Silence, Declined> {
    let version = head::version(write, seat, number).await?;
    seat.check(Capability::SilenceManage)?;
    let reason = retention::checked(&asked.reason)?;
    if !(1..=DAYS_MAX).contains(&asked.expires_in_days) {
        return Err(Declined::field("expires_in_days", "1 to 90"));
    }
    if restricted::readers(write, seat, number).await?.is_some() {
        return Err(Declined::Conflict("A silence acts for everybody: lift the restriction first"));
    }
    let drawn = draw(write, vault, seat, number, asked).await?;
    check_is_new(write, seat, &drawn, now).await?;
    let awaits = match () {
        () if evidence_rules::read(write, seat).await?.silence_approval => SilenceAwaits::Client,
        () if drawn.is_critical => SilenceAwaits::Somebody,
        () => SilenceAwaits::Nobody,
    };
    let (owner, key) = (seat.caller().person(), seat.key(number));
    let lasts = SignedDuration::from_hours(24 * i64::from(asked.expires_in_days));
    let made = sqlx::query(
        "INSERT INTO silences (client_id, silence_id, number, detection_mac, entity_mac, reason, user_id, owner, made_at, \
         expires_at, awaits) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING *",
    )
    .bind(&seat.client().0)
    .bind(random_id())
    .bind(number)
    .bind(drawn.detection.to_vec())
    .bind(drawn.entity.map(|entity| entity.to_vec()))
    .bind(reason)
    .bind(&owner.id.0)
    .bind(chain::canonical(&owner)?)
    .bind(now.as_millisecond())
    .bind(now.saturating_add(lasts).unwrap_or(Timestamp::MAX).as_millisecond())
    .bind(awaits.caption())
    .fetch_one(&mut **write)
    .await?;
    let of = if asked.with_entity { "one entity" } else { "every entity" };
    let detail = format!("{} days, {of}, awaits {}", asked.expires_in_days, awaits.caption());
    let told = (key.0.as_str(), detail.as_str());
    audit::append_with(write, seat.caller(), &Place::from(seat), AuditAction::SilenceMade, told, now).await?;
    receipts::tell(write, seat, number, version, now).await?;
    Ok(told_inside(seat, &made, now)?)
}

/// Reads in the alert's record what a silence of it is of: keyed MACs, as ingest makes them.
async fn draw(
    write: &mut Write,
    vault: &Vault,
    seat: &Seat,
    number: i64,
    asked: &NewSilence,
) -> Result<Drawn, Declined> {
    let (client, alert) = (seat.client(), asked.alert.cast_signed());
    let known =
        sqlx::query_scalar("SELECT COUNT(*) > 0 FROM alerts WHERE client_id = $1 AND number = $2 AND alert = $3");
    let Flag(is_known) = known.bind(&client.0).bind(number).bind(alert).fetch_one(&mut **write).await?;
    let record = if is_known { vault.record(client, alert).await? } else { None };
    let finding = record.and_then(|record| ingest::normalise(&record).ok());
    let finding = finding.ok_or_else(|| Declined::field("alert", "one of the incident's whose record is kept"))?;
    if asked.with_entity && finding.entity.is_empty() {
        return Err(Declined::field("with_entity", "the alert names nothing that it could be bound to"));
    }
    let (detection, entity) = ingest::macs(&vault.keys(client).await?, &finding);
    let is_critical = ingest::is_critical(finding.severity);
    Ok(Drawn { detection, entity: asked.with_entity.then_some(entity), is_critical })
}

/// That none of those that stand is of as much already, and that there are not too many.
async fn check_is_new(write: &mut Write, seat: &Seat, drawn: &Drawn, now: Timestamp) -> Result<(), Declined> {
    let standing = sqlx::query(
        "SELECT detection_mac, entity_mac FROM silences WHERE client_id = $1 AND ended_at IS NULL AND expires_at > $2",
    );
    let standing = standing.bind(&seat.client().0).bind(now.as_millisecond()).fetch_all(&mut **write).await?;
    if standing.len() >= STANDING_MAX {
        return Err(Declined::Conflict("The client has 200 silences: end one first"));
    }
    for row in &standing {
        let detection: Vec<u8> = row.try_get("detection_mac")?;
        let entity: Option<Vec<u8>> = row.try_get("entity_mac")?;
        let covers = entity.is_none_or(|entity| drawn.entity.is_some_and(|drawn| entity == drawn));
        if covers && detection == drawn.detection {
            return Err(Declined::Conflict("It is silenced already, or waits for that"));
        }
    }
    Ok(())
}
