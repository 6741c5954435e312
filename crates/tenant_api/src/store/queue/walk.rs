//! One walk: rows of all clients along one index, where most of what is met is the scope's; along one for each value, where
//! the filter asks for a few that an index leads to.

use super::{
    Asked,
    led::Led,
    lookup::{Lookup, Whose},
    merge::Merge,
    order::Found,
};
use crate::{
    policy::Scope,
    store::{Read, Store},
};
use wire::session::ClientId;

/// The places of a page's rows, and of one more where there is one.
pub(super) async fn walk(
    store: &Store,
    scope: &Scope,
    asked: &Asked<'_>,
    clients: &[&ClientId],
) -> Result<(Vec<Found>, Read), sqlx::Error> {
    let mut merge = Merge::begin(store, scope, asked, clients).await?;
    for lookup in Lookup::all(scope, asked) {
        let led = Led::all(asked.narrow, lookup.segment);
        if lookup.segment.is_by_client() {
            by_client(&mut merge, &lookup, clients).await?;
        } else if led.is_empty() {
            let wanted = merge.wanted();
            let rows = lookup.read(&mut merge.read, Whose::Many(clients), lookup.after(), wanted).await?;
            merge.found.extend(rows);
        } else {
            let each: Vec<_> = led.iter().map(|led| Whose::Led(clients, led)).collect();
            merge.by_terms(&lookup, &each).await?;
        }
        if merge.wanted() == 0 {
            break;
        }
    }
    Ok((merge.found, merge.read))
}

/// What is left of the client that was begun, and then whoever comes after it.
async fn by_client(merge: &mut Merge<'_>, lookup: &Lookup<'_>, clients: &[&ClientId]) -> Result<(), sqlx::Error> {
    let mut left = clients;
    if let Some(begun) = lookup.after() {
        left = &clients[clients.partition_point(|client| **client <= begun.client)..];
        if clients.contains(&&begun.client) {
            let wanted = merge.wanted();
            let rows = lookup.read(&mut merge.read, Whose::One(&begun.client), Some(begun), wanted).await?;
            merge.found.extend(rows);
        }
    }
    let wanted = merge.wanted();
    if wanted > 0 && !left.is_empty() {
        let rows = lookup.read(&mut merge.read, Whose::Many(left), None, wanted).await?;
        merge.found.extend(rows);
    }
    Ok(())
}
