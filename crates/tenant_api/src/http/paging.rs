//! `?limit=` and `?cursor=`, and the names that nobody knows.

use super::{App, body::NO_NULL, problem::ApiError};
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::{Serialize, de::DeserializeOwned};

const LIMIT_MAX: usize = 200;
const LIMIT: usize = 100;

/// The decoded pairs of a query.
#[derive(Debug)]
pub struct Pairs(Vec<(String, String)>);

/// Where a list goes on, and how far.
#[derive(Debug)]
pub struct Paging {
    pub limit: usize,
    pub cursor: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Pairs {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        let Query(pairs) = query.map_err(|_undecodable| ApiError::Bad("The query cannot be decoded"))?;
        if pairs.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
            return Err(ApiError::field("query", NO_NULL));
        }
        Ok(Self(pairs))
    }
}

impl Pairs {
    /// Borrowed, as readers of them want it.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl Paging {
    /// Takes `limit` and `cursor` and leaves the rest.
    ///
    /// # Errors
    /// [`ApiError::Fields`] for a limit that is none.
    pub fn take<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<(Self, wire::queue::Pairs<'a>), ApiError> {
        let (mut paging, mut rest) = (Self { limit: LIMIT, cursor: None }, Vec::new());
        for (name, value) in pairs {
            match name {
                "limit" => {
                    let limit = value.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
                    paging.limit = limit.ok_or_else(|| ApiError::field("limit", "1 to 200"))?;
                }
                "cursor" => paging.cursor = Some(value.to_owned()),
                _ => rest.push((name, value)),
            }
        }
        Ok((paging, rest))
    }

    /// `limit` and `cursor`, and nothing else.
    ///
    /// # Errors
    /// [`ApiError::Fields`] for any other name.
    pub fn alone(pairs: &Pairs) -> Result<Self, ApiError> {
        let (paging, rest) = Self::take(pairs.iter())?;
        nothing_else(&rest)?;
        Ok(paging)
    }

    /// Opens the cursor, if there is one.
    ///
    /// # Errors
    /// [`ApiError::Bad`] for one that was not given for the same list to the same caller.
    pub fn open<T: DeserializeOwned>(&self, app: &App, bound: &str) -> Result<Option<T>, ApiError> {
        self.cursor.as_ref().map(|cursor| open(app, cursor, bound)).transpose()
    }

    /// Cuts a list of `limit + 1` places to a page, and seals where the next one begins.
    ///
    /// # Errors
    /// [`ApiError::Internal`] if it cannot be sealed.
    pub fn cut<P: Serialize, T>(
        &self,
        app: &App,
        bound: &str,
        mut found: Vec<(P, T)>,
    ) -> Result<(Vec<T>, Option<String>), ApiError> {
        let more = found.len() > self.limit;
        found.truncate(self.limit);
        let last = found.last().filter(|_| more).map(|(place, _)| app.sealer.seal(place, bound)).transpose()?;
        Ok((found.into_iter().map(|(_, item)| item).collect(), last))
    }
}

/// Opens a cursor.
///
/// # Errors
/// [`ApiError::Bad`] for one that was not given for the same list to the same caller.
pub fn open<T: DeserializeOwned>(app: &App, cursor: &str, bound: &str) -> Result<T, ApiError> {
    app.sealer.open(cursor, bound).ok_or(ApiError::Bad("The cursor is not one of this list's"))
}

/// # Errors
/// [`ApiError::Fields`] for the first name that is left.
pub fn nothing_else(rest: &[(&str, &str)]) -> Result<(), ApiError> {
    match rest {
        [] => Ok(()),
        _ => Err(ApiError::field("query", "has a name that nothing is called here")),
    }
}
