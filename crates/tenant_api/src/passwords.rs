//! Passwords: argon2id, with the library's own defaults (19 MiB, two passes, one lane).

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

/// A PHC string with a random salt.
///
/// # Errors
/// [`argon2::password_hash::Error`] when the system gives no randomness.
pub fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// Whether `password` made `phc`. A string that is no PHC string verifies nothing.
#[must_use]
pub fn verify(password: &str, phc: &str) -> bool {
    PasswordHash::new(phc).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_that_made_it_verifies() {
        let phc = hash("correct horse").expect("the system has randomness");
        assert!(phc.starts_with("$argon2id$"));
        assert!(verify("correct horse", &phc));
        assert!(!verify("correct mule", &phc));
        assert!(!verify("correct horse", "not a hash"));
    }
}
