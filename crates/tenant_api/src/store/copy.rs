//! A store's contents, whole, into one on PostgreSQL: copied row by row, then read again on both sides and compared.

mod rows;
mod table;

use super::{Dialect, Everywhere, Flag, Lane, Reached, Store, Write, hexadecimal, installation, postgres::Copying};
use rows::Digest;
use sha2::{Digest as _, Sha256};
use sqlx::AssertSqlSafe;
use std::{borrow::Cow, collections::BTreeSet};
use table::Table;
use wire::session::ClientId;

/// What was copied, and found to be the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    pub tables: u64,
    pub rows: u64,
}

/// Why nobody is served from the copy.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    Refused(&'static str),
    #[error("the table {table} is not the same: {here} rows here, {there} there")]
    Differs { table: String, here: u64, there: u64 },
    #[error("the table {table} cannot be copied: {error}")]
    Table { table: String, error: sqlx::Error },
    #[error(transparent)]
    Store(#[from] sqlx::Error),
}

/// A database and its counterpart: an installation has one with the evidence and one with everything else.
struct Half<'a> {
    /// Its one writer, so that nothing changes meanwhile. Nothing is written.
    source: Write,
    target: &'a Lane,
    reached: Reached<'a>,
    tables: Vec<Table>,
}

/// Copies what is not there yet; run again after an interruption, it goes on. Tells how many rows of how many are done.
///
/// # Errors
/// [`Failure`]: the copy stays unfinished then, and nothing is served from it.
pub async fn copy(
    from: &Store,
    to: &Store,
    copying: &mut Copying,
    mut told: impl FnMut(u64, u64),
) -> Result<Copied, Failure> {
    let identity = installation::read(from).await?.ok_or(Failure::Refused("there is nothing in it to copy"))?;
    let identity = hexadecimal(&Sha256::digest(identity.sealing_key));
    let used = "SELECT EXISTS (SELECT 1 FROM organisations) OR EXISTS (SELECT 1 FROM installation)";
    let Flag(used) = sqlx::query_scalar(used).fetch_one(&mut *to.read(&Everywhere).await?).await?;
    match copying.state() {
        None if used => return Err(Failure::Refused("another installation is there already")),
        None => copying.begin(&identity).await?,
        Some((of, _)) if *of != identity => return Err(Failure::Refused("a copy of another installation is there")),
        Some((_, true)) => return Err(Failure::Refused("it has been copied before, and may have been used since")),
        Some((_, false)) => (),
    }
    let mut halves = [
        Half::open(&from.everywhere, &to.everywhere, Reached::Everybody(None)).await?,
        Half::open(from.vault.lane(), to.vault.lane(), Reached::Clients(Cow::Borrowed(&[]), None)).await?,
    ];
    // Nobody reaches everybody's evidence but by naming them.
    halves[1].reached = Reached::Clients(halves[1].clients().await?.into(), None);
    let (mut of, mut done) = (0, 0);
    for half in &mut halves {
        for place in 0..half.tables.len() {
            of += 2 * half.count(place).await?;
        }
    }
    let mut copied = Copied::default();
    for half in &mut halves {
        for place in 0..half.tables.len() {
            let mut advance = |rows: u64| {
                done += rows;
                told(done, of);
            };
            copied.rows += half.table(place, &mut advance).await?;
            copied.tables += 1;
        }
    }
    copying.finish().await?;
    Ok(copied)
}

impl<'a> Half<'a> {
    async fn open(source: &Lane, target: &'a Lane, reached: Reached<'a>) -> Result<Self, sqlx::Error> {
        let mut source = source.write(Reached::Everybody(None)).await?;
        let tables = table::all(&mut source, &mut *target.read(reached.clone()).await?).await?;
        Ok(Self { source, target, reached, tables })
    }

    /// Everybody whom a row is about.
    async fn clients(&mut self) -> Result<Vec<ClientId>, sqlx::Error> {
        let mut clients = BTreeSet::new();
        for table in self.tables.iter().filter(|table| table.has("client_id")) {
            let ids = sqlx::query_scalar(AssertSqlSafe(format!("SELECT DISTINCT client_id FROM {}", table.name)));
            let ids: Vec<String> = ids.fetch_all(&mut *self.source).await?;
            clients.extend(ids);
        }
        Ok(clients.into_iter().map(ClientId).collect())
    }

    async fn count(&mut self, place: usize) -> Result<u64, sqlx::Error> {
        let count = sqlx::query_scalar(AssertSqlSafe(self.tables[place].count()));
        let count: i64 = count.fetch_one(&mut *self.source).await?;
        Ok(count.unsigned_abs())
    }

    /// Copies a table and compares it.
    async fn table(&mut self, place: usize, advance: &mut impl FnMut(u64)) -> Result<u64, Failure> {
        let outcome = self.digests(place, advance).await;
        let table = || self.tables[place].name.clone();
        match outcome {
            Ok((here, there)) if here == there => Ok(here.rows),
            Ok((here, there)) => Err(Failure::Differs { table: table(), here: here.rows, there: there.rows }),
            Err(error) => Err(Failure::Table { table: table(), error }),
        }
    }

    /// What it comes to on both sides, once it has been copied.
    async fn digests(&mut self, place: usize, advance: &mut impl FnMut(u64)) -> Result<(Digest, Digest), sqlx::Error> {
        let of = self.count(place).await?;
        let table = &self.tables[place];
        let mut read = self.target.read(self.reached.clone()).await?;
        let there: i64 = sqlx::query_scalar(AssertSqlSafe(table.count())).fetch_one(&mut *read).await?;
        drop(read);
        let is_missing = there.unsigned_abs() < of;
        let (mut here, mut there, mut write) = (Digest::default(), Digest::default(), None);
        let mut rows = sqlx::query(AssertSqlSafe(table.select())).fetch(&mut *self.source);
        loop {
            let batch = rows::next(&mut rows, table).await?;
            batch.iter().for_each(|row| here.add(row));
            advance(batch.len() as u64);
            if batch.is_empty() {
                break;
            }
            if is_missing {
                let mut open: Write = match write.take() {
                    Some(open) => open,
                    None => self.target.write(self.reached.clone()).await?,
                };
                rows::insert(Dialect::of(&open), table, batch).execute(&mut *open).await?;
                match table.is_whole() {
                    true => write = Some(open),
                    false => open.commit().await?,
                }
            }
        }
        if let Some(open) = write {
            open.commit().await?;
        }
        let mut read = self.target.read(self.reached.clone()).await?;
        let mut rows = sqlx::query(AssertSqlSafe(table.select())).fetch(&mut *read);
        loop {
            let batch = rows::next(&mut rows, table).await?;
            batch.iter().for_each(|row| there.add(row));
            advance(batch.len() as u64);
            if batch.is_empty() {
                return Ok((here, there));
            }
        }
    }
}
