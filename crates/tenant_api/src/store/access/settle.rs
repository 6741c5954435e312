//! What follows a change of anything that decides access: who gained and lost what by it, whether they may, and that everybody
//! who keeps something of it gets to know.

use super::{
    history::{self, Difference, Latest},
    holdings::{self, Key, holdings},
};
use crate::{
    policy::Caller,
    sabotage::{self, Fault},
    store::{
        Declined, Everywhere, Flag, Store, Write,
        audit::{self, Actor},
    },
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use wire::{
    access::Holder,
    audit::AuditAction,
    session::{ClientId, OrganisationId, Person, UserId},
    vocabulary::{AccountState, Capability},
};

/// Who changed it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum By<'a> {
    /// The operator, who may give anything.
    Operator,
    /// May give what they hold there themselves.
    Caller(&'a Caller),
    /// May give everything: it comes from grants that were given before.
    Founder(&'a Caller),
    /// Somebody about themselves.
    Themselves(&'a Person),
    /// A rule of the organisation's own sign-in.
    Rule,
}

/// Call it once after a change, in the same transaction: `place` is the client it was in, or the organisation with whichever of its
/// clients; `user` the only one whom it can concern. Appends to the history, and makes what is sealed or streamed for the
/// old rights end.
///
/// # Errors
/// [`Declined::Lacks`] where somebody would gain what whoever did it does not hold there; [`Declined::Invalid`] where nobody would
/// be left to administer. Then the change must not be committed.
pub(crate) async fn settle(
    write: &mut Write,
    place: &OrganisationId,
    user: Option<&UserId>,
    by: By<'_>,
    now: Timestamp,
) -> Result<(), Declined> {
    let differences = differences(history::latest(write, place, user).await?, holdings(write, place, user).await?);
    for ((place, _), difference) in &differences {
        by.check_may_give(place, &difference.gained)?;
    }
    let unseats =
        |((at, _), difference): (&Key, &Difference)| at == place && difference.lost.contains(&Capability::AccessManage);
    if matches!(by, By::Caller(_)) && differences.iter().any(unseats) {
        check_administered(write, place).await?;
    }
    tell_of_widening(write, &differences, by, now).await?;
    let mut changed = BTreeSet::new();
    for (key, difference) in &differences {
        history::append(write, key, difference, by.person().as_ref(), now).await?;
        if !(difference.gained.is_empty() && difference.lost.is_empty()) {
            changed.insert(&key.1);
        }
    }
    for user in changed {
        sqlx::query("UPDATE users SET permission_version = permission_version + 1 WHERE user_id = $1")
            .bind(&user.0)
            .execute(&mut **write)
            .await?;
    }
    Ok(())
}

/// Begins the history of a store that was put to use before there was one, or before somebody could rate, restrict,
/// silence, ask or answer: migrations gave that.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read or written.
pub(in crate::store) async fn begin_history(store: &Store, now: Timestamp) -> Result<(), sqlx::Error> {
    let places = sqlx::query_scalar(
        "SELECT organisation_id FROM organisations o \
         WHERE (NOT EXISTS (SELECT 1 FROM access_history) OR EXISTS (SELECT 1 FROM profile_capabilities p \
             WHERE p.capability IN ('incident.rate', 'incident.restrict', 'silence.manage', 'request.read', \
                 'request.write', 'request.handle') \
             AND NOT EXISTS (SELECT 1 FROM access_history h WHERE h.gained LIKE '%' || p.capability || '%'))) \
         AND NOT EXISTS (SELECT 1 FROM clients c WHERE c.client_id = o.organisation_id AND c.managed_by IS NOT NULL)",
    );
    let places: Vec<String> = places.fetch_all(&mut *store.read(&Everywhere).await?).await?;
    if places.is_empty() {
        return Ok(());
    }
    let mut write = store.write(&Everywhere).await?;
    for place in places {
        settle_ruled(&mut write, &OrganisationId(place), None, By::Operator, now).await?;
    }
    write.commit().await
}

/// [`settle`] of what nobody can be refused.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read or written.
pub(crate) async fn settle_ruled(
    write: &mut Write,
    place: &OrganisationId,
    user: Option<&UserId>,
    by: By<'_>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    settle(write, place, user, by, now).await.map_err(|declined| match declined {
        Declined::Store(error) => error,
        declined => sqlx::Error::Protocol(declined.to_string()),
    })
}

fn differences(mut had: BTreeMap<Key, Latest>, has: BTreeMap<Key, Holder>) -> BTreeMap<Key, Difference> {
    let mut differences = BTreeMap::new();
    for (key, holder) in has {
        let (before, entry) = had.remove(&key).map_or((None, 1), |latest| (Some(latest.holder), latest.entry + 1));
        if before.as_ref() != Some(&holder) {
            differences.insert(key, difference(before, holder, entry));
        }
    }
    for (key, Latest { entry, holder }) in had.into_iter().filter(|(_, latest)| !latest.holder.capabilities.is_empty())
    {
        let nothing = Holder { capabilities: vec![], through: vec![], added: vec![], ..holder.clone() };
        differences.insert(key, difference(Some(holder), nothing, entry + 1));
    }
    differences
}

fn difference(before: Option<Holder>, holder: Holder, entry: i64) -> Difference {
    let had = before.map(|before| before.capabilities).unwrap_or_default();
    let without = |these: &[Capability], those: &[Capability]| {
        these.iter().copied().filter(|capability| !those.contains(capability)).collect()
    };
    let (gained, lost) = (without(&holder.capabilities, &had), without(&had, &holder.capabilities));
    Difference { entry, holder, gained, lost }
}

/// An organisation keeps an active person who holds `access.manage` over it.
async fn check_administered(write: &mut Write, place: &OrganisationId) -> Result<(), Declined> {
    let managed =
        sqlx::query_scalar("SELECT COUNT(*) > 0 FROM clients WHERE client_id = $1 AND managed_by IS NOT NULL");
    if let Flag(true) = managed.bind(&place.0).fetch_one(&mut **write).await? {
        return Ok(());
    }
    let mut holders: Vec<Holder> = holdings::over(write, place, None).await?.into_values().collect();
    if holders.is_empty() {
        holders.extend(holdings(write, place, None).await?.into_values());
    }
    let administers = |holder: &Holder| {
        holder.state == AccountState::Active && holder.capabilities.contains(&Capability::AccessManage)
    };
    match holders.iter().any(administers) {
        true => Ok(()),
        false => Err(Declined::field("access.manage", "nobody would be left to administer")),
    }
}

/// A client that was there before gets to know where people of its MSP gained something in it: one entry of its audit.
async fn tell_of_widening(
    write: &mut Write,
    differences: &BTreeMap<Key, Difference>,
    by: By<'_>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let mut widened: BTreeMap<&OrganisationId, (Vec<&str>, BTreeSet<Capability>)> = BTreeMap::new();
    let managing = |difference: &Difference| difference.holder.manages && !difference.gained.is_empty();
    for ((place, user), difference) in differences.iter().filter(|(_, difference)| managing(difference)) {
        let (users, gained) = widened.entry(place).or_default();
        users.push(&user.0);
        gained.extend(&difference.gained);
    }
    for (place, (users, gained)) in widened {
        if sabotage::is(Fault::WideningUntold) {
            break;
        }
        if history::known_since(write, place).await?.is_none() {
            continue;
        }
        let gained: Vec<_> = gained.iter().map(|capability| capability.caption()).collect();
        let place = audit::Place::Client(ClientId(place.0.clone()));
        let told = (users.join(" "), gained.join(" "));
        audit::append_with(write, by.actor(), &place, AuditAction::AccessWidened, (&told.0, &told.1), now).await?;
    }
    Ok(())
}

impl<'a> By<'a> {
    fn check_may_give(self, place: &OrganisationId, gained: &[Capability]) -> Result<(), Declined> {
        let Self::Caller(caller) = self else { return Ok(()) };
        match gained.iter().find(|capability| !caller.holds_at(place, **capability)) {
            Some(lacking) if !sabotage::is(Fault::GivesWhatTheyLack) => Err(Declined::Lacks(*lacking)),
            _ => Ok(()),
        }
    }

    fn person(self) -> Option<Person> {
        match self {
            Self::Operator | Self::Rule => None,
            Self::Caller(caller) | Self::Founder(caller) => Some(caller.person()),
            Self::Themselves(person) => Some(person.clone()),
        }
    }

    fn actor(self) -> Actor<'a> {
        match self {
            Self::Operator => Actor::CommandLine,
            Self::Caller(caller) | Self::Founder(caller) => Actor::Caller(caller),
            Self::Themselves(_) => Actor::Nobody,
            Self::Rule => Actor::Schedule,
        }
    }
}
