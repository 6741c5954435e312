//! What can be done to an account: each change is settled, so nobody gains what whoever makes it does not hold.

use crate::{
    policy::{Roster, Seat},
    sabotage::{self, Fault},
    store::{
        Declined, Flag, Write,
        access::{By, settle},
        audit, fields,
    },
};
use jiff::Timestamp;
use wire::{
    access::{ClientGrant, Grants},
    administration::{AccountCommand, ClientAccountCommand},
    audit::AuditAction,
    session::{ClientId, ProfileId, UserId},
    vocabulary::Capability,
};

/// A command on one of the organisation's own people.
///
/// # Errors
/// [`Declined`]: then it must not be committed.
pub async fn command(
    write: &mut Write,
    roster: &Roster,
    user: &UserId,
    command: &AccountCommand,
    now: Timestamp,
) -> Result<(), Declined> {
    check_there(write, roster, user).await?;
    let change = Change { roster, user, now };
    match command {
        AccountCommand::Suspend {} => return change.suspend(write).await,
        AccountCommand::SignOut {} => return change.sign_out(write).await,
        _ => roster.check_manages()?,
    }
    match command {
        AccountCommand::Rename { name } => change.rename(write, name).await,
        AccountCommand::SetGrants { grants } => {
            set_grants(write, roster, user, grants).await?;
            let detail = serde_json::to_string(grants).unwrap_or_default();
            change.done(write, AuditAction::GrantChanged, &detail).await
        }
        _ => change.restore(write).await,
    }
}

/// A command on one of a client's own people.
///
/// # Errors
/// As [`command`].
pub async fn command_in_client(
    write: &mut Write,
    seat: &Seat,
    user: &UserId,
    command: &ClientAccountCommand,
    now: Timestamp,
) -> Result<(), Declined> {
    use ClientAccountCommand::{Drop, Lift, Restore, SetProfile, SignOut, Suspend};
    let roster = &seat.roster();
    check_there(write, roster, user).await?;
    let change = Change { roster, user, now };
    match command {
        Suspend {} => return change.suspend(write).await,
        SignOut {} => return change.sign_out(write).await,
        Drop { capabilities } => return change.drop(write, seat.client(), capabilities).await,
        SetProfile { .. } | Restore {} | Lift { .. } => roster.check_manages()?,
    }
    match command {
        SetProfile { profile } => {
            set_grants(write, roster, user, &only_in(seat.client(), profile)).await?;
            change.done(write, AuditAction::GrantChanged, &profile.0).await
        }
        Lift { capabilities } => change.lift(write, seat.client(), capabilities).await,
        _ => change.restore(write).await,
    }
}

/// A profile in one client, and nothing else.
pub(super) fn only_in(client: &ClientId, profile: &ProfileId) -> Grants {
    Grants { clients: vec![ClientGrant { client: client.clone(), profile: profile.clone() }], ..Grants::default() }
}

/// Replaces what a user is given. Not settled yet.
///
/// # Errors
/// [`Declined::Invalid`] for a profile, a group or a client that is not there for the organisation to give.
pub(super) async fn set_grants(
    write: &mut Write,
    roster: &Roster,
    user: &UserId,
    grants: &Grants,
) -> Result<(), Declined> {
    for delete in [
        "DELETE FROM grants WHERE user_id = $1",
        "DELETE FROM group_grants WHERE user_id = $1",
        "DELETE FROM standing_grants WHERE user_id = $1",
    ] {
        sqlx::query(delete).bind(&user.0).execute(&mut **write).await?;
    }
    let standing = "INSERT INTO standing_grants (user_id, organisation_id, profile_id) \
         SELECT $1, $3, profile_id FROM profiles WHERE profile_id = $2 AND $4 = $3 AND organisation_id = \
         COALESCE((SELECT managed_by FROM clients WHERE client_id = $3), $3)";
    let group = "INSERT INTO group_grants (user_id, group_id, profile_id) \
         SELECT $1, g.group_id, p.profile_id FROM groups g JOIN profiles p USING (organisation_id) \
         WHERE p.profile_id = $2 AND g.organisation_id = $3 AND g.group_id = $4";
    let client = "INSERT INTO grants (user_id, client_id, profile_id) \
         SELECT $1, c.client_id, p.profile_id FROM clients c \
         JOIN profiles p ON p.organisation_id = COALESCE(c.managed_by, c.client_id) \
         WHERE p.profile_id = $2 AND $3 IN (c.client_id, c.managed_by) AND c.client_id = $4";
    let organisation = &roster.organisation().0;
    let all = (grants.standing.iter().map(|profile| (standing, profile, organisation, "grants.standing")))
        .chain(grants.groups.iter().map(|grant| (group, &grant.profile, &grant.group.0, "grants.groups")))
        .chain(grants.clients.iter().map(|grant| (client, &grant.profile, &grant.client.0, "grants.clients")));
    for (insert, profile, place, field) in all {
        let given = sqlx::query(insert).bind(&user.0).bind(&profile.0).bind(organisation).bind(place);
        match given.execute(&mut **write).await {
            Ok(done) if done.rows_affected() == 1 => {}
            Ok(_) => return Err(Declined::field(field, "names what is not there to give")),
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                return Err(Declined::field(field, "names a place twice"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

async fn check_there(write: &mut Write, roster: &Roster, user: &UserId) -> Result<(), Declined> {
    let there = sqlx::query_scalar("SELECT COUNT(*) > 0 FROM users WHERE user_id = $1 AND organisation_id = $2");
    let Flag(there) = there.bind(&user.0).bind(&roster.organisation().0).fetch_one(&mut **write).await?;
    if there { Ok(()) } else { Err(Declined::Missing) }
}

/// One change of one account.
struct Change<'a> {
    roster: &'a Roster,
    user: &'a UserId,
    now: Timestamp,
}

impl Change<'_> {
    async fn rename(&self, write: &mut Write, name: &str) -> Result<(), Declined> {
        let name = fields::name("name", name)?;
        sqlx::query("UPDATE users SET name = $2 WHERE user_id = $1")
            .bind(&self.user.0)
            .bind(name)
            .execute(&mut **write)
            .await?;
        self.done(write, AuditAction::UserChanged, name).await
    }

    async fn suspend(&self, write: &mut Write) -> Result<(), Declined> {
        self.roster.check_lowers()?;
        if self.user == self.roster.caller().user() {
            return Err(Declined::field("user", "is yourself"));
        }
        sqlx::query("UPDATE users SET suspended_at = COALESCE(suspended_at, $2) WHERE user_id = $1")
            .bind(&self.user.0)
            .bind(self.now.as_millisecond())
            .execute(&mut **write)
            .await?;
        if !(sabotage::is(Fault::SuspensionKeepsSessions) || sabotage::is(Fault::SuspendedWorksOn)) {
            self.end_sessions(write).await?;
        }
        self.done(write, AuditAction::UserSuspended, "").await
    }

    async fn restore(&self, write: &mut Write) -> Result<(), Declined> {
        sqlx::query("UPDATE users SET suspended_at = NULL WHERE user_id = $1")
            .bind(&self.user.0)
            .execute(&mut **write)
            .await?;
        self.done(write, AuditAction::UserReinstated, "").await
    }

    async fn sign_out(&self, write: &mut Write) -> Result<(), Declined> {
        self.roster.check_lowers()?;
        self.end_sessions(write).await?;
        self.done(write, AuditAction::SessionsEnded, "").await
    }

    async fn end_sessions(&self, write: &mut Write) -> Result<(), sqlx::Error> {
        let delete = sqlx::query("DELETE FROM sessions WHERE user_id = $1").bind(&self.user.0);
        delete.execute(&mut **write).await.map(drop)
    }

    async fn drop(&self, write: &mut Write, client: &ClientId, capabilities: &[Capability]) -> Result<(), Declined> {
        self.roster.check_lowers()?;
        for capability in fields::capabilities("capabilities", capabilities)? {
            sqlx::query(
                "INSERT INTO dropped_capabilities (client_id, user_id, capability) VALUES ($1, $2, $3) \
                 ON CONFLICT DO NOTHING",
            )
            .bind(&client.0)
            .bind(&self.user.0)
            .bind(capability.caption())
            .execute(&mut **write)
            .await?;
        }
        self.done(write, AuditAction::AccessLowered, &fields::listed(capabilities)).await
    }

    async fn lift(&self, write: &mut Write, client: &ClientId, capabilities: &[Capability]) -> Result<(), Declined> {
        for capability in fields::capabilities("capabilities", capabilities)? {
            sqlx::query("DELETE FROM dropped_capabilities WHERE client_id = $1 AND user_id = $2 AND capability = $3")
                .bind(&client.0)
                .bind(&self.user.0)
                .bind(capability.caption())
                .execute(&mut **write)
                .await?;
        }
        self.done(write, AuditAction::GrantChanged, &fields::listed(capabilities)).await
    }

    /// Settles it, and says so in the audit.
    async fn done(&self, write: &mut Write, action: AuditAction, detail: &str) -> Result<(), Declined> {
        let (caller, organisation) = (self.roster.caller(), self.roster.organisation());
        settle(write, organisation, Some(self.user), By::Caller(caller), self.now).await?;
        let place = audit::Place::Organisation(organisation.clone());
        audit::append_with(write, caller, &place, action, (&self.user.0, detail), self.now).await?;
        Ok(())
    }
}
