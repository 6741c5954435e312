//! The programs of `tenant-api`.

pub mod import;
