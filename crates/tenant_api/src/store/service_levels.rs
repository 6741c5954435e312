//! What is promised: both clocks by priority and the business hours, of an organisation or of one client.

use super::{
    Declined, Flag, Write,
    audit::{self, Place},
    codes,
};
use crate::{
    clocks::{self, MINUTES_A_DAY},
    policy::{Caller, Office, Seat},
    store::DatabaseConnection,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::collections::BTreeSet;
use wire::{
    administration::{BusinessHours, ServiceLevel, ServiceLevels, ServiceLevelsChange},
    audit::AuditAction,
    session::OrganisationId,
    vocabulary::{Priority, ServiceCalendar, Weekday},
};

/// The longest limit, a year in seconds.
const LIMIT_MAX_S: u32 = 365 * 24 * 3600;
const HOLIDAYS_MAX: usize = 400;

/// Whose promises: an organisation's, or one client's own.
#[derive(Clone, Debug)]
pub struct Promiser<'a> {
    caller: &'a Caller,
    place: Place,
}

impl<'a> From<&'a Office> for Promiser<'a> {
    fn from(office: &'a Office) -> Self {
        Self { caller: office.caller(), place: Place::Organisation(office.organisation().clone()) }
    }
}

impl<'a> From<&'a Seat> for Promiser<'a> {
    fn from(seat: &'a Seat) -> Self {
        Self { caller: seat.caller(), place: Place::Client(seat.client().clone()) }
    }
}

/// What holds there, inherited or its own.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn read(conn: &mut DatabaseConnection, promiser: &Promiser<'_>) -> Result<ServiceLevels, sqlx::Error> {
    let owner = promiser.place.owner();
    let found = clocks::ServiceLevels::of(conn, &owner).await?;
    let own = sqlx::query_scalar("SELECT priority FROM service_levels WHERE owner_id = $1 ORDER BY priority DESC");
    let own: Vec<i64> = own.bind(&owner.0).fetch_all(&mut *conn).await?;
    let own_hours = sqlx::query_scalar("SELECT COUNT(*) > 0 FROM calendars WHERE owner_id = $1");
    let Flag(own_business_hours) = own_hours.bind(&owner.0).fetch_one(&mut *conn).await?;
    Ok(ServiceLevels {
        levels: Priority::ALL.iter().rev().map(|priority| level(&found, *priority)).collect(),
        business_hours: hours(&found.business_hours()),
        own_levels: own.into_iter().map(codes::priority).collect(),
        own_business_hours,
    })
}

/// Changes what is set there.
///
/// # Errors
/// [`Declined::Invalid`] for limits or hours that cannot be.
pub async fn change(
    write: &mut Write,
    promiser: &Promiser<'_>,
    asked: &ServiceLevelsChange,
    now: Timestamp,
) -> Result<ServiceLevels, Declined> {
    let owner = promiser.place.owner();
    if let Some(levels) = &asked.levels {
        check_levels(levels)?;
        set_levels(write, &owner, levels).await?;
        record(write, promiser, AuditAction::ServiceLevelsChanged, &told(levels), now).await?;
    }
    if let Some(hours) = &asked.business_hours {
        let checked = hours.as_ref().map(check_hours).transpose()?;
        set_hours(write, &owner, hours.as_ref().zip(checked)).await?;
        record(write, promiser, AuditAction::CalendarChanged, &told(hours), now).await?;
    }
    Ok(read(write, promiser).await?)
}

fn level(found: &clocks::ServiceLevels, priority: Priority) -> ServiceLevel {
    let level = found.level(priority);
    ServiceLevel {
        priority,
        respond_s: u32::try_from(level.respond_s).unwrap_or(u32::MAX),
        resolve_s: u32::try_from(level.resolve_s).unwrap_or(u32::MAX),
        calendar: if level.business { ServiceCalendar::Business } else { ServiceCalendar::Always },
    }
}

fn hours(found: &clocks::BusinessHours) -> BusinessHours {
    let minutes = |minutes: i64| u16::try_from(minutes).unwrap_or(0);
    BusinessHours {
        time_zone: found.time_zone.iana_name().unwrap_or("UTC").to_owned(),
        opens_min: minutes(found.opens_min),
        closes_min: minutes(found.closes_min),
        days: Weekday::ALL
            .iter()
            .copied()
            .zip(0..)
            .filter(|(_, bit)| found.days & (1 << bit) != 0)
            .map(|(day, _)| day)
            .collect(),
        holidays: found.holidays.iter().map(Date::to_string).collect(),
    }
}

fn check_levels(levels: &[ServiceLevel]) -> Result<(), Declined> {
    let refuse = |problem| Err(Declined::field("levels", problem));
    let priorities: BTreeSet<_> = levels.iter().map(|level| level.priority).collect();
    if priorities.len() < levels.len() || priorities.contains(&Priority::Unknown) {
        return refuse("names a priority twice, or one that there is not");
    }
    for level in levels {
        if level.calendar == ServiceCalendar::Unknown {
            return refuse("names a calendar that there is not");
        }
        if level.respond_s == 0 || level.respond_s > level.resolve_s || level.resolve_s > LIMIT_MAX_S {
            return refuse("needs 0 < respond_s <= resolve_s <= a year");
        }
    }
    Ok(())
}

/// The days as bits and the holidays as dates.
fn check_hours(hours: &BusinessHours) -> Result<(i64, BTreeSet<Date>), Declined> {
    let refuse = |field, problem| Declined::field(field, problem);
    TimeZone::get(&hours.time_zone).map_err(|_unknown| refuse("business_hours.time_zone", "is no IANA time zone"))?;
    if hours.opens_min >= hours.closes_min || i64::from(hours.closes_min) > MINUTES_A_DAY {
        return Err(refuse("business_hours.closes_min", "needs opens_min < closes_min <= 1440"));
    }
    let bit = |day: &Weekday| Weekday::ALL.iter().position(|known| known == day);
    let bits: Option<i64> = hours.days.iter().map(bit).try_fold(0, |bits, bit| Some(bits | 1 << bit?));
    let bits = bits.filter(|bits| *bits > 0);
    let bits = bits.ok_or_else(|| refuse("business_hours.days", "needs one of the seven at least"))?;
    let holidays: Result<BTreeSet<Date>, _> = hours.holidays.iter().map(|day| day.parse()).collect();
    let holidays = holidays.map_err(|_no_date| refuse("business_hours.holidays", "are written YYYY-MM-DD"))?;
    if holidays.len() > HOLIDAYS_MAX {
        return Err(refuse("business_hours.holidays", "are too many"));
    }
    Ok((bits, holidays))
}

async fn set_levels(write: &mut Write, owner: &OrganisationId, levels: &[ServiceLevel]) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM service_levels WHERE owner_id = $1").bind(&owner.0).execute(&mut **write).await?;
    for level in levels {
        sqlx::query(
            "INSERT INTO service_levels (owner_id, priority, respond_s, resolve_s, calendar) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&owner.0)
        .bind(codes::priority_code(level.priority))
        .bind(i64::from(level.respond_s))
        .bind(i64::from(level.resolve_s))
        .bind(level.calendar.caption())
        .execute(&mut **write)
        .await?;
    }
    Ok(())
}

async fn set_hours(
    write: &mut Write,
    owner: &OrganisationId,
    hours: Option<(&BusinessHours, (i64, BTreeSet<Date>))>,
) -> Result<(), sqlx::Error> {
    for delete in ["DELETE FROM calendar_holidays WHERE owner_id = $1", "DELETE FROM calendars WHERE owner_id = $1"] {
        sqlx::query(delete).bind(&owner.0).execute(&mut **write).await?;
    }
    let Some((hours, (days, holidays))) = hours else { return Ok(()) };
    sqlx::query("INSERT INTO calendars (owner_id, time_zone, opens_min, closes_min, days) VALUES ($1, $2, $3, $4, $5)")
        .bind(&owner.0)
        .bind(&hours.time_zone)
        .bind(i64::from(hours.opens_min))
        .bind(i64::from(hours.closes_min))
        .bind(days)
        .execute(&mut **write)
        .await?;
    for day in holidays {
        sqlx::query("INSERT INTO calendar_holidays (owner_id, day) VALUES ($1, $2)")
            .bind(&owner.0)
            .bind(day.to_string())
            .execute(&mut **write)
            .await?;
    }
    Ok(())
}

fn told<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

async fn record(
    write: &mut Write,
    promiser: &Promiser<'_>,
    action: AuditAction,
    detail: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let owner = promiser.place.owner();
    audit::append_with(write, promiser.caller, &promiser.place, action, (&owner.0, detail), now).await
}
