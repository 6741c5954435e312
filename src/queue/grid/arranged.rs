//! Columns as somebody has chosen them, for the rows: whoever has chosen none needs no more of it than this.

use std::sync::Arc;
use web_sys::Element;
use wire::{preferences::QueueColumn, queue::QueueRow};

/// What is done to the elements of a grid for it.
pub(crate) trait Arrangement: Send + Sync {
    /// Readies a grid's headings, its body, and the row that all others are cloned from: what is not among our columns is
    /// added to its end.
    fn prepare(&self, grid: &Element, head: &Element, body: &Element, template: &Element);

    /// Puts the cells of a row in their order, and takes out those that are not shown.
    fn put_in_order(&self, row: &Element);

    /// What stands in the cells that were added.
    fn texts(&self, row: &QueueRow, now_ms: f64) -> Vec<String>;
}

/// Columns in their order, and how they are laid out; no columns are ours.
#[derive(Clone)]
pub(crate) struct Arranged {
    pub(in crate::queue) columns: Vec<QueueColumn>,
    pub(in crate::queue) how: Option<Arc<dyn Arrangement>>,
}
