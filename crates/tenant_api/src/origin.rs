//! Origins: where a partner's pages are, spelt the one way in which browsers send and policies compare them.

use url::{Host, Url};

/// Reads an origin of somebody else's pages: `https`, or `http` on this very computer, for whoever builds a portal.
/// `None` for anything that is not spelt as a browser sends it, and so can stand in a policy as it is.
#[must_use]
pub fn read(origin: &str) -> Option<&str> {
    let url = Url::parse(origin).ok()?;
    let is_exact = url.origin().is_tuple() && url.origin().ascii_serialization() == origin;
    let is_safe = match (url.scheme(), url.host()?) {
        ("https", Host::Domain(_) | Host::Ipv4(_)) => true,
        ("http", Host::Domain(name)) => name == "localhost",
        ("http", Host::Ipv4(address)) => address.is_loopback(),
        _ => false,
    };
    // A policy's source has no other letters; `*` would be every subdomain.
    let is_plain = |host: &str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
    (is_exact && is_safe && url.host_str().is_some_and(is_plain)).then_some(origin)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn an_origin_is_exact_or_nothing() {
        for origin in
            ["https://portal.example", "https://portal.example:8443", "http://localhost:8090", "http://127.0.0.1:1"]
        {
            assert_eq!(read(origin), Some(origin));
        }
        for wrong in [
            "https://portal.example/",
            "https://portal.example:443",
            "https://Portal.example",
            "https://*.portal.example",
            "https://a@portal.example",
            "https://portal.example; script-src *",
            "https://portal.example 'unsafe-inline'",
            "https://portal_x.example",
            "https://[2001:db8::1]",
            "http://portal.example",
            "http://localhost.evil.example",
            "portal.example",
            "null",
            "*",
            "https:",
            "",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
