//! Statements put together at run time. sqlx's own builder writes `?` when it does not know the database, which PostgreSQL
//! refuses; this one is told which it is once it is put together, and is otherwise the same.

use super::{Database, Dialect};
use sqlx::{Arguments, AssertSqlSafe, Encode, Type, any::AnyArguments, query::Query};
use std::fmt::{Display, Write};

/// A statement in the making. What a caller brings goes into [`QueryBuilder::push_bind`] and nowhere else.
pub struct QueryBuilder {
    sql: String,
    /// Where in it each of the values goes, in bytes.
    places: Vec<usize>,
    values: AnyArguments,
}

/// Writes a list with something between its elements.
pub struct Separated<'a> {
    query: &'a mut QueryBuilder,
    separator: &'static str,
    begun: bool,
}

impl QueryBuilder {
    #[must_use]
    pub fn new(begin: impl Into<String>) -> Self {
        Self { sql: begin.into(), places: vec![], values: AnyArguments::default() }
    }

    /// Appends SQL of our own.
    pub fn push(&mut self, sql: impl Display) -> &mut Self {
        write!(self.sql, "{sql}").expect("a string takes everything");
        self
    }

    /// Appends a value.
    pub fn push_bind<'t>(&mut self, value: impl Encode<'t, Database> + Type<Database>) -> &mut Self {
        self.values.add(value).expect("plain values can be encoded");
        self.places.push(self.sql.len());
        self
    }

    pub fn separated(&mut self, separator: &'static str) -> Separated<'_> {
        Separated { query: self, separator, begun: false }
    }

    /// `VALUES (…), (…)`, a tuple for each row.
    pub fn push_values<R>(
        &mut self,
        rows: impl IntoIterator<Item = R>,
        mut tuple: impl FnMut(Separated<'_>, R),
    ) -> &mut Self {
        for (place, row) in rows.into_iter().enumerate() {
            self.push(if place == 0 { "VALUES (" } else { ", (" });
            tuple(self.separated(", "), row);
            self.push(")");
        }
        self
    }

    /// The statement as a database takes it: PostgreSQL's values are numbered. SQLite's are not, because it looks a number up
    /// among all others, once for the statement and once more for the value: with a thousand of them that is most of the time.
    pub fn build<'q>(self, dialect: Dialect) -> Query<'q, Database, AnyArguments> {
        sqlx::query_with(AssertSqlSafe(self.sql(dialect)), self.values)
    }

    fn sql(&self, dialect: Dialect) -> String {
        let (mut sql, mut written) = (String::with_capacity(self.sql.len() + 5 * self.places.len()), 0);
        for (number, place) in (1..).zip(&self.places) {
            sql.push_str(&self.sql[written..*place]);
            match dialect {
                Dialect::Sqlite => sql.push('?'),
                Dialect::Postgres => write!(sql, "${number}").expect("a string takes everything"),
            }
            written = *place;
        }
        sql.push_str(&self.sql[written..]);
        sql
    }
}

impl Separated<'_> {
    pub fn push(&mut self, sql: impl Display) -> &mut Self {
        self.separate();
        self.query.push(sql);
        self
    }

    pub fn push_bind<'t>(&mut self, value: impl Encode<'t, Database> + Type<Database>) -> &mut Self {
        self.separate();
        self.query.push_bind(value);
        self
    }

    fn separate(&mut self) {
        if std::mem::replace(&mut self.begun, true) {
            self.query.push(self.separator);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_the_order_they_come() {
        let mut query = QueryBuilder::new("INSERT INTO t (a, b) ");
        query.push_values([(1_i64, "x"), (2, "y")], |mut row, (number, text)| {
            row.push_bind(number).push_bind(text);
        });
        query.push(" RETURNING a > ").push_bind(7_i64);
        let numbered = "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) RETURNING a > $5";
        assert_eq!(query.sql(Dialect::Postgres), numbered);
        assert_eq!(query.sql(Dialect::Sqlite), "INSERT INTO t (a, b) VALUES (?, ?), (?, ?) RETURNING a > ?");
        assert_eq!(query.values.len(), 5);
    }
}
