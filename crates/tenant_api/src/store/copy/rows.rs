//! Rows in between: read from either database, written to the other, and summed up for comparing.

use super::{
    super::{Database, DatabaseRow, Dialect, QueryBuilder},
    table::{Kind, Table},
};
use futures_util::{TryStreamExt, stream::BoxStream};
use sha2::{Digest as _, Sha256};
use sqlx::{Row as _, any::AnyArguments, query::Query};

/// Rows in one statement, and their bytes, give or take a row: a finding may have 10 MiB.
const BATCH: usize = 500;
const BATCH_BYTES: usize = 4 * 1024 * 1024;

enum Value {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

/// A row of a table, with the table's columns.
pub(super) struct Row(Vec<Value>);

/// How many rows, and the sum of their hashes: the same in whatever order they come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Digest {
    pub(super) rows: u64,
    sum: [u64; 4],
}

impl Row {
    pub(super) fn read(row: &DatabaseRow, table: &Table) -> Result<Self, sqlx::Error> {
        let value = |(place, (_, kind)): (usize, &(String, Kind))| {
            Ok(match kind {
                Kind::Number => Value::Number(row.try_get(place)?),
                Kind::Text => Value::Text(row.try_get(place)?),
                Kind::Bytes => Value::Bytes(row.try_get(place)?),
            })
        };
        table.columns.iter().enumerate().map(value).collect::<Result<_, _>>().map(Self)
    }
}

/// The next rows, few enough for one statement; none at the end.
pub(super) async fn next(
    rows: &mut BoxStream<'_, Result<DatabaseRow, sqlx::Error>>,
    table: &Table,
) -> Result<Vec<Row>, sqlx::Error> {
    let (mut batch, mut bytes) = (vec![], 0);
    while batch.len() < BATCH && bytes < BATCH_BYTES {
        let Some(row) = rows.try_next().await? else { break };
        let row = Row::read(&row, table)?;
        bytes += row.0.iter().map(Value::bytes).sum::<usize>();
        batch.push(row);
    }
    Ok(batch)
}

/// Writes rows, those that are there already left out.
pub(super) fn insert<'q>(dialect: Dialect, table: &Table, rows: Vec<Row>) -> Query<'q, Database, AnyArguments> {
    let mut query = QueryBuilder::new(format!("INSERT INTO {} ({}) ", table.name, table.listed()));
    query.push_values(rows, |mut tuple, Row(values)| {
        for value in values {
            match value {
                Value::Number(number) => tuple.push_bind(number),
                Value::Text(text) => tuple.push_bind(text),
                Value::Bytes(bytes) => tuple.push_bind(bytes),
            };
        }
    });
    query.push(" ON CONFLICT DO NOTHING");
    query.build(dialect)
}

impl Value {
    fn bytes(&self) -> usize {
        match self {
            Self::Number(_) => size_of::<i64>(),
            Self::Text(text) => text.as_ref().map_or(0, String::len),
            Self::Bytes(bytes) => bytes.as_ref().map_or(0, Vec::len),
        }
    }
}

impl Digest {
    pub(super) fn add(&mut self, Row(values): &Row) {
        let mut hash = Sha256::new();
        // Length before content, so that no two rows read alike; nothing is not an empty text.
        let mut add = |bytes: Option<&[u8]>| {
            hash.update(bytes.map_or(u64::MAX, |bytes| bytes.len() as u64).to_be_bytes());
            hash.update(bytes.unwrap_or_default());
        };
        for value in values {
            match value {
                Value::Number(number) => add(number.map(i64::to_be_bytes).as_ref().map(|bytes| &bytes[..])),
                Value::Text(text) => add(text.as_deref().map(str::as_bytes)),
                Value::Bytes(bytes) => add(bytes.as_deref()),
            }
        }
        let hash: [u8; 32] = hash.finalize().into();
        for (sum, part) in self.sum.iter_mut().zip(hash.as_chunks::<8>().0) {
            *sum = sum.wrapping_add(u64::from_be_bytes(*part));
        }
        self.rows += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_sum_up_alike_in_any_order_and_differ_by_what_is_in_them() {
        let row = |number, text: Option<&str>| Row(vec![Value::Number(number), Value::Text(text.map(str::to_owned))]);
        let digest = |rows: &[Row]| {
            let mut digest = Digest::default();
            rows.iter().for_each(|row| digest.add(row));
            digest
        };
        let both = digest(&[row(Some(1), Some("a")), row(None, Some("b"))]);
        assert_eq!(both, digest(&[row(None, Some("b")), row(Some(1), Some("a"))]));
        for other in [row(None, None), row(None, Some("")), row(Some(0), Some("b")), row(Some(1), Some("a"))] {
            assert_ne!(both, digest(&[row(Some(1), Some("a")), other]));
        }
    }
}
