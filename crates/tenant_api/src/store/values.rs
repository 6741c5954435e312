//! Values as both databases give them: SQLite has no booleans and neither has an unsigned number.

use super::{Database, DatabaseRow};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{
    Any, Decode, Row, Type,
    any::{AnyTypeInfo, AnyTypeInfoKind, AnyValueRef},
    error::BoxDynError,
};

/// Yes or no: a stored 0 or 1, or what a condition comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag(pub bool);

/// Columns that are more than what a driver calls them.
pub trait Values {
    /// A [`Flag`].
    ///
    /// # Errors
    /// [`sqlx::Error`] for a column that is missing, or holds neither.
    fn flag(&self, column: &str) -> Result<bool, sqlx::Error>;

    /// A number of things.
    ///
    /// # Errors
    /// [`sqlx::Error`] for a column that is missing, or whose number does not fit.
    fn count<T: TryFrom<i64>>(&self, column: &str) -> Result<T, sqlx::Error>;
}

/// What is kept as JSON.
///
/// # Errors
/// [`sqlx::Error::Encode`] when it has no text.
pub(super) fn text(value: &impl Serialize) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// What was kept as JSON.
///
/// # Errors
/// [`sqlx::Error::Decode`] for what is none, or of something else.
pub(super) fn json<T: DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
}

impl Values for DatabaseRow {
    fn flag(&self, column: &str) -> Result<bool, sqlx::Error> {
        self.try_get::<Flag, _>(column).map(|Flag(flag)| flag)
    }

    fn count<T: TryFrom<i64>>(&self, column: &str) -> Result<T, sqlx::Error> {
        let unfit = || sqlx::Error::Decode(format!("{column} is not a count that fits").into());
        T::try_from(self.try_get(column)?).map_err(|_out_of_range| unfit())
    }
}

impl Type<Database> for Flag {
    fn type_info() -> AnyTypeInfo {
        <bool as Type<Any>>::type_info()
    }

    fn compatible(_either: &AnyTypeInfo) -> bool {
        true
    }
}

impl<'r> Decode<'r, Database> for Flag {
    fn decode(value: AnyValueRef<'r>) -> Result<Self, BoxDynError> {
        let kind = sqlx::ValueRef::type_info(&value).kind();
        Ok(Self(match kind {
            AnyTypeInfoKind::Bool => <bool as Decode<Any>>::decode(value)?,
            _ => <i64 as Decode<Any>>::decode(value)? != 0,
        }))
    }
}
