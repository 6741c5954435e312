//! Passwords: argon2id, off the async threads, a few at a time.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::sync::Arc;
use tokio::{sync::Semaphore, task};

/// How many are computed at once: each takes a core and, by default, 19 MiB.
const AT_ONCE: usize = 2;

/// A PHC string with a random salt and the library's own parameters.
///
/// # Errors
/// [`argon2::password_hash::Error`] when the system gives no randomness.
pub fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// Makes and checks password hashes. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    /// Of a password nobody has: unknown accounts cost as much as known ones.
    decoy: Arc<str>,
    permits: Arc<Semaphore>,
}

impl Passwords {
    /// `Params::default()` is what installations use; tests hand in cheaper ones.
    ///
    /// # Panics
    /// If the system has no randomness.
    #[must_use]
    pub fn new(params: Params) -> Self {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = argon2.hash_password(&rand::random::<[u8; 16]>()).expect("a short password and a random salt");
        Self { argon2, decoy: decoy.to_string().into(), permits: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// A PHC string of a new password, with this installation's parameters.
    ///
    /// # Errors
    /// Where the system gives no randomness.
    pub async fn hash(&self, password: String) -> Result<String, argon2::password_hash::Error> {
        let _permit = Arc::clone(&self.permits).acquire_owned().await;
        let argon2 = self.argon2.clone();
        let work = task::spawn_blocking(move || Ok(argon2.hash_password(password.as_bytes())?.to_string()));
        work.await.unwrap_or(Err(argon2::password_hash::Error::Internal))
    }

    /// Whether `password` is the one that was hashed; `None` is an account that does not exist, and takes as long.
    pub async fn verify(&self, password: String, hash: Option<String>) -> bool {
        let Ok(_permit) = Arc::clone(&self.permits).acquire_owned().await else { return false };
        let (argon2, decoy) = (self.argon2.clone(), Arc::clone(&self.decoy));
        let work = task::spawn_blocking(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| decoy.to_string());
            let matches =
                PasswordHash::new(&hash).is_ok_and(|hash| argon2.verify_password(password.as_bytes(), &hash).is_ok());
            matches && known
        });
        work.await.unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_of_a_known_account_only() {
        let passwords = Passwords::new(Params::new(8, 1, 1, None).expect("small parameters"));
        let hash = hash("correct horse").expect("the system has randomness");
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify("correct horse".into(), Some(hash.clone())).await);
        assert!(!passwords.verify("wrong horse".into(), Some(hash)).await);
        assert!(!passwords.verify("correct horse".into(), None).await);
        assert!(!passwords.verify("correct horse".into(), Some("not a hash".into())).await);
    }
}
