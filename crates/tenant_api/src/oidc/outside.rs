//! Requests to providers: bounded in time and size, never redirected, and only into the public internet unless the
//! operator said otherwise. An organisation's administrator names the address, so it must not reach what only we can.

use super::Failure;
use reqwest::{
    Client, RequestBuilder, Response, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::Policy,
};
use serde::de::DeserializeOwned;
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::LazyLock,
    time::Duration,
};

const PATIENCE: Duration = Duration::from_secs(10);
/// More than any provider's description or keys.
const BYTES_MAX: usize = 256 * 1024;

static PUBLIC: LazyLock<Result<Client, reqwest::Error>> = LazyLock::new(|| client(false));
static INTERNAL: LazyLock<Result<Client, reqwest::Error>> = LazyLock::new(|| client(true));

/// The client for providers that lie inside the operator's network, or for all others.
///
/// # Errors
/// [`Failure::Unreachable`] where this system has no TLS.
pub(super) fn requests(is_internal: bool) -> Result<&'static Client, Failure> {
    let client = if is_internal { &INTERNAL } else { &PUBLIC };
    client.as_ref().map_err(|error| Failure::Unreachable(error.to_string()))
}

fn client(is_internal: bool) -> Result<Client, reqwest::Error> {
    // Refused where another part of the process has chosen already, and that choice is as good.
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = Client::builder().redirect(Policy::none()).timeout(PATIENCE).no_proxy().https_only(!is_internal);
    let client = if is_internal { client } else { client.dns_resolver(PublicOnly) };
    client.build()
}

/// An address that may be asked.
///
/// # Errors
/// [`Failure::Metadata`] for anything but `https` and a host of the public internet.
pub(super) fn address(text: &str, is_internal: bool) -> Result<Url, Failure> {
    let url = Url::parse(text).map_err(|_error| Failure::Metadata("an address cannot be read"))?;
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let is_reachable = match url.host_str() {
        _ if is_internal => matches!(url.scheme(), "http" | "https"),
        // The resolver never sees an address that is written out.
        Some(host) => match host.trim_matches(['[', ']']).parse() {
            Ok(address) => url.scheme() == "https" && is_public(address),
            Err(_) => url.scheme() == "https",
        },
        None => false,
    };
    if is_plain && is_reachable { Ok(url) } else { Err(Failure::Metadata("an address is not https and public")) }
}

/// Sends a request and reads its answer as JSON.
///
/// # Errors
/// [`Failure::Unreachable`] for no answer, a refusal, one that is too large, or another shape.
pub(super) async fn json<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, Failure> {
    let response = request.header("accept", "application/json").send().await.map_err(unreachable)?;
    if !response.status().is_success() {
        return Err(Failure::Unreachable(format!("it answered {}", response.status())));
    }
    let bytes = bounded(response).await?;
    serde_json::from_slice(&bytes).map_err(|_error| Failure::Unreachable("it answered something else".into()))
}

async fn bounded(mut response: Response) -> Result<Vec<u8>, Failure> {
    let mut bytes = vec![];
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if bytes.len() + chunk.len() > BYTES_MAX {
            return Err(Failure::Unreachable("its answer is too large".into()));
        }
        bytes.extend(chunk);
    }
    Ok(bytes)
}

/// Without the address, which may hold a query.
fn unreachable(error: reqwest::Error) -> Failure {
    Failure::Unreachable(error.without_url().to_string())
}

/// Names, as far as they lead into the public internet.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("no public address".into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the public internet's (the IANA special-purpose registries).
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    let is_shared = a == 100 && (64..128).contains(&b);
    let is_special = matches!((a, b, c), (0, ..) | (192, 0, 0) | (192, 88, 99) | (198, 18 | 19, _) | (240.., ..));
    let is_local = v4.is_private() || v4.is_loopback() || v4.is_link_local();
    !(is_local || is_shared || is_special || v4.is_multicast() || v4.is_broadcast() || v4.is_documentation())
}

/// Global unicast (2000::/3) but for documentation and what wraps an address of version 4.
fn is_public_v6(v6: Ipv6Addr) -> bool {
    let [first, second, ..] = v6.segments();
    let wraps_v4 = first == 0x2002 || (first == 0x2001 && second < 0x200);
    let is_documentation = (first == 0x2001 && second == 0xdb8) || (first & 0xfff0) == 0x3ff0;
    first & 0xe000 == 0x2000 && !wraps_v4 && !is_documentation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_only_we_can_reach_is_asked() {
        for inside in [
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://10.0.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://192.168.1.1/",
            "https://172.16.0.1/",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[2002:7f00:1::]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://198.18.0.1/",
            "https://255.255.255.255/",
            "http://id.example/",
            "file:///etc/passwd",
            "https://id.example@10.0.0.1/",
            "https://user@id.example/",
        ] {
            assert!(address(inside, false).is_err(), "{inside}");
        }
        for outside in ["https://id.example/realms/soc", "https://203.0.114.7/", "https://[2a00:1450::1]/"] {
            assert!(address(outside, false).is_ok(), "{outside}");
        }
        assert!(address("http://127.0.0.1:9000", true).is_ok());
        assert!(address("ftp://127.0.0.1", true).is_err());
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_found() {
        let found = PublicOnly.resolve("localhost".parse().expect("a name")).await;
        assert!(found.is_err());
    }
}
