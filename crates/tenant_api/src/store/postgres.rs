//! PostgreSQL: the owner's address migrates and seals, and then only logins that own nothing are used.

mod copying;
mod login;
mod owner;
mod wake;

pub use copying::Copying;
pub(crate) use login::Login;
pub use wake::Wake;

use super::{Dialect, Lane};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use url::Url;

/// A server speaks for a client as long as nothing of the last one is left: no setting, and no transaction that was begun by
/// somebody who then went away. One message, so that both instants are the same where there is none.
const CLEAN: &str =
    "SELECT COALESCE(current_setting('bulkhead.clients', true), '') = '' AND now() = statement_timestamp()";

/// Where the logins of an installation connect, each with rights of its own.
#[derive(Clone, Debug)]
pub(crate) struct Addresses {
    pub(crate) tenants: Url,
    pub(crate) everywhere: Url,
    pub(crate) evidence: Url,
}

/// Migrates, seals, and finds out where to go on without the owner's rights.
pub(crate) async fn prepare(owner: &Url, unfinished: bool) -> Result<Addresses, sqlx::Error> {
    sqlx::any::install_default_drivers();
    owner::prepare(owner, unfinished).await
}

/// Connections of one login, at most so many readers and writers; none if it may do more than it should.
pub(crate) async fn open(address: &Url, login: Login, connections: u32) -> Result<Lane, sqlx::Error> {
    let options: AnyConnectOptions = address.as_str().parse()?;
    let pool = || {
        AnyPoolOptions::new()
            .max_connections(connections)
            .test_before_acquire(false)
            .before_acquire(|conn, _| Box::pin(is_clean(conn)))
            .after_release(|conn, _| Box::pin(is_clean(conn)))
    };
    let read = pool().connect_with(options.clone()).await?;
    login.check(&mut *read.acquire().await?).await?;
    let write = pool().connect_lazy_with(options);
    Ok(Lane { dialect: Dialect::Postgres, read, write })
}

async fn is_clean(conn: &mut super::DatabaseConnection) -> Result<bool, sqlx::Error> {
    let rows = sqlx::raw_sql(CLEAN).fetch_one(conn).await?;
    sqlx::Row::try_get(&rows, 0)
}
