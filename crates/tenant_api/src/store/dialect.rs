//! The few spellings in which the two databases differ; everything else is one SQL.

use super::{DatabaseConnection, QueryBuilder};
use wire::session::ClientId;

/// Which database answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// Of a connection.
    #[must_use]
    pub fn of(conn: &DatabaseConnection) -> Self {
        if conn.backend_name() == "SQLite" { Self::Sqlite } else { Self::Postgres }
    }

    /// What follows a table's alias, so that SQLite, which knows nothing of how rows fall, walks the right index; PostgreSQL
    /// finds it by itself.
    #[must_use]
    pub(crate) const fn hint(self, sqlite: &'static str) -> &'static str {
        match self {
            Self::Sqlite => sqlite,
            Self::Postgres => "",
        }
    }

    /// The function that says where in its first argument the second begins, from 1; 0 where it does not.
    #[must_use]
    pub(super) const fn position(self) -> &'static str {
        match self {
            Self::Sqlite => "instr",
            Self::Postgres => "strpos",
        }
    }

    /// A condition: a client is one of these. They are one value, however many, and PostgreSQL looks rows up among them: no
    /// index is entered by it.
    pub(super) fn push_among<'c>(
        self,
        query: &mut QueryBuilder,
        client: &str,
        clients: impl IntoIterator<Item = &'c ClientId>,
    ) {
        let clients = clients.into_iter().map(|client| client.0.as_str());
        match self {
            Self::Sqlite => {
                let clients = serde_json::Value::from_iter(clients).to_string();
                query.push(format_args!("{client} IN (SELECT value FROM json_each(")).push_bind(clients).push("))");
            }
            Self::Postgres => {
                let clients = clients.collect::<Vec<_>>().join(",");
                query.push(format_args!("({client} IN (SELECT unnest(string_to_array(")).push_bind(clients);
                query.push(", ',')))) IS TRUE");
            }
        }
    }

    /// The same where rows may come in any order: PostgreSQL enters an index by each of the clients, and meets no other's rows.
    pub(super) fn push_entering<'c>(
        self,
        query: &mut QueryBuilder,
        client: &str,
        clients: impl IntoIterator<Item = &'c ClientId>,
    ) {
        if self == Self::Sqlite {
            return self.push_among(query, client, clients);
        }
        let clients = clients.into_iter().map(|client| client.0.as_str()).collect::<Vec<_>>().join(",");
        query.push(format_args!("{client} = ANY (string_to_array(")).push_bind(clients).push(", ','))");
    }
}

/// Whether it took too long, most likely because of somebody else: a lock, a connection, a statement. Asked again, it may work.
#[must_use]
pub fn is_busy(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => match error.code().as_deref() {
            // PostgreSQL's lock_not_available, query_canceled, deadlock_detected and serialization_failure; of SQLite's shorter
            // codes the last byte is SQLITE_BUSY.
            Some("55P03" | "57014" | "40P01" | "40001") => true,
            Some(code) if code.len() < 5 => code.parse::<u32>().is_ok_and(|code| code & 0xff == 5),
            _ => false,
        },
        _ => false,
    }
}
