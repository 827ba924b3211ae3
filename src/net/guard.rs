//! Which addresses may be reached: public ones, and those that `allow_addresses` names.

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

/// Checks addresses at connection time, after name resolution, for each hop.
#[derive(Debug, Clone)]
pub struct Guard {
    allowed: Arc<Vec<IpNet>>,
}

impl Guard {
    /// Lets public addresses pass, and these.
    #[must_use]
    pub fn new(allowed: Vec<IpNet>) -> Self {
        Self { allowed: Arc::new(allowed) }
    }

    /// Whether this address may be reached.
    #[must_use]
    pub fn permits(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.allowed.iter().any(|net| net.contains(&address)) || public(address)
    }

    /// What a refused address is told with.
    #[must_use]
    pub fn refusal(host: &str, address: IpAddr) -> String {
        format!(
            "{host} is at {address}, which is no public address; if that is meant, add it to [network] allow_addresses"
        )
    }
}

impl reqwest::dns::Resolve for Guard {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            // Only what passed is handed on, so that the connection is made to an address that was checked.
            let passed: Vec<SocketAddr> = found.iter().copied().filter(|a| guard.permits(a.ip())).collect();
            match (passed.is_empty(), found.first()) {
                (true, Some(address)) => Err(Guard::refusal(&host, address.ip()).into()),
                (true, None) => Err(format!("{host} has no address").into()),
                (false, _) => Ok(Box::new(passed.into_iter()) as reqwest::dns::Addrs),
            }
        })
    }
}

/// Global unicast, as the IANA special-purpose registries have it.
fn public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => public_v4(v4),
        IpAddr::V6(v6) => public_v6(v6),
    }
}

fn public_v4(a: Ipv4Addr) -> bool {
    let o = a.octets();
    !(a.is_private()
        || a.is_loopback()
        || a.is_link_local()
        || a.is_multicast()
        || a.is_broadcast()
        || a.is_documentation()
        || o[0] == 0
        || o[0] >= 240
        || o[0] == 100 && (64..128).contains(&o[1])
        || o[0] == 192 && o[1] == 0 && o[2] == 0
        || o[0] == 192 && o[1] == 88 && o[2] == 99
        || o[0] == 198 && (18..20).contains(&o[1]))
}

fn public_v6(a: Ipv6Addr) -> bool {
    let s = a.segments();
    // An IPv4 address inside counts for itself: 6to4, NAT64, Teredo and ISATAP lead where it leads.
    let inner = match s {
        // Teredo writes it with each bit turned.
        [0x2001, 0, .., hi, lo] => Some(Ipv4Addr::from(!((u32::from(hi) << 16) | u32::from(lo)))),
        [0x2002, hi, lo, ..]
        | [0x64, 0xff9b, 0, 0, 0, 0, hi, lo]
        | [.., 0 | 0x200, 0x5efe, hi, lo]
        | [0, 0, 0, 0, 0, 0, hi, lo] => Some(Ipv4Addr::from((u32::from(hi) << 16) | u32::from(lo))),
        _ => None,
    };
    if let Some(inner) = inner {
        return public_v4(inner) && s[0] != 0;
    }
    (s[0] & 0xe000) == 0x2000
        && !(s[0] == 0x2001 && s[1] == 0xdb8)
        && !(s[0] == 0x2001 && s[1] < 0x200)
        && s[0] != 0x3fff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_pass() {
        let guard = Guard::new(Vec::new());
        for refused in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "240.0.0.1",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "2001:db8::1",
            "::7f00:1",
        ] {
            assert!(!guard.permits(refused.parse().expect("an address")), "{refused}");
        }
        for passed in ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"] {
            assert!(guard.permits(passed.parse().expect("an address")), "{passed}");
        }
    }

    #[test]
    fn what_the_user_allows_passes() {
        let guard = Guard::new(vec!["127.0.0.0/8".parse().expect("a net")]);
        assert!(guard.permits("127.0.0.1".parse().expect("an address")));
        assert!(guard.permits("::ffff:127.0.0.1".parse().expect("an address")));
        assert!(!guard.permits("10.0.0.1".parse().expect("an address")));
    }
}
