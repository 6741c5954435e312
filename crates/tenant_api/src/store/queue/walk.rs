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
            by_client(&mut merge, &lookup, clients, &led).await?;
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
async fn by_client<'a>(
    merge: &mut Merge<'a>,
    lookup: &Lookup<'_>,
    clients: &'a [&'a ClientId],
    led: &[Led],
) -> Result<(), sqlx::Error> {
    let after = lookup.after();
    let (passed, left) =
        clients.split_at(clients.partition_point(|client| after.is_some_and(|after| **client <= after.client)));
    let has_begun = passed.last().is_some_and(|last| after.is_some_and(|after| **last == after.client));
    let begun = &passed[passed.len() - usize::from(has_begun)..];
    for (part, after) in [(begun, after), (left, None)] {
        let wanted = merge.wanted();
        if wanted == 0 || part.is_empty() {
            continue;
        }
        if led.is_empty() {
            let whose = if let [one] = part { Whose::One(one) } else { Whose::Many(part) };
            let rows = lookup.read(&mut merge.read, whose, after, wanted).await?;
            merge.found.extend(rows);
        } else {
            let each: Vec<_> = led.iter().map(|led| Whose::Led(part, led)).collect();
            merge.by_terms(lookup, &each).await?;
        }
    }
    Ok(())
}
