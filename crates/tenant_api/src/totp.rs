//! Time-based one-time passwords (RFC 6238): SHA-1, six digits, thirty seconds, as every authenticator app has them.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha1::Sha1;

/// How long a code lasts.
pub const STEP_S: i64 = 30;
/// RFC 4226 asks for 160 bits.
const SECRET_BYTES: usize = 20;
/// A code is also taken this many steps late or early: clocks differ, and people type.
const DRIFT: i64 = 1;

/// What an authenticator app and the tenant API share.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    #[must_use]
    pub fn random() -> Self {
        Self(rand::random::<[u8; SECRET_BYTES]>().to_vec())
    }

    /// As people type it into an app: base32.
    #[must_use]
    pub fn base32(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// Reads [`Secret::base32`].
    #[must_use]
    pub fn from_base32(text: &str) -> Option<Self> {
        BASE32_NOPAD.decode(text.as_bytes()).ok().map(Self)
    }

    /// The `otpauth` address that an app reads from a picture (Google Authenticator's key URI format). `issuer` and
    /// `account` may hold anything.
    #[must_use]
    pub fn uri(&self, issuer: &str, account: &str) -> String {
        let (issuer, account) = (encoded(issuer), encoded(account));
        format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", self.base32())
    }

    /// The time step whose code this is, if it is a code of now and its step comes after `used`.
    #[must_use]
    pub fn step_of(&self, code: &str, now: Timestamp, used: i64) -> Option<i64> {
        let digits: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
        let here = now.as_second().div_euclid(STEP_S);
        (here - DRIFT..=here + DRIFT).filter(|step| *step > used).find(|step| self.code(*step) == digits)
    }

    /// The code of a step: HOTP (RFC 4226, 5.3) of its number.
    #[must_use]
    pub fn code(&self, step: i64) -> String {
        let mut mac = <Hmac<Sha1> as KeyInit>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let offset = usize::from(digest[digest.len() - 1] & 0xf);
        let four = [digest[offset] & 0x7f, digest[offset + 1], digest[offset + 2], digest[offset + 3]];
        format!("{:06}", u32::from_be_bytes(four) % 1_000_000)
    }
}

/// Percent-encoded, so that a name cannot end its part of the address.
fn encoded(text: &str) -> String {
    let mut plain = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            plain.push(char::from(byte));
        } else {
            plain.push_str(&format!("%{byte:02X}"));
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> Secret {
        Secret(b"12345678901234567890".to_vec())
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    /// RFC 6238, appendix B, the last six of its eight digits.
    #[test]
    fn codes_are_the_standards() {
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret().code(second / STEP_S), code);
            assert_eq!(secret().step_of(code, at(second), 0), Some(second / STEP_S));
        }
    }

    #[test]
    fn a_code_is_taken_one_step_late_or_early_and_never_again() {
        let (second, code) = (1_111_111_111, " 050 471 ");
        let step = second / STEP_S;
        for near in [-30, 0, 30] {
            assert_eq!(secret().step_of(code, at(second + near), step - 1), Some(step));
        }
        assert_eq!(secret().step_of(code, at(second + 60), 0), None);
        assert_eq!(secret().step_of(code, at(second - 60), 0), None);
        assert_eq!(secret().step_of(code, at(second), step), None, "used");
        assert_eq!(secret().step_of(code, at(second), step + 1), None, "older than one that was used");
        assert_eq!(secret().step_of("", at(second), 0), None);
    }

    #[test]
    fn an_address_holds_what_an_app_needs_and_names_cannot_break_out() {
        let uri = secret().uri("Bulkhead", "a:b&secret=x@y.example");
        let tail = "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bulkhead";
        assert_eq!(uri, format!("otpauth://totp/Bulkhead:a%3Ab%26secret%3Dx%40y.example{tail}"));
        assert!(Secret::from_base32(&secret().base32()) == Some(secret()));
    }
}
