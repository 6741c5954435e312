//! Fields of commands that are checked alike wherever they come from.

use super::Declined;
use wire::vocabulary::Capability;

/// The longest name of anything, characters.
const NAME_MAX: usize = 100;

/// A name without spaces around it.
///
/// # Errors
/// [`Declined::Invalid`] for one that is empty, too long, or holds control characters.
pub(super) fn name<'a>(field: &str, name: &'a str) -> Result<&'a str, Declined> {
    let name = name.trim();
    let fits = (1..=NAME_MAX).contains(&name.chars().count()) && !name.contains(char::is_control);
    if fits { Ok(name) } else { Err(Declined::field(field, "1 to 100 characters, none of them a control character")) }
}

/// Capabilities of the closed list.
///
/// # Errors
/// [`Declined::Invalid`] for one that this build does not know.
pub(super) fn capabilities<'a>(field: &str, listed: &'a [Capability]) -> Result<&'a [Capability], Declined> {
    match listed.contains(&Capability::Unknown) {
        true => Err(Declined::field(field, "names a capability that there is not")),
        false => Ok(listed),
    }
}

/// `#rrggbb`, in small letters.
///
/// # Errors
/// [`Declined::Invalid`] for anything else.
pub(super) fn colour(field: &str, colour: &str) -> Result<String, Declined> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6);
    match digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        Some(_) => Ok(colour.to_ascii_lowercase()),
        None => Err(Declined::field(field, "is written #rrggbb")),
    }
}

/// An e-mail address in small letters.
///
/// # Errors
/// [`Declined::Invalid`] for what cannot be one.
pub(super) fn email(field: &str, email: &str) -> Result<String, Declined> {
    let email = email.trim().to_lowercase();
    let parts = email.split_once('@').filter(|(local, domain)| !local.is_empty() && domain.contains('.'));
    let plain = email.len() <= 254 && !email.contains(|sign: char| sign.is_whitespace() || sign.is_control());
    if plain && parts.is_some() { Ok(email) } else { Err(Declined::field(field, "is no e-mail address")) }
}

/// As the audit tells them.
pub(super) fn listed(capabilities: &[Capability]) -> String {
    capabilities.iter().map(|capability| capability.caption()).collect::<Vec<_>>().join(" ")
}
