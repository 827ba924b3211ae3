//! Only public addresses are reached, however they are spelled, and only over http and https.

mod support;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::{Home, World, feeds, mounts, respond, rss, wait_until};
use wirewatch::config::{Duration, Network};
use wirewatch::net::{FetchError, Guard, Http, Validators};

/// Hosts as a URL may spell them; none of them may be reached.
const INNER_HOSTS: &[&str] = &[
    // Loopback: decimal, octal, hexadecimal, short, mixed, with dots and signs of other scripts.
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "017700000001",
    "0x7f000001",
    "0x7F.0.0.1",
    "0x7f.1",
    "0177.0.0.1",
    "0177.0.0.01",
    "00000177.0.0.1",
    "127.0x0.0.0x1",
    "127.0.0.0x1",
    "0x7f.0x00.0x00.0x01",
    "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1",
    "１２７.０.０.１",
    "127。0。0。1",
    "⑫7.0.0.1",
    "localhost",
    "LOCALHOST",
    "ⓛocalhost",
    // This host, and nowhere.
    "0.0.0.0",
    "0",
    "0.1",
    "00",
    "0x0",
    "0.255.255.255",
    // Private networks.
    "10.0.0.1",
    "10.1",
    "167772161",
    "012.0.0.1",
    "0xa.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "2886729729",
    "0xac100001",
    "192.168.0.1",
    "192.168.1",
    "3232235521",
    "0xc0a80001",
    "0300.0250.0.1",
    // Link-local, where clouds keep their metadata and keys.
    "169.254.169.254",
    "169.254.43518",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "025177524776",
    "169.254.170.2",
    "100.100.100.200",
    // Shared, protocol, documentation, benchmark, 6to4 relays, multicast, reserved, broadcast.
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "198.51.100.7",
    "203.0.113.9",
    "198.18.0.1",
    "198.19.255.255",
    "192.88.99.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "4294967295",
    // IPv6: loopback, none, mapped, compatible, translated.
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[0000::0001]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[::127.0.0.1]",
    "[::ffff:0:127.0.0.1]",
    // 6to4, NAT64 (well-known and local), Teredo, ISATAP: tunnels to the above.
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[2002:c0a8:1::]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::1]",
    "[64:ff9b:1:fffe::808:808]",
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    "[2606:4700::5efe:10.0.0.1]",
    "[2606:4700::200:5efe:7f00:1]",
    // Link-local, unique local, site-local, multicast, documentation, discard, ORCHID, benchmark, segment routing.
    "[fe80::1]",
    "[febf::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fd12:3456:789a::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[ff05::1:3]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[100::1]",
    "[2001:10::1]",
    "[2001:20::1]",
    "[2001:2::1]",
    "[5f00::1]",
];

const OTHER_SCHEMES: &[&str] = &[
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "ftp://example.org/feed.xml",
    "gopher://example.org:70/1",
    "data:text/xml,<rss/>",
    "javascript:alert(1)",
    "ws://example.org/",
    "unix:///run/docker.sock",
    "dict://example.org:11211/stat",
    "ldap://example.org/",
];

fn http(allowed: &[&str]) -> Http {
    let network = Network {
        timeout: Duration::parse("2s").expect("a duration"),
        allow_addresses: allowed.iter().map(|a| a.parse().expect("a net")).collect(),
        ..Network::default()
    };
    Http::new(&network).expect("a client")
}

fn get(http: &Http, url: &str) -> Result<(), FetchError> {
    let url = url.parse().expect("an address");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(http.get(&url, &Validators::default(), jiff::Timestamp::now())).map(drop)
}

/// Whether it was refused for what it is, and not for want of an answer.
fn refused(result: &Result<(), FetchError>) -> bool {
    match result {
        Err(FetchError::Refused(told)) => told.contains("allow_addresses") || told.contains("only http and https"),
        // Names are refused where they are resolved.
        Err(FetchError::Unreachable(told)) => told.contains("allow_addresses"),
        _ => false,
    }
}

#[test]
fn no_spelling_of_an_inner_address_is_reached() {
    // Something listens, so that a hole would be seen.
    let world = World::start();
    let port = world.address.port();
    let http = http(&[]);
    let mut spellings = 0;
    for host in INNER_HOSTS {
        for url in [format!("http://{host}:{port}/"), format!("http://user:word@{host}:{port}/")] {
            // What is no address for the parser is none for anybody.
            if url::Url::parse(&url).is_ok() {
                let result = get(&http, &url);
                assert!(refused(&result), "{url}: {result:?}");
            }
        }
        spellings += 1;
    }
    for url in OTHER_SCHEMES {
        let result = get(&http, url);
        assert!(refused(&result), "{url}: {result:?}");
        spellings += 1;
    }
    assert!(spellings >= 110, "{spellings}");
    assert!(world.requests.lock().expect("requests").is_empty());
}

#[test]
fn no_redirect_leads_to_an_inner_address() {
    let world = World::start();
    let http = http(&["127.0.0.1/32"]);
    let targets = INNER_HOSTS.iter().map(|host| format!("http://{host}/secret"));
    let targets: Vec<String> = targets.chain(OTHER_SCHEMES.iter().map(|s| (*s).to_owned())).collect();
    let mut tried = 0;
    for (n, target) in targets.iter().enumerate() {
        let path = format!("/r{n}");
        let parsed = world.url(&path).parse::<url::Url>().expect("an address").join(target);
        // The test's own server is the one address that is allowed here.
        if !parsed.is_ok_and(|u| {
            !u.host_str().is_some_and(|h| h == "127.0.0.1" || h.starts_with("local") || h == "[::ffff:7f00:1]")
        }) {
            continue;
        }
        let location = target.clone();
        world.on(&path, move |_, s| respond(s, "302 Found", &format!("Location: {location}\r\n"), b""));
        let result = get(&http, &world.url(&path));
        assert!(refused(&result), "{target}: {result:?}");
        tried += 1;
    }
    assert!(tried >= 80, "{tried}");
    assert!(world.requests.lock().expect("requests").iter().all(|r| r.path != "/secret"));
}

#[test]
fn a_webhook_is_held_to_the_same_addresses() {
    let http = http(&[]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for host in INNER_HOSTS {
        let Ok(url) = format!("http://{host}/").parse() else { continue };
        let (told, _) = runtime.block_on(http.post(&url, "{}".to_owned(), &[])).expect_err("refused");
        assert!(told.contains("allow_addresses"), "{host}: {told}");
    }
}

/// A name that leads to an allowed address when it is looked up first, and to another one later, as an attacker's DNS does.
#[test]
fn a_name_that_changes_its_address_is_checked_at_each_connection() {
    if !mounts() {
        return;
    }
    let world = World::start();
    world.serve("/a.xml", "text/xml", rss(&[]));
    let inner = TcpListener::bind((Ipv4Addr::new(127, 0, 0, 2), world.address.port())).expect("a second address");
    let reached: Arc<AtomicUsize> = Arc::default();
    let count = Arc::clone(&reached);
    std::thread::spawn(move || {
        for _ in inner.incoming() {
            count.fetch_add(1, Ordering::Relaxed);
        }
    });
    let home = Home::new("");
    let hosts = home.path().join("hosts");
    let point = |address: &str| std::fs::write(&hosts, format!("{address} rebind.test\n")).expect("writes");
    point("127.0.0.1");
    let feed = feeds(&world, &["/a.xml"]).replace("127.0.0.1:", "rebind.test:");
    home.configure(&feed);
    let text = std::fs::read_to_string(home.config()).expect("reads").replace("127.0.0.0/8", "127.0.0.1/32");
    std::fs::write(home.config(), text).expect("writes");
    let script = format!("mount --bind {} /etc/hosts && exec \"$@\"", hosts.display());
    let daemon = home.daemon_by(&["unshare", "-Urm", "sh", "-c", &script, "sh"], &[]);
    assert!(wait_until(std::time::Duration::from_secs(10), || !world.seen("/a.xml").is_empty()), "{}", home.told());
    point("127.0.0.2");
    assert!(
        wait_until(std::time::Duration::from_secs(15), || home.told().contains("allow_addresses")),
        "{}",
        home.told()
    );
    drop(daemon);
    assert_eq!(reached.load(Ordering::Relaxed), 0);
}

#[test]
fn a_proxy_is_used_only_where_the_configuration_names_it() {
    let (world, proxy) = (World::start(), World::start());
    for server in [&world, &proxy] {
        server.serve("/a.xml", "text/xml", rss(&[]));
    }
    let home = Home::new(&feeds(&world, &["/a.xml"]));
    let url = proxy.url("/");
    let names = ["http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"];
    let variables: Vec<(&str, &str)> = names.iter().map(|name| (*name, url.as_str())).collect();
    let daemon = home.daemon_by(&[], &variables);
    assert!(wait_until(std::time::Duration::from_secs(10), || !world.seen("/a.xml").is_empty()), "{}", home.told());
    drop(daemon);
    assert!(proxy.requests.lock().expect("requests").is_empty());
    home.configure(&feeds(&world, &["/a.xml"]));
    let text = std::fs::read_to_string(home.config()).expect("reads");
    std::fs::write(home.config(), text.replace("[network]\n", &format!("[network]\nproxy = {url:?}\n")))
        .expect("writes");
    let before = world.seen("/a.xml").len();
    let daemon = home.daemon_by(&[], &[]);
    let asked = || proxy.requests.lock().expect("requests").iter().any(|r| r.path == world.url("/a.xml"));
    assert!(wait_until(std::time::Duration::from_secs(10), asked), "{}", home.told());
    drop(daemon);
    assert_eq!(world.seen("/a.xml").len(), before, "all goes through the proxy");
}

proptest::proptest! {
    /// An IPv4 address is judged alike in every dress that IPv6 has for it.
    #[test]
    fn dresses_do_not_change_what_an_address_is(bits: u32) {
        let guard = Guard::new(Vec::new());
        let plain = guard.permits(IpAddr::V4(Ipv4Addr::from(bits)));
        let [hi, lo] = [(bits >> 16) as u16, bits as u16];
        let mapped = Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, hi, lo);
        let six_to_four = Ipv6Addr::new(0x2002, hi, lo, 0, 0, 0, 0, 1);
        let nat64 = Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, hi, lo);
        let teredo = Ipv6Addr::new(0x2001, 0, 0x4136, 0xe378, 0x8000, 0x63bf, !hi, !lo);
        let isatap = Ipv6Addr::new(0x2606, 0x4700, 0, 0, 0, 0x5efe, hi, lo);
        for dressed in [mapped, six_to_four, nat64, teredo, isatap] {
            proptest::prop_assert_eq!(guard.permits(IpAddr::V6(dressed)), plain, "{}", dressed);
        }
    }
}
