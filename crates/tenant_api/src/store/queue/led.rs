//! Values that an index leads to: where a filter asks for a few of a column, their rows are met one value after another,
//! each in order, and merged.

use super::{
    Narrow,
    order::{Lead, Segment},
};
use crate::store::QueryBuilder;

/// More values are rather walked past than merged: each costs a statement and a few rows.
const VALUES_MAX: usize = 24;

/// One value of a column, and the index that has its rows in a segment's order.
#[derive(Debug)]
pub(super) struct Led {
    pub(super) index: &'static str,
    lead: Lead,
    value: Value,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Code(i64),
    Text(String),
}

impl Led {
    /// What leads to the rows of a segment that a filter asks for; nothing, where they are better walked to.
    pub(super) fn all(narrow: &Narrow, segment: &Segment) -> Vec<Self> {
        let mut ways = segment.led.iter().map(|(lead, index)| (*lead, *index, narrow.values(*lead)));
        let way = ways.find(|(.., values)| (1..=VALUES_MAX).contains(&values.len()));
        let of = |(lead, index, values): (Lead, _, Vec<Value>)| {
            values.into_iter().map(move |value| Self { index, lead, value }).collect()
        };
        way.map(of).unwrap_or_default()
    }

    pub(super) fn push(&self, query: &mut QueryBuilder) {
        query.push(" AND ").push(self.lead.sql()).push(" = ");
        match &self.value {
            Value::Code(code) => query.push_bind(*code),
            Value::Text(text) => query.push_bind(text.clone()),
        };
    }
}
