//! The API end points.
mod document;
