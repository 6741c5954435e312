//! Which tables there are, in an order in which no row refers to one that is not there yet.

use super::super::DatabaseConnection;
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet};

const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
    AND name <> '_sqlx_migrations' ORDER BY name";
const REFERS_TO: &str = "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1) WHERE \"table\" <> $1";
const COLUMNS: &str = "SELECT name FROM pragma_table_info($1) ORDER BY cid";
const TYPES: &str = "SELECT column_name::text AS name, data_type::text AS kind, is_identity = 'YES' AS numbered \
    FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1";

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Text,
    Bytes,
}

/// A table as both databases have it.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<(String, Kind)>,
    /// The column by which the other database numbers its rows itself.
    numbered: Option<String>,
}

/// Every table, those that others refer to first.
pub(super) async fn all(
    source: &mut DatabaseConnection,
    target: &mut DatabaseConnection,
) -> Result<Vec<Table>, sqlx::Error> {
    let names: Vec<String> = sqlx::query_scalar(TABLES).fetch_all(&mut *source).await?;
    let mut waiting = BTreeMap::new();
    for name in names {
        let refers_to: Vec<String> = sqlx::query_scalar(REFERS_TO).bind(&name).fetch_all(&mut *source).await?;
        waiting.insert(name, BTreeSet::from_iter(refers_to));
    }
    let mut tables = Vec::with_capacity(waiting.len());
    while let Some(next) = waiting.iter().find(|(_, after)| after.iter().all(|other| !waiting.contains_key(other))) {
        let name = next.0.clone();
        waiting.remove(&name);
        tables.push(Table::read(source, target, name).await?);
    }
    match waiting.keys().next() {
        None => Ok(tables),
        Some(name) => Err(sqlx::Error::Protocol(format!("the table {name} refers to itself through others"))),
    }
}

impl Table {
    async fn read(
        source: &mut DatabaseConnection,
        target: &mut DatabaseConnection,
        name: String,
    ) -> Result<Self, sqlx::Error> {
        let mut kinds = BTreeMap::new();
        let mut table = Self { columns: vec![], numbered: None, name };
        for row in sqlx::query(TYPES).bind(&table.name).fetch_all(target).await? {
            let column: String = row.try_get("name")?;
            match row.try_get("numbered")? {
                true => table.numbered = Some(column),
                false => drop(kinds.insert(column, kind(row.try_get("kind")?)?)),
            }
        }
        let columns: Vec<String> = sqlx::query_scalar(COLUMNS).bind(&table.name).fetch_all(source).await?;
        for column in columns.into_iter().filter(|column| table.numbered.as_ref() != Some(column)) {
            let missing = || sqlx::Error::ColumnNotFound(format!("{}.{column}", table.name));
            let kind = kinds.remove(&column).ok_or_else(missing)?;
            table.columns.push((column, kind));
        }
        Ok(table)
    }

    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|(name, _)| name == column)
    }

    /// Whether it is copied at one go: rows that are numbered anew cannot be told from those that are there.
    pub(super) const fn is_whole(&self) -> bool {
        self.numbered.is_some()
    }

    pub(super) fn count(&self) -> String {
        format!("SELECT COUNT(*) FROM {}", self.name)
    }

    /// Its columns, separated by commas.
    pub(super) fn listed(&self) -> String {
        self.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    }

    /// All of it; what is numbered anew keeps its order.
    pub(super) fn select(&self) -> String {
        let order = self.numbered.as_ref().map(|column| format!(" ORDER BY \"{column}\"")).unwrap_or_default();
        format!("SELECT {} FROM {}{order}", self.listed(), self.name)
    }
}

fn kind(name: &str) -> Result<Kind, sqlx::Error> {
    match name {
        "bigint" => Ok(Kind::Number),
        "text" => Ok(Kind::Text),
        "bytea" => Ok(Kind::Bytes),
        other => Err(sqlx::Error::Protocol(format!("no column holds {other}"))),
    }
}
