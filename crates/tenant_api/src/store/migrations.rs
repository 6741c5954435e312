//! The schema of each store, compiled in. SQLx's own macro for that would have SQLite and both drivers compiled a second time.

use include_dir::{Dir, File, include_dir};
use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};
use std::sync::LazyLock;

static SQLITE_FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations/sqlite");
static POSTGRES_FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations/postgres");
static POSTGRES_EVIDENCE_FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations/postgres_evidence");

pub(crate) static SQLITE: LazyLock<Migrator> = LazyLock::new(|| of(&SQLITE_FILES));
pub(crate) static POSTGRES: LazyLock<Migrator> = LazyLock::new(|| of(&POSTGRES_FILES));
pub(crate) static POSTGRES_EVIDENCE: LazyLock<Migrator> = LazyLock::new(|| of(&POSTGRES_EVIDENCE_FILES));

/// What a folder holds.
pub(crate) fn of(files: &'static Dir<'static>) -> Migrator {
    Migrator::with_migrations(files.files().filter_map(migration).collect())
}

/// `0110_teams.sql` is the one of version 110, about "teams".
fn migration(file: &'static File<'static>) -> Option<Migration> {
    let (version, about) = file.path().file_stem()?.to_str()?.split_once('_')?;
    let sql = file.contents_utf8()?;
    let is_by_itself = sql.starts_with("-- no-transaction");
    let about = about.replace('_', " ").into();
    Some(Migration::new(version.parse().ok()?, about, MigrationType::Simple, sql.into_sql_str(), is_by_itself))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_migration() {
        for files in [&SQLITE_FILES, &POSTGRES_FILES, &POSTGRES_EVIDENCE_FILES] {
            assert_eq!(of(files).iter().count(), files.files().count());
            assert!(files.files().count() > 0);
        }
    }
}
