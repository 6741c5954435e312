//! The headers of security.md, in one place: for the document, for assets, and for the API.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use ipnet::IpNet;

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const EMBEDDER: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");
const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const AGENT_CLUSTER: HeaderName = HeaderName::from_static("origin-agent-cluster");

/// Every name is one that Chromium knows on every system: it complains about the others on every page.
const DENY_ALL: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), clipboard-write=(self), compute-pressure=(), \
    display-capture=(), encrypted-media=(), fullscreen=(self), gamepad=(), geolocation=(), gyroscope=(), hid=(), \
    identity-credentials-get=(), idle-detection=(), keyboard-map=(), local-fonts=(), magnetometer=(), microphone=(), \
    midi=(), otp-credentials=(), payment=(), picture-in-picture=(), publickey-credentials-create=(self), \
    publickey-credentials-get=(self), screen-wake-lock=(self), serial=(), storage-access=(), usb=(), \
    window-management=(), xr-spatial-tracking=()";

/// How the outside sees this installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    origin: String,
    proxies: Vec<IpNet>,
}

impl Site {
    /// From `--public-url`: `http` or `https`, a host, and nothing after it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(public_url: &str) -> Result<Self, &'static str> {
        let origin = public_url.trim_end_matches('/').to_ascii_lowercase();
        let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        match host {
            Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@']) => {
                Ok(Self { origin, proxies: vec![] })
            }
            _ => Err("a public URL is http:// or https:// and a host, without a path"),
        }
    }

    /// The same behind proxies in these networks: they are believed about where a request came from.
    #[must_use]
    pub fn behind(self, proxies: Vec<IpNet>) -> Self {
        Self { proxies, ..self }
    }

    pub(super) fn proxies(&self) -> &[IpNet] {
        &self.proxies
    }

    /// The origin that our own pages have.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    fn is_behind_tls(&self) -> bool {
        self.origin.starts_with("https://")
    }

    /// What every answer carries.
    pub(super) fn add_all(&self, headers: &mut HeaderMap) {
        if self.is_behind_tls() {
            let value = HeaderValue::from_static("max-age=63072000; includeSubDomains");
            headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
        }
        set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(headers, header::REFERRER_POLICY, "no-referrer");
        set(headers, PERMISSIONS, DENY_ALL);
        set(headers, AGENT_CLUSTER, "?1");
    }
}

/// What every answer of the API carries, events and problems too.
pub(super) fn add_api(headers: &mut HeaderMap) {
    set(headers, header::CACHE_CONTROL, "no-store");
    set(headers, header::VARY, "Cookie, Origin, Sec-Fetch-Site");
    set(headers, header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox");
    set(headers, RESOURCE, "same-origin");
}

/// Who may show the document in a frame.
pub(super) enum Framing {
    Nobody,
    /// A partner's pages, by their exact origins.
    Partner(Vec<String>),
}

/// What the document carries; `scripts` are the integrity values of the build's own scripts.
pub(super) fn add_document(headers: &mut HeaderMap, scripts: &[String], framing: &Framing) {
    let ancestors = match framing {
        Framing::Nobody => "'none'".to_owned(),
        Framing::Partner(origins) => origins.join(" "),
    };
    let scripts: String = scripts.iter().map(|hash| format!("'{hash}' ")).collect();
    let policy = format!(
        "default-src 'none'; script-src {scripts}'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; worker-src 'none'; frame-src 'none'; object-src 'none'; base-uri 'none'; \
         form-action 'none'; frame-ancestors {ancestors}; require-trusted-types-for 'script'; trusted-types default"
    );
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    set(headers, header::CACHE_CONTROL, "no-store");
    set(headers, OPENER, "same-origin");
    set(headers, EMBEDDER, "require-corp");
    match framing {
        Framing::Nobody => {
            set(headers, RESOURCE, "same-origin");
            set(headers, header::X_FRAME_OPTIONS, "DENY");
        }
        // A page that isolates itself frames only what says that it may be.
        Framing::Partner(_) => set(headers, RESOURCE, "cross-origin"),
    }
}

/// What files carry that never change under their name (`hashed`), and what others do.
pub(super) fn add_file(headers: &mut HeaderMap, hashed: bool) {
    set(headers, header::CACHE_CONTROL, if hashed { "public, max-age=31536000, immutable" } else { "no-cache" });
    set(headers, RESOURCE, "same-origin");
}

/// What the script carries that partners' pages load: it keeps its name, so a page has a new one within minutes.
pub(super) fn add_embed_script(headers: &mut HeaderMap) {
    set(headers, header::CACHE_CONTROL, "public, max-age=300");
    set(headers, RESOURCE, "cross-origin");
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_an_origin() {
        assert_eq!(Site::new("https://SOC.example/").map(|site| site.origin), Ok("https://soc.example".into()));
        for wrong in ["soc.example", "ftp://soc.example", "https://", "https://soc.example/console", "http://a@b"] {
            assert!(Site::new(wrong).is_err(), "{wrong}");
        }
    }
}
