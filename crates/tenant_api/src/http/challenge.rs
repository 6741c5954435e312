//! Challenges: what somebody has to come back with, sealed so that only we can read it, for a short while, once.

use super::{App, problem::ApiError};
use crate::{
    instants,
    store::{Everywhere, challenges},
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// How long there is to answer.
pub const LASTS: SignedDuration = SignedDuration::from_mins(10);

/// What was sealed, opened again and not used up yet.
#[derive(Debug, Serialize, Deserialize)]
pub struct Challenge<T> {
    id: String,
    expires_ms: i64,
    pub what: T,
}

impl<T: Serialize + DeserializeOwned> Challenge<T> {
    /// Seals `what` for `purpose`, which says what for and, where that is known, for whom.
    ///
    /// # Errors
    /// [`ApiError::Internal`] for what cannot be sealed.
    pub fn issue(app: &App, purpose: &str, what: T) -> Result<String, ApiError> {
        let expires_ms = (app.now() + LASTS).as_millisecond();
        app.sealer.seal(&Self { id: crate::store::random_id(), expires_ms, what }, purpose)
    }

    /// Opens one that was issued for the same purpose and has not run out.
    #[must_use]
    pub fn open(app: &App, purpose: &str, sealed: &str) -> Option<Self> {
        let challenge: Self = app.sealer.open(sealed, purpose)?;
        (challenge.expires_ms > app.now().as_millisecond()).then_some(challenge)
    }

    /// Uses it up: whatever comes of the answer, nobody can give another. `None` if somebody did before.
    ///
    /// # Errors
    /// [`ApiError::Internal`] when the store cannot be written.
    pub async fn spend(self, app: &App) -> Result<Option<T>, ApiError> {
        let mut write = app.store.write(&Everywhere).await?;
        let expires = instants::from_ms(self.expires_ms);
        let is_first = challenges::spend(&mut write, &self.id, expires, app.now()).await?;
        write.commit().await?;
        Ok(is_first.then_some(self.what))
    }
}
