//! Marks: places along a list that a page can begin at. Rows are counted in buckets by the index, and only those right
//! before a mark are read.

mod bucket;

use super::{
    Asked, Narrow, Plan, lookup::Lookup, lookup::Whose, order::Found, order::Position, places, read_of, told, unread,
};
use crate::{
    policy::Scope,
    store::{DatabaseConnection, Read, Store, is_busy},
};
use bucket::{Bucket, buckets};
use jiff::Timestamp;
use std::collections::VecDeque;
use wire::{list::Partial, queue::Sort};

/// The most marks of an answer.
const MOST: u64 = 200;
/// The fewest rows from one mark to the next: a part of a page.
const FINEST: u64 = 25;
/// That few rows are sooner read than counted.
const FEW: u64 = 10_000;
/// [`Way::large`]: what is read for a mark is less than half of it, mostly.
const LARGE: u64 = 2000;

/// Which list, and how far along it.
#[derive(Clone, Copy, Debug)]
pub struct Along<'a> {
    pub narrow: &'a Narrow,
    pub sort: Sort,
    /// After a place, and so many rows; without it, the whole list.
    pub part: Option<(&'a Position, u64)>,
    pub now: Timestamp,
}

impl Along<'_> {
    fn asked(&self, limit: usize) -> Asked<'_> {
        let after = self.part.map(|(after, _)| after);
        Asked { narrow: self.narrow, sort: self.sort, limit, after, now: self.now }
    }
}

/// Places along a list, each with how many rows come before it.
#[derive(Debug, PartialEq, Eq)]
pub struct Marks {
    pub total: u64,
    pub every: u64,
    pub places: Vec<(u64, Position)>,
    /// Clients whose rows could not be read, and are not among them.
    pub partial: Vec<Partial>,
}

/// How marks are found: rows read or counted, and by which plan.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub plan: Plan,
    /// So many rows are read, more are counted.
    pub few: u64,
    /// The fewest rows from one mark to the next.
    pub finest: u64,
    /// A bucket with more rows is counted again in smaller ones before any is read.
    pub large: u64,
}

/// Marks along a scope's queue; a client that cannot be read is left out.
///
/// # Errors
/// [`sqlx::Error`] when nothing could be read.
pub async fn marks(store: &Store, scope: &Scope, along: &Along<'_>) -> Result<Marks, sqlx::Error> {
    let wanted = along.part.map_or(FEW, |(_, span)| span.min(FEW));
    let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
    let plan = Plan::of(store, &along.narrow.clients(scope), wanted).await?;
    let way = Way { plan, few: FEW, finest: FINEST, large: LARGE };
    match marks_by(way, store, scope, along).await {
        Err(error) if !is_busy(&error) => {
            told(&error);
            marks_of_the_readable(store, scope, along).await
        }
        marks => marks,
    }
}

/// [`marks`], in a given way and no other.
///
/// # Errors
/// As [`marks`]; also where any client's rows could not be read.
pub async fn marks_by(way: Way, store: &Store, scope: &Scope, along: &Along<'_>) -> Result<Marks, sqlx::Error> {
    let span = along.part.map(|(_, span)| span);
    match span.filter(|span| *span <= way.few).and_then(|span| usize::try_from(span).ok()) {
        Some(limit) => read_through(way, store, scope, &along.asked(limit)).await,
        None => count_through(way, store, scope, &along.asked(0), span).await,
    }
}

/// Each client counted by itself, and marks as far as rows are soon read.
async fn marks_of_the_readable(store: &Store, scope: &Scope, along: &Along<'_>) -> Result<Marks, sqlx::Error> {
    let rows = rows_that_can_be_read(store, scope, &along.asked(0)).await?;
    let (total, every) = spaced(along.part.map_or(rows, |(_, span)| rows.min(span)), FINEST);
    let near = usize::try_from(total.min(FEW)).unwrap_or(usize::MAX);
    let (mut found, partial, _) = places(Plan::Merge, store, scope, &along.asked(near)).await?;
    found.truncate(near);
    Ok(Marks { total, every, places: places_among(&found, every), partial })
}

async fn read_through(way: Way, store: &Store, scope: &Scope, asked: &Asked<'_>) -> Result<Marks, sqlx::Error> {
    let (mut found, partial, _) = places(way.plan, store, scope, asked).await?;
    found.truncate(asked.limit);
    let (total, every) = spaced(found.len() as u64, way.finest);
    Ok(Marks { total, every, places: places_among(&found, every), partial })
}

/// Where every so-manieth of these rows begins: after the one before it.
fn places_among(found: &[Found], every: u64) -> Vec<(u64, Position)> {
    let before = (0_u64..).zip(found).skip(1).map(|(index, _)| index).zip(found);
    before.filter(|(index, _)| index % every == 0).map(|(index, row)| (index, row.position())).collect()
}

async fn count_through(
    way: Way,
    store: &Store,
    scope: &Scope,
    asked: &Asked<'_>,
    span: Option<u64>,
) -> Result<Marks, sqlx::Error> {
    let clients = asked.narrow.clients(scope);
    let mut read = read_of(store, scope, &clients).await?;
    let whose = match way.plan {
        Plan::Walk => Whose::Many(&clients),
        Plan::Merge => Whose::Few(&clients),
    };
    let ahead = all_buckets(&mut read, scope, asked, whose).await?;
    let rows: u64 = ahead.iter().map(|bucket| bucket.rows).sum();
    let (total, every) = spaced(span.map_or(rows, |span| rows.min(span)), way.finest);
    let indices: Vec<u64> = (1..).map(|mark| mark * every).take_while(|index| *index < total).collect();
    let found = before(read.in_order().await?, ahead, way.large, &indices).await?;
    let places = indices.into_iter().zip(found).map(|(index, row)| (index, row.position())).collect();
    Ok(Marks { total, every, places, partial: Vec::new() })
}

/// So many rows, and how far apart their marks are.
fn spaced(total: u64, finest: u64) -> (u64, u64) {
    (total, finest.max(total.div_ceil(MOST)))
}

async fn all_buckets<'a>(
    conn: &mut DatabaseConnection,
    scope: &'a Scope,
    asked: &'a Asked<'a>,
    whose: Whose<'a>,
) -> Result<VecDeque<Bucket<'a>>, sqlx::Error> {
    let mut all = VecDeque::new();
    for lookup in Lookup::all(scope, asked) {
        all.extend(buckets(conn, lookup, whose).await?);
    }
    Ok(all)
}

/// The rows right before these indices, which go up.
async fn before(
    mut read: Read,
    mut ahead: VecDeque<Bucket<'_>>,
    large: u64,
    indices: &[u64],
) -> Result<Vec<Found>, sqlx::Error> {
    let (mut found, mut passed) = (Vec::with_capacity(indices.len()), 0);
    while let Some(bucket) = ahead.pop_front() {
        let here = &indices[found.len()..];
        let here = &here[..here.partition_point(|index| *index <= passed + bucket.rows)];
        if let (Some(first), Some(last)) = (here.first(), here.last()) {
            if bucket.rows > large && bucket.can_be_split() {
                for part in bucket.split(&mut read).await?.into_iter().rev() {
                    ahead.push_front(part);
                }
                continue;
            }
            let rows = bucket.read(&mut read, first - 1 - passed..last - passed).await?;
            found.extend((*first..=*last).zip(rows).filter(|(index, _)| here.contains(index)).map(|(_, row)| row));
        }
        passed += bucket.rows;
    }
    Ok(found)
}

/// How many rows the clients have that can be read.
async fn rows_that_can_be_read(store: &Store, scope: &Scope, asked: &Asked<'_>) -> Result<u64, sqlx::Error> {
    let (mut rows, mut read) = (0, store.read(scope).await?);
    for client in asked.narrow.clients(scope) {
        match all_buckets(&mut read, scope, asked, Whose::One(client)).await {
            Ok(buckets) => rows += buckets.iter().map(|bucket| bucket.rows).sum::<u64>(),
            Err(error) if is_busy(&error) => return Err(error),
            Err(error) => {
                unread(client, &error);
                read = store.read(scope).await?;
            }
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_two_hundred_marks_at_most_and_none_within_a_part_of_a_page() {
        for (total, every) in [(0, 25), (25, 25), (5000, 25), (5001, 26), (1_000_000, 5000)] {
            assert_eq!(spaced(total, FINEST), (total, every));
            assert!(total / every <= MOST);
        }
    }
}
