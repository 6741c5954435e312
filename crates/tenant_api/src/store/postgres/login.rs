//! The unprivileged logins, and what each must not be able to do.

use crate::store::{DatabaseConnection, Flag};
use sqlx::query_scalar;

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Login {
    /// One request's clients, without the evidence.
    Tenants,
    /// The installation as a whole, without the evidence.
    Everywhere,
    /// The evidence of one client, and nothing else.
    Evidence,
}

/// Each is true of a login that could get at more than it is given, whatever it is told to do.
const TOO_MUCH: [(&str, &str); 4] = [
    (
        "is a superuser, or may make roles or pass by row-level security",
        "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication FROM pg_roles WHERE rolname = session_user",
    ),
    (
        "can become another role",
        "SELECT session_user <> current_user OR EXISTS \
        (SELECT FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = session_user)",
    ),
    (
        "owns something",
        "SELECT EXISTS \
        (SELECT FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid WHERE r.rolname = session_user AND d.deptype = 'o')",
    ),
    ("can read the logins' passwords", "SELECT has_schema_privilege('bulkhead_owner', 'USAGE')"),
];

impl Login {
    pub(crate) const fn caption(self) -> &'static str {
        match self {
            Self::Tenants => "tenants",
            Self::Everywhere => "everywhere",
            Self::Evidence => "evidence",
        }
    }

    /// The schema it works in.
    pub(crate) const fn schema(self) -> &'static str {
        match self {
            Self::Tenants | Self::Everywhere => "bulkhead",
            Self::Evidence => "evidence",
        }
    }

    /// The schema it must have no right in.
    const fn closed(self) -> &'static str {
        match self {
            Self::Tenants | Self::Everywhere => "evidence",
            Self::Evidence => "bulkhead",
        }
    }

    /// Whether whoever is connected is no more than it should be.
    ///
    /// # Errors
    /// [`sqlx::Error::Configuration`] naming what it could do.
    pub(super) async fn check(self, conn: &mut DatabaseConnection) -> Result<(), sqlx::Error> {
        let name: String = query_scalar("SELECT session_user::text").fetch_one(&mut *conn).await?;
        for (what, sql) in TOO_MUCH {
            if let Flag(true) = query_scalar(sql).fetch_one(&mut *conn).await? {
                return Err(refused(&name, what));
            }
        }
        // Also by a right on a table alone: somebody may have granted it by hand.
        let reaches = query_scalar(
            "SELECT has_schema_privilege($1, 'USAGE') OR EXISTS (SELECT FROM pg_class c \
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') \
             AND has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE'))",
        );
        match reaches.bind(self.closed()).fetch_one(&mut *conn).await? {
            Flag(true) => Err(refused(&name, &format!("has rights in the schema {}", self.closed()))),
            Flag(false) => Ok(()),
        }
    }
}

fn refused(name: &str, what: &str) -> sqlx::Error {
    let text = format!(
        "the role {name:?}, which Bulkhead works as, {what}; take that from it, or drop it to have it made anew"
    );
    sqlx::Error::Configuration(text.into())
}
