//! Where a request came from: whoever is connected, or whoever a trusted proxy says it was.

use axum::http::{HeaderMap, HeaderName};
use ipnet::{AddrParseError, IpNet};
use std::net::{IpAddr, SocketAddr};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address a request came from, for those who count attempts.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

impl Peer {
    /// Who asked, if `connected` is at the other end of the connection. A trusted proxy is believed about whom it speaks
    /// for, which it writes behind whatever came before: so it is the last address in `X-Forwarded-For` that is no such
    /// proxy itself.
    pub(super) fn of(connected: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> Self {
        let is_proxy = |address: &IpAddr| proxies.iter().any(|net| net.contains(address));
        let mut nearest = connected.to_canonical();
        let values: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok()).collect();
        let mut forwarded = values.iter().rev().flat_map(|value| value.rsplit(','));
        while is_proxy(&nearest) {
            // What cannot be read was not written by a proxy of ours.
            let Some(next) = forwarded.next().and_then(address) else { break };
            nearest = next;
        }
        Self(nearest)
    }
}

/// An address as proxies write it, some with a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let alone = text.parse().ok();
    let address = alone.or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address| address.to_canonical())
}

/// A network of proxies as it is written: an address, or one with the length of its prefix.
///
/// # Errors
/// [`AddrParseError`] when it is neither.
pub fn trusted(net: &str) -> Result<IpNet, AddrParseError> {
    net.parse().or_else(|error| net.parse::<IpAddr>().map(IpNet::from).map_err(|_not_an_address| error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn peer(connected: &str, forwarded: &[&'static str]) -> String {
        let nets = ["10.0.0.0/8", "127.0.0.1", "fd00::/8"].map(|net| trusted(net).expect("a network"));
        let headers = forwarded.iter().map(|value| (FORWARDED_FOR, HeaderValue::from_static(value))).collect();
        Peer::of(connected.parse().expect("an address"), &headers, &nets).0.to_string()
    }

    #[test]
    fn proxies_are_believed_and_nobody_else() {
        assert_eq!(peer("198.51.100.9", &["203.0.113.7"]), "198.51.100.9");
        assert_eq!(peer("127.0.0.1", &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(peer("::ffff:127.0.0.1", &["::ffff:203.0.113.7"]), "203.0.113.7");
        assert_eq!(peer("10.1.1.1", &["192.0.2.1, 203.0.113.7, 10.2.2.2"]), "203.0.113.7");
        assert_eq!(peer("10.1.1.1", &["192.0.2.1", "203.0.113.7:443", "[fd00::1]:443"]), "203.0.113.7");
        assert_eq!(peer("fd00::2", &["2001:db8::1"]), "2001:db8::1");
    }

    #[test]
    fn what_no_proxy_can_have_written_ends_the_search() {
        assert_eq!(peer("10.1.1.1", &[]), "10.1.1.1");
        assert_eq!(peer("10.1.1.1", &["203.0.113.7, unknown"]), "10.1.1.1");
        assert_eq!(peer("10.1.1.1", &["203.0.113.7,, 10.2.2.2"]), "10.2.2.2");
    }

    #[test]
    fn a_network_is_an_address_or_a_prefix() {
        assert!(trusted("10.0.0.1").is_ok() && trusted("::1").is_ok() && trusted("2001:db8::/32").is_ok());
        assert!(trusted("10.0.0.0/33").is_err() && trusted("proxy").is_err() && trusted("").is_err());
    }
}
