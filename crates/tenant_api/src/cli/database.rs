//! `--database`, understood everywhere.

use std::{path::PathBuf, str::FromStr};

/// Where the store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Database {
    pub(super) path: PathBuf,
}

impl FromStr for Database {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with("postgres:") || text.starts_with("postgresql:") {
            return Err("PostgreSQL comes later; use sqlite:<file>");
        }
        let path = text.strip_prefix("sqlite:").ok_or("it begins with sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path.starts_with(":memory:") || path.contains('?') {
            return Err("sqlite: is followed by the name of a file");
        }
        Ok(Self { path: PathBuf::from(path) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_after_sqlite_and_nothing_else() {
        let path = |text: &str| text.parse::<Database>().map(|database| database.path);
        assert_eq!(path("sqlite:bulkhead.db"), Ok("bulkhead.db".into()));
        assert_eq!(path("sqlite:///var/lib/bulkhead.db"), Ok("/var/lib/bulkhead.db".into()));
        for wrong in ["bulkhead.db", "sqlite:", "sqlite::memory:", "postgres://localhost/bulkhead"] {
            assert!(path(wrong).is_err(), "{wrong}");
        }
    }
}
