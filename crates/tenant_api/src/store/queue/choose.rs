//! Everything that a filter holds, taken down as rows of a bulk.

use super::{Narrow, push_reads};
use crate::{
    policy::Scope,
    store::{Dialect, QueryBuilder, Write},
};
use jiff::Timestamp;

/// Takes down the rows that [`super::page`] would list for the same filter and that were there at `as_of`, each in the
/// version that it has now; how many.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn choose(
    write: &mut Write,
    scope: &Scope,
    narrow: &Narrow,
    as_of: Timestamp,
    bulk: &str,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    let dialect = Dialect::of(write);
    let mut chosen = 0;
    for client in narrow.clients(scope) {
        let Some(label) = scope.label(client) else { continue };
        let mut query =
            QueryBuilder::new("INSERT INTO bulk_rows (client_id, bulk_id, number, seen) SELECT i.client_id, ");
        query.push("CAST(").push_bind(bulk.to_owned()).push(" AS TEXT), i.number, i.version FROM incidents i");
        push_reads(&mut query, scope);
        query.push(" WHERE i.client_id = ").push_bind(client.0.clone());
        query.push(" AND i.created_at <= ").push_bind(as_of.as_millisecond());
        narrow.push(&mut query, dialect, std::iter::once(label), now);
        chosen += query.build(Dialect::of(write)).execute(&mut **write).await?.rows_affected();
    }
    Ok(chosen)
}
