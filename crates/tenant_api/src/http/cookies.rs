//! Cookies: read among others, set as narrowly as browsers allow. The `__Host-` of their names makes browsers insist on
//! `Secure`, `Path=/` and no `Domain`.

use axum::http::{HeaderMap, HeaderName, header};
use jiff::SignedDuration;

/// The session.
pub const SESSION: &str = "__Host-sid";
/// A device that shows a wallboard.
pub const DEVICE: &str = "__Host-device";
/// A passkey ceremony that this browser began.
pub const PASSKEY: &str = "__Host-passkey";
/// A sign-in at the organisation's provider that this browser began. It comes back from another site, so it is `Lax`.
pub const OIDC: &str = "__Host-oidc";

/// A header that sets a cookie.
pub type SetCookie = (HeaderName, String);

/// The value of a cookie that a request brings.
#[must_use]
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    pairs.flat_map(|value| value.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Sets one that lasts so long.
#[must_use]
pub fn set(name: &str, value: &str, lasts: SignedDuration) -> SetCookie {
    let same_site = if name == OIDC { "Lax" } else { "Strict" };
    let lasts_s = lasts.as_secs();
    let cookie = format!("{name}={value}; Secure; HttpOnly; SameSite={same_site}; Path=/; Max-Age={lasts_s}");
    (header::SET_COOKIE, cookie)
}

/// Takes one away.
#[must_use]
pub fn clear(name: &str) -> SetCookie {
    set(name, "", SignedDuration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_cookie_is_found_among_others_and_never_by_half_its_name() {
        let of = |value| {
            read(&HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(value))]), SESSION).map(str::to_owned)
        };
        assert_eq!(of("a=1; __Host-sid=xyz; b=2").as_deref(), Some("xyz"));
        assert_eq!(of("__Host-sid2=xyz; x__Host-sid=1"), None);
    }
}
