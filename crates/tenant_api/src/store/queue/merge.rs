//! The merge: a few rows of each client by its own index, and more only of whoever's ran out. So are the values of a filter
//! merged that one index leads to.

use super::{
    Asked,
    lookup::{Lookup, Whose},
    order::{Found, Position},
    plan, read_of, unread,
};
use crate::{
    policy::Scope,
    store::{Read, Store, is_busy},
};
use std::collections::VecDeque;
use wire::{list::Partial, session::ClientId};

/// Places that are put together, and what they are read in.
pub(super) struct Merge<'a> {
    store: &'a Store,
    scope: &'a Scope,
    asked: &'a Asked<'a>,
    clients: &'a [&'a ClientId],
    pub(super) read: Read,
    pub(super) found: Vec<Found>,
    partial: Vec<Partial>,
}

/// The next rows of one of those that are merged.
struct Lane<'a> {
    whose: Whose<'a>,
    rows: VecDeque<Found>,
    /// There may be more behind them.
    goes_on: bool,
}

/// The places of a page's rows, and of one more where there is one; and the clients that could not be read.
pub(super) async fn merge(
    store: &Store,
    scope: &Scope,
    asked: &Asked<'_>,
    clients: &[&ClientId],
) -> Result<(Vec<Found>, Vec<Partial>, Read), sqlx::Error> {
    let mut merge = Merge::begin(store, scope, asked, clients).await?;
    let each: Vec<_> = clients.iter().map(|client| Whose::One(client)).collect();
    for lookup in Lookup::all(scope, asked) {
        if lookup.segment.is_by_client() {
            merge.one_after_another(&lookup, clients).await?;
        } else {
            merge.by_terms(&lookup, &each).await?;
        }
        if merge.wanted() == 0 {
            break;
        }
    }
    Ok((merge.found, merge.partial, merge.read))
}

impl<'a> Merge<'a> {
    pub(super) async fn begin(
        store: &'a Store,
        scope: &'a Scope,
        asked: &'a Asked<'a>,
        clients: &'a [&'a ClientId],
    ) -> Result<Self, sqlx::Error> {
        let read = read_of(store, scope, clients).await?.in_order().await?;
        Ok(Self { store, scope, asked, clients, read, found: Vec::new(), partial: Vec::new() })
    }

    pub(super) fn wanted(&self) -> usize {
        self.asked.limit + 1 - self.found.len()
    }

    async fn one_after_another(&mut self, lookup: &Lookup<'_>, clients: &[&ClientId]) -> Result<(), sqlx::Error> {
        let begun = lookup.after().map(|after| &after.client);
        for client in clients.iter().filter(|client| begun.is_none_or(|begun| **client >= begun)) {
            let after = lookup.after().filter(|after| after.client == **client);
            let rows = self.take(lookup, Whose::One(client), after, self.wanted()).await?;
            self.found.extend(rows);
            if self.wanted() == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Rows of these in the segment's order, whatever each is one of.
    pub(super) async fn by_terms(&mut self, lookup: &Lookup<'_>, these: &[Whose<'_>]) -> Result<(), sqlx::Error> {
        let batch = plan::batch(self.wanted(), these.len());
        let mut lanes = Vec::with_capacity(these.len());
        for whose in these {
            let rows = self.take(lookup, *whose, lookup.after(), batch).await?;
            lanes.push(Lane { whose: *whose, goes_on: rows.len() == batch, rows: rows.into() });
        }
        while self.wanted() > 0 {
            let heads = lanes.iter_mut().filter(|lane| !lane.rows.is_empty());
            let next = heads.min_by(|one, other| lookup.segment.compare(&one.rows[0], &other.rows[0]));
            let Some((lane, row)) = next.and_then(|lane| lane.rows.pop_front().map(|row| (lane, row))) else { break };
            let position = row.position();
            self.found.push(row);
            if lane.rows.is_empty() && lane.goes_on && self.wanted() > 0 {
                let rows = self.take(lookup, lane.whose, Some(&position), batch).await?;
                lane.goes_on = rows.len() == batch;
                lane.rows = rows.into();
            }
        }
        Ok(())
    }

    /// Rows of these; none of a client that cannot be read, which is told.
    async fn take(
        &mut self,
        lookup: &Lookup<'_>,
        whose: Whose<'_>,
        after: Option<&Position>,
        limit: usize,
    ) -> Result<Vec<Found>, sqlx::Error> {
        // What is asked of one client alone; a walk's error is for the merge to look into.
        let one = if let Whose::One(client) = whose { Some(client) } else { None };
        if self.partial.iter().any(|partial| Some(&partial.client) == one) {
            return Ok(Vec::new());
        }
        match (lookup.read(&mut self.read, whose, after, limit).await, one) {
            (Err(error), Some(client)) if !is_busy(&error) => {
                self.partial.push(unread(client, &error));
                self.read = read_of(self.store, self.scope, self.clients).await?.in_order().await?;
                Ok(Vec::new())
            }
            (rows, _) => rows,
        }
    }
}
