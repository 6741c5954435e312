//! Service levels: an MSP's limits by priority, and where a client has its own.

use super::{BusinessHours, Calendar};
use crate::store::{DatabaseConnection, DatabaseRow, Values};
use jiff::tz::TimeZone;
use sqlx::Row;
use wire::{
    session::{ClientId, OrganisationId},
    vocabulary::Priority,
};

/// The limits of one priority, seconds of service time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    pub respond_s: i64,
    pub resolve_s: i64,
    /// In business hours only, rather than around the clock.
    pub business: bool,
}

/// What one client is promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceLevels {
    /// Low, Medium, High, Critical.
    levels: [Level; 4],
    business: Calendar,
}

impl Default for ServiceLevels {
    /// The contract's defaults.
    fn default() -> Self {
        const HOUR: i64 = 3600;
        let level = |respond_s, resolve_s, business| Level { respond_s, resolve_s, business };
        Self {
            levels: [
                level(8 * HOUR, 72 * HOUR, true),
                level(4 * HOUR, 24 * HOUR, true),
                level(HOUR / 2, 8 * HOUR, false),
                level(HOUR / 4, 4 * HOUR, false),
            ],
            business: Calendar::Business(BusinessHours::default()),
        }
    }
}

impl ServiceLevels {
    /// The limits of a priority; one this build does not know has Low's.
    #[must_use]
    pub fn level(&self, priority: Priority) -> &Level {
        &self.levels[place(priority)]
    }

    /// When the clocks of a priority tick.
    #[must_use]
    pub fn calendar(&self, priority: Priority) -> &Calendar {
        if self.level(priority).business { &self.business } else { &Calendar::Always }
    }

    /// When the clocks of a `business` level tick.
    #[must_use]
    pub fn business_hours(&self) -> BusinessHours {
        match &self.business {
            Calendar::Business(hours) => hours.clone(),
            Calendar::Always => BusinessHours::default(),
        }
    }

    /// Reads a client's service levels: its own before its MSP's before the defaults, limit by limit.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the store cannot be read, or names a time zone that does not exist.
    pub async fn load(conn: &mut DatabaseConnection, client: &ClientId) -> Result<Self, sqlx::Error> {
        Self::of(conn, &OrganisationId(client.0.clone())).await
    }

    /// The same of any organisation; an MSP has only its own before the defaults.
    ///
    /// # Errors
    /// As [`ServiceLevels::load`].
    pub async fn of(conn: &mut DatabaseConnection, owner: &OrganisationId) -> Result<Self, sqlx::Error> {
        let mut found = Self::default();
        // The MSP's rows come first, so that the client's own overwrite them.
        let levels = sqlx::query(
            "SELECT priority, respond_s, resolve_s, calendar FROM service_levels WHERE owner_id = $1 \
             OR owner_id = (SELECT managed_by FROM clients WHERE client_id = $1) ORDER BY owner_id = $1",
        );
        for row in levels.bind(&owner.0).fetch_all(&mut *conn).await? {
            let place = usize::try_from(row.try_get::<i64, _>("priority")? - 1).unwrap_or(0);
            found.levels[place.min(3)] = Level {
                respond_s: row.try_get("respond_s")?,
                resolve_s: row.try_get("resolve_s")?,
                business: row.try_get::<&str, _>("calendar")? == "business",
            };
        }
        let hours = sqlx::query(
            "SELECT * FROM calendars WHERE owner_id = $1 \
             OR owner_id = (SELECT managed_by FROM clients WHERE client_id = $1) ORDER BY owner_id = $1 DESC LIMIT 1",
        );
        if let Some(row) = hours.bind(&owner.0).fetch_optional(&mut *conn).await? {
            let holidays = sqlx::query_scalar("SELECT day FROM calendar_holidays WHERE owner_id = $1");
            let holidays = holidays.bind(row.try_get::<&str, _>("owner_id")?).fetch_all(conn).await?;
            found.business = Calendar::Business(business_hours(&row, &holidays)?);
        }
        Ok(found)
    }
}

fn business_hours(row: &DatabaseRow, holidays: &[String]) -> Result<BusinessHours, sqlx::Error> {
    let zone: &str = row.try_get("time_zone")?;
    let undecodable = |error: jiff::Error| sqlx::Error::Decode(Box::new(error));
    Ok(BusinessHours {
        time_zone: TimeZone::get(zone).map_err(undecodable)?,
        opens_min: row.try_get("opens_min")?,
        closes_min: row.try_get("closes_min")?,
        days: row.count("days")?,
        holidays: holidays.iter().map(|day| day.parse()).collect::<Result<_, _>>().map_err(undecodable)?,
    })
}

fn place(priority: Priority) -> usize {
    match priority {
        Priority::Low | Priority::Unknown => 0,
        Priority::Medium => 1,
        Priority::High => 2,
        Priority::Critical => 3,
    }
}
