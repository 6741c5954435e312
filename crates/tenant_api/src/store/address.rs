//! Where a store is: `--database`, understood everywhere.

use crate::evidence::KeyFiles;
use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};
use url::Url;

/// A store's address.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// `sqlite:` and a file; the evidence lies in a second file beside it.
    Sqlite(PathBuf),
    /// `postgres:` and the database's owner, who may migrate and make roles.
    Postgres(Url),
}

impl Address {
    /// Where the keys to the evidence lie if nothing else is said: beside the database file, or in the folder that the process
    /// works in. Processes on one PostgreSQL share them.
    #[must_use]
    pub fn key_files(&self) -> KeyFiles {
        match self {
            Self::Sqlite(path) => KeyFiles::beside(path),
            Self::Postgres(_) => KeyFiles::beside(Path::new("bulkhead.db")),
        }
    }
}

impl FromStr for Address {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with("postgres:") || text.starts_with("postgresql:") {
            let url: Url = text.parse().map_err(|_unreadable| "it is no address: postgres://owner@host/database")?;
            let named = url.path().len() > 1 || url.query_pairs().any(|(key, _)| key == "dbname");
            return if named {
                Ok(Self::Postgres(url))
            } else {
                Err("it ends with a database: postgres://owner@host/database")
            };
        }
        let path = text.strip_prefix("sqlite:").ok_or("it begins with sqlite: or postgres:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path.starts_with(":memory:") || path.contains('?') {
            return Err("sqlite: is followed by the name of a file");
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

impl fmt::Debug for Address {
    /// Without a password.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(to, "sqlite:{}", path.display()),
            Self::Postgres(url) => write!(to, "postgres://{}{}", url.host_str().unwrap_or_default(), url.path()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_after_sqlite_or_a_database_after_postgres_and_nothing_else() {
        let path = |text: &str| text.parse::<Address>();
        assert_eq!(path("sqlite:bulkhead.db"), Ok(Address::Sqlite("bulkhead.db".into())));
        assert_eq!(path("sqlite:///var/lib/bulkhead.db"), Ok(Address::Sqlite("/var/lib/bulkhead.db".into())));
        for right in ["postgres://owner:secret@localhost/bulkhead", "postgresql:///bulkhead?host=/run/postgresql"] {
            let address = path(right).expect("an address");
            assert!(matches!(&address, Address::Postgres(url) if url.as_str() == right));
            assert!(!format!("{address:?}").contains("secret"));
        }
        for wrong in ["bulkhead.db", "sqlite:", "sqlite::memory:", "postgres://localhost", "mysql://localhost/bulkhead"]
        {
            assert!(path(wrong).is_err(), "{wrong}");
        }
    }
}
