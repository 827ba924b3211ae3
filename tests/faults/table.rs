//! The kinds of faults, each with what is to become of it.

use super::support::{World, httpdate, respond, strike_page};
use super::tls::{self, Authority, Kind, frame, http2};
use std::io::{Read as _, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Fails,
    Reads,
    /// One or the other, as it may be seen either way.
    Ends,
}
use Outcome::{Ends, Fails, Reads};

pub(crate) struct Fault {
    pub(crate) name: &'static str,
    pub(crate) url: String,
    pub(crate) outcome: Outcome,
}

/// In titles of articles that come through all the same.
pub(crate) const MUST_ARRIVE: &[&str] = &[
    "Changing guid",
    "Over TLS",
    "Page hangs",
    "Page is a bomb",
    "Page is endless",
    "Page loops",
    "Page is deep",
    "Page is a film",
    "Link is a file",
    "Link is inner",
    "Year 9999",
    "Unclosed",
    "Entity",
    "Cyrillic Обстріл",
    "Big title",
];

const HEAD: &str = "<rss version=\"2.0\"><channel><title>T</title>";
const TAIL: &str = "</channel></rss>";

/// An item about a strike that is read from the feed's own text, unless `link` gives a page.
fn item(title: &str, link: &str) -> String {
    format!(
        "<item><guid isPermaLink=\"false\">{title}</guid><title>{title}: missiles strike Kharkiv</title><link>{link}</link><pubDate>{}</pubDate>\
         <description>Russian missiles struck a depot in the Ukrainian city of Kharkiv on Monday, killing 4 people, the mayor said. {title}.</description></item>",
        httpdate(Duration::from_mins(5))
    )
}

fn send(stream: &mut TcpStream, text: &str) -> bool {
    stream.write_all(text.as_bytes()).is_ok()
}

/// Sends a piece again and again, with a pause, until the client has had enough; at most `times`.
fn flood(stream: &mut TcpStream, piece: &[u8], times: usize, pause: Duration) {
    for _ in 0..times {
        if stream.write_all(piece).is_err() {
            return;
        }
        std::thread::sleep(pause);
    }
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n";
static JUNK: [u8; 65_536] = [b'x'; 65_536];
const DRIP: Duration = Duration::from_millis(150);

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("packs");
    encoder.finish().expect("packs")
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 65_536, 5, 22);
    writer.write_all(bytes).expect("packs");
    drop(writer);
    out
}

pub(crate) fn build(world: &World, authority: &Authority) -> Vec<Fault> {
    let mut faults = Vec::new();
    transport(world, &mut faults);
    bodies(world, &mut faults);
    documents(world, &mut faults);
    entries(world, &mut faults);
    secure(authority, &mut faults);
    faults
}

type Act = fn(&mut TcpStream);
type PageAct = Box<dyn Fn(&mut TcpStream) + Send + Sync>;
type SecureAct = fn(&mut tls::Tls);
type RawAct = fn(TcpStream);

fn add(faults: &mut Vec<Fault>, world: &World, name: &'static str, outcome: Outcome, act: Act) {
    let path = format!("/fault-{}", faults.len());
    world.on(&path, move |_, stream| act(stream));
    faults.push(Fault { name, url: world.url(&path), outcome });
}

fn serve(
    faults: &mut Vec<Fault>,
    world: &World,
    name: &'static str,
    outcome: Outcome,
    kind: &str,
    body: impl Into<Vec<u8>>,
) {
    let path = format!("/fault-{}", faults.len());
    world.serve(&path, kind, body);
    faults.push(Fault { name, url: world.url(&path), outcome });
}

/// Connections, status lines, headers, redirects.
fn transport(world: &World, faults: &mut Vec<Fault>) {
    let list: &[(&'static str, Outcome, Act)] = &[
        ("no answer", Fails, |_| std::thread::sleep(Duration::from_secs(15))),
        ("status drips", Fails, |s| flood(s, b"H", 80, DRIP)),
        ("headers drip", Fails, |s| {
            send(s, OK);
            flood(s, b"X: y\r\n", 80, DRIP);
        }),
        ("headers without end", Fails, |s| {
            send(s, OK);
            flood(s, &b"X-Header: value\r\n".repeat(500), 4_000, Duration::ZERO);
        }),
        ("one header of megabytes", Fails, |s| {
            send(s, OK);
            send(s, "X: ");
            flood(s, &JUNK, 200, Duration::ZERO);
        }),
        ("interim answers without end", Fails, |s| {
            flood(s, &b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(100), 20_000, Duration::ZERO);
        }),
        ("closed at once", Fails, |_| ()),
        ("closed within the headers", Fails, |s| {
            send(s, "HTTP/1.1 200 OK\r\nContent-Ty");
        }),
        ("another protocol", Fails, |s| {
            send(s, "SSH-2.0-OpenSSH_9.9\r\n");
        }),
        ("no status line", Fails, |s| {
            send(s, "<rss><channel></channel></rss>");
        }),
        ("status of words", Fails, |s| {
            send(s, "HTTP/1.1 two hundred\r\n\r\n");
        }),
        ("status 999", Fails, |s| respond(s, "999 No", "", b"")),
        ("bytes in headers", Ends, |s| {
            let _ = s.write_all(b"HTTP/1.1 200 OK\r\nX: \xff\xfe\x01\r\nContent-Length: 0\r\n\r\n");
        }),
        ("body drips", Fails, |s| {
            send(s, &format!("{OK}\r\n<rss>"));
            flood(s, b" ", 80, DRIP);
        }),
        ("body without end", Fails, |s| {
            send(s, &format!("{OK}\r\n<rss>"));
            flood(s, &JUNK, 3_000, Duration::ZERO);
        }),
        ("longer than its length", Ends, |s| {
            send(s, &format!("{OK}Content-Length: 5\r\n\r\n<rss><channel></channel></rss>"));
        }),
        ("shorter than its length", Fails, |s| {
            send(s, &format!("{OK}Content-Length: 5000\r\n\r\n<rss><channel>"));
        }),
        ("length below zero", Fails, |s| {
            send(s, &format!("{OK}Content-Length: -1\r\n\r\n<rss/>"));
        }),
        ("length beyond numbers", Fails, |s| {
            send(s, &format!("{OK}Content-Length: 99999999999999999999999\r\n\r\n<rss/>"));
        }),
        ("two lengths", Fails, |s| {
            send(s, &format!("{OK}Content-Length: 6\r\nContent-Length: 60\r\n\r\n<rss/>"));
        }),
        ("chunks break off", Fails, |s| {
            send(s, &format!("{OK}Transfer-Encoding: chunked\r\n\r\n1000\r\n<rss>"));
        }),
        ("chunk of no size", Fails, |s| {
            send(s, &format!("{OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n0\r\n\r\n"));
        }),
        ("chunk of all sizes", Fails, |s| {
            send(s, &format!("{OK}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n<rss>"));
        }),
        ("chunk extension without end", Fails, |s| {
            send(s, &format!("{OK}Transfer-Encoding: chunked\r\n\r\n5;x="));
            flood(s, &JUNK, 1_000, Duration::ZERO);
        }),
        ("one byte a chunk", Fails, |s| {
            send(s, &format!("{OK}Transfer-Encoding: chunked\r\n\r\n"));
            flood(s, &b"1\r\nx\r\n".repeat(5_000), 4_000, Duration::ZERO);
        }),
        ("trailers without end", Ends, |s| {
            send(s, &format!("{OK}Transfer-Encoding: chunked\r\n\r\n0\r\n"));
            flood(s, &b"X: y\r\n".repeat(1_000), 3_000, Duration::ZERO);
        }),
        ("redirect to itself", Fails, |s| respond(s, "302 Found", "Location: ?again\r\n", b"")),
        ("redirect without target", Fails, |s| respond(s, "301 Moved", "", b"")),
        ("redirect to a file", Fails, |s| respond(s, "301 Moved", "Location: file:///etc/passwd\r\n", b"")),
        ("redirect inside", Fails, |s| {
            respond(s, "307 Inside", "Location: http://[::ffff:a9fe:a9fe]/latest/meta-data/\r\n", b"");
        }),
        ("redirect of megabytes", Fails, |s| {
            send(s, "HTTP/1.1 302 Found\r\nLocation: /");
            flood(s, &JUNK, 100, Duration::ZERO);
        }),
        ("no content", Fails, |s| respond(s, "204 No Content", "", b"")),
        ("not modified, unasked", Ends, |s| respond(s, "304 Not Modified", "", b"")),
        ("forbidden", Fails, |s| respond(s, "403 Forbidden", "", b"<html>no</html>")),
        ("server error", Fails, |s| respond(s, "500 Broken", "", b"")),
        ("gone", Fails, |s| respond(s, "410 Gone", "", b"")),
        ("asks for a year", Fails, |s| respond(s, "503 Busy", "Retry-After: 31536000\r\n", b"")),
        ("asks for yesterday", Fails, |s| {
            respond(s, "503 Busy", "Retry-After: Mon, 01 Jan 2001 00:00:00 GMT\r\n", b"");
        }),
        ("asks for nonsense", Fails, |s| respond(s, "503 Busy", "Retry-After: soon\r\n", b"")),
    ];
    for (name, outcome, act) in list {
        add(faults, world, name, *outcome, *act);
    }
}

/// Packed bodies.
fn bodies(world: &World, faults: &mut Vec<Fault>) {
    let bombs: [(&'static str, Outcome, &str, Vec<u8>); 8] = [
        ("gzip bomb", Fails, "gzip", gzip(&vec![b'a'; 300 << 20])),
        ("brotli bomb", Fails, "br", brotli(&vec![b'a'; 300 << 20])),
        ("gzip in gzip", Fails, "gzip", gzip(&gzip(&vec![b'a'; 50 << 20]))),
        ("gzip that is none", Fails, "gzip", b"<rss><channel></channel></rss>".to_vec()),
        ("gzip that breaks off", Fails, "gzip", gzip(&JUNK)[..30].to_vec()),
        ("brotli that is none", Fails, "br", vec![0xff; 400]),
        ("two packings named", Ends, "gzip, br", gzip(b"<rss/>")),
        ("packing unheard of", Ends, "zstd, wood", b"<rss/>".to_vec()),
    ];
    for (name, outcome, encoding, body) in bombs {
        let path = format!("/fault-{}", faults.len());
        let headers = format!("Content-Type: text/xml\r\nContent-Encoding: {encoding}\r\n");
        world.on(&path, move |_, s| respond(s, "200 OK", &headers, &body));
        faults.push(Fault { name, url: world.url(&path), outcome });
    }
}

/// Documents that are no feeds, or feeds that want too much.
fn documents(world: &World, faults: &mut Vec<Fault>) {
    let xml = "text/xml; charset=utf-8";
    let mega = 9 << 20;
    let entities: String =
        (1..10).map(|n| format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10))).collect();
    let secret = world.url("/secret");
    let doctype = |inner: &str, body: &str| {
        format!(
            "<?xml version=\"1.0\"?><!DOCTYPE rss [{inner}]><rss version=\"2.0\"><channel><title>T</title>{body}</channel></rss>"
        )
    };
    let mut documents: Vec<(&'static str, Outcome, &str, Vec<u8>)> = vec![
        ("empty", Fails, xml, Vec::new()),
        ("a page", Fails, "text/html", b"<!doctype html><html><body><p>Subscribe to our feed</p></body></html>".to_vec()),
        ("a film", Fails, "video/mp4", vec![0x1f; 3 << 20]),
        ("bytes of no charset", Fails, xml, (0..200_000_u32).map(|n| ((n * 7919) >> 3) as u8).collect()),
        ("only blanks", Fails, xml, vec![b' '; mega]),
        ("only NUL", Fails, xml, vec![0; mega]),
        ("deep nesting", Ends, xml, [HEAD, &"<a>".repeat(mega / 3)].concat().into_bytes()),
        ("deep nesting in an entry", Ends, xml, [HEAD, "<item><title>", &"<b>".repeat(mega / 3)].concat().into_bytes()),
        ("a million entries", Reads, xml, [HEAD, &"<item/>".repeat(mega / 7), TAIL].concat().into_bytes()),
        ("a million entries without end", Ends, xml, [HEAD, &"<item><title>x".repeat(mega / 14)].concat().into_bytes()),
        ("an attribute of megabytes", Ends, xml, [HEAD, "<item a=\"", &"v".repeat(mega), "\"/>", TAIL].concat().into_bytes()),
        ("a million attributes", Ends, xml, [HEAD, "<item ", &(0..500_000).map(|n| format!("a{n}='' ")).collect::<String>(), "/>", TAIL].concat().into_bytes()),
        ("a million namespaces", Ends, xml, ["<rss ", &(0..200_000).map(|n| format!("xmlns:n{n}='urn:{n}' ")).collect::<String>(), "><channel/></rss>"].concat().into_bytes()),
        ("a name of megabytes", Ends, xml, [HEAD, "<", &"n".repeat(mega), "/>", TAIL].concat().into_bytes()),
        ("a CDATA of megabytes", Ends, xml, [HEAD, "<item><title>x</title><description><![CDATA[", &"<p>".repeat(mega / 3), "]]></description></item>", TAIL].concat().into_bytes()),
        ("a comment without end", Ends, xml, [HEAD, "<!--", &"-".repeat(mega)].concat().into_bytes()),
        ("instructions by the thousand", Ends, xml, ["<?xml version='1.0'?>", &"<?a b?>".repeat(mega / 7), "<rss/>"].concat().into_bytes()),
        ("a doctype of megabytes", Ends, xml, doctype(&"<!ELEMENT a ANY>".repeat(mega / 16), "").into_bytes()),
        ("entities that multiply", Ends, xml, doctype(&format!("<!ENTITY a0 \"lol\">{entities}"), "<item><title>&a9;</title></item>").into_bytes()),
        ("an entity repeated", Ends, xml, doctype(&format!("<!ENTITY a \"{}\">", "x".repeat(100_000)), &format!("<item><title>{}</title></item>", "&a;".repeat(100_000))).into_bytes()),
        ("an entity that is itself", Ends, xml, doctype("<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">", "<item><title>&a;</title></item>").into_bytes()),
        ("an entity from elsewhere", Reads, xml, doctype(&format!("<!ENTITY a SYSTEM \"{secret}\"><!ENTITY % p SYSTEM \"{secret}\"> %p;"), &format!("<title>&a;</title>{}", item("Entity", ""))).into_bytes()),
        ("an entity from a file", Ends, xml, doctype("<!ENTITY a SYSTEM \"file:///etc/passwd\">", "<title>&a;</title>").into_bytes()),
        ("an include", Ends, xml, format!("<rss xmlns:xi=\"http://www.w3.org/2001/XInclude\"><channel><xi:include href=\"{secret}\"/></channel></rss>").into_bytes()),
        ("references without end", Ends, xml, [HEAD, "<item><title>", &"&#x110000;&#0;&#-1;&#99999999999;&bogus;".repeat(100_000), "</title></item>", TAIL].concat().into_bytes()),
        ("half an UTF-16", Ends, "text/xml; charset=utf-16", [&[0xff, 0xfe, 0x3c][..], &[0xd8; 5_001]].concat()),
        ("a charset unheard of", Reads, "text/xml; charset=klingon", [HEAD, &item("Cyrillic Обстріл", ""), TAIL].concat().into_bytes()),
        ("bad UTF-8 in a tag", Ends, xml, [HEAD.as_bytes(), b"<it\xff\xc0\xafem><title>\xed\xa0\x80</title>", TAIL.as_bytes()].concat()),
        ("ends within", Reads, xml, [HEAD, &item("Unclosed", ""), "<item><title>half a tit"].concat().into_bytes()),
        ("JSON without end", Ends, "application/feed+json", "[".repeat(mega).into_bytes()),
        ("JSON of deep objects", Ends, "application/feed+json", "{\"items\":".repeat(mega / 9).into_bytes()),
        ("JSON of wrong kinds", Ends, "application/feed+json", br#"{"version":"https://jsonfeed.org/version/1.1","title":7,"items":[{"id":1e999,"url":{}},null,"x"]}"#.to_vec()),
    ];
    for (name, outcome, kind, body) in documents.drain(..) {
        serve(faults, world, name, outcome, kind, body);
    }
}

/// Feeds whose entries or pages are the trouble.
fn entries(world: &World, faults: &mut Vec<Fault>) {
    let polls = AtomicUsize::new(0);
    let path = "/fault-guids";
    world.on(path, move |_, s| {
        let n = polls.fetch_add(1, Ordering::Relaxed);
        let item = item("Changing guid", "http://127.0.0.1/none")
            .replace("<guid isPermaLink=\"false\">", &format!("<guid isPermaLink=\"false\">{n}-"));
        respond(s, "200 OK", "Content-Type: text/xml\r\n", [HEAD, &item, TAIL].concat().as_bytes());
    });
    faults.push(Fault { name: "guids that change", url: world.url(path), outcome: Reads });
    let same: String =
        (0..50).map(|n| format!("<item><guid>1</guid><title>Weather report number {n}</title></item>")).collect();
    serve(faults, world, "one guid for all", Reads, "text/xml", [HEAD, &same, TAIL].concat());
    let year = item("Year 9999", "")
        .replace("<pubDate>", "<pubDate>Fri, 31 Dec 9999 23:59:59 GMT</pubDate><x>")
        .replace("</pubDate><desc", "</x><desc");
    serve(
        faults,
        world,
        "dates beyond all",
        Reads,
        "text/xml",
        [
            HEAD,
            &year,
            "<item><title>Before time, a long title</title><pubDate>Mon, 00 Foo -9999 99:99:99 XYZ</pubDate></item>",
            TAIL,
        ]
        .concat(),
    );
    let big = item("Big title", "").replace("Big title: ", &format!("Big title: {} ", "very ".repeat(200_000)));
    serve(faults, world, "a title of a megabyte", Reads, "text/xml", [HEAD, &big, TAIL].concat());
    let bomb = gzip(&vec![b'a'; 200 << 20]);
    let pages: [(&str, &str, PageAct); 6] = [
        ("Page hangs", "/page-hangs", Box::new(|_| std::thread::sleep(Duration::from_secs(15)))),
        (
            "Page is a bomb",
            "/page-bomb",
            Box::new(move |s| respond(s, "200 OK", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &bomb)),
        ),
        (
            "Page is endless",
            "/page-endless",
            Box::new(|s| {
                send(s, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>");
                flood(s, &JUNK, 3_000, Duration::ZERO);
            }),
        ),
        ("Page loops", "/page-loops", Box::new(|s| respond(s, "302 Found", "Location: /page-loops\r\n", b""))),
        (
            "Page is deep",
            "/page-deep",
            Box::new(|s| respond(s, "200 OK", "Content-Type: text/html\r\n", "<div>".repeat(1 << 20).as_bytes())),
        ),
        (
            "Page is a film",
            "/page-film",
            Box::new(|s| respond(s, "200 OK", "Content-Type: video/mp4\r\n", &vec![7; 2 << 20])),
        ),
    ];
    let mut items = String::new();
    for (title, path, act) in pages {
        world.on(path, move |_, s| act(s));
        items.push_str(&item(title, &world.url(path)));
    }
    items.push_str(&item("Link is a file", "file:///etc/passwd"));
    items.push_str(&item("Link is inner", "http://169.254.169.254/latest/meta-data"));
    serve(faults, world, "pages of all faults", Reads, "text/xml", [HEAD, &items, TAIL].concat());
    let many: String = (0..3_000)
        .map(|n| {
            format!(
                "<item><title>A story about gardens number {n}</title><link>{}</link></item>",
                world.url(&format!("/page-hangs?{n}"))
            )
        })
        .collect();
    world.serve("/hanging-page", "text/html", strike_page("Sumy", 1));
    serve(
        faults,
        world,
        "thousands of entries whose pages are missing",
        Reads,
        "text/xml",
        [HEAD, &many, TAIL].concat(),
    );
}

/// TLS and HTTP/2.
fn secure(authority: &Authority, faults: &mut Vec<Fault>) {
    let feed: SecureAct = |s| tls::answer(s, &[HEAD, &item("Over TLS", ""), TAIL].concat());
    let goaway = |s: &mut tls::Tls| http2(s, &[frame(7, 0, 0, &[0, 0, 0, 0, 0, 0, 0, 11])], 1);
    let list: [(&'static str, Outcome, Kind, SecureAct); 11] = [
        ("TLS as it should be", Reads, Kind::Good, feed),
        ("TLS signed by itself", Fails, Kind::SelfSigned, feed),
        ("TLS long expired", Fails, Kind::Expired, feed),
        ("TLS of another name", Fails, Kind::OtherName, feed),
        ("TLS that breaks off", Fails, Kind::Good, |s| {
            let _ = s.read(&mut [0; 64]);
            let _ = s.sock.shutdown(std::net::Shutdown::Both);
        }),
        ("HTTP/2 reset", Fails, Kind::Http2, |s| http2(s, &[frame(3, 0, 1, &[0, 0, 0, 2])], 1)),
        ("HTTP/2 goes away", Fails, Kind::Http2, goaway),
        ("HTTP/2 of garbage", Fails, Kind::Http2, |s| http2(s, &[vec![0xff; 900]], 4)),
        ("HTTP/2 pings without end", Fails, Kind::Http2, |s| http2(s, &[frame(6, 0, 0, &[0; 8])], 300_000)),
        ("HTTP/2 settings without end", Fails, Kind::Http2, |s| {
            http2(s, &[frame(4, 0, 0, &[0, 3, 0, 0, 0, 100])], 300_000);
        }),
        ("HTTP/2 headers without end", Fails, Kind::Http2, |s| {
            http2(s, &[frame(1, 0, 1, &[0x88])], 1);
            http2(s, &[frame(9, 0, 1, &[0x40, 1, b'x', 1, b'y'].repeat(2_000))], 2_000);
        }),
    ];
    for (name, outcome, kind, act) in list {
        let port = authority.serve(kind, act);
        faults.push(Fault { name, url: format!("https://localhost:{port}/feed.xml"), outcome });
    }
    let raw: [(&'static str, RawAct); 3] = [
        ("plain text where TLS should be", |mut s| {
            send(&mut s, "HTTP/1.1 400 Bad Request\r\n\r\nplain HTTP sent to HTTPS port");
        }),
        ("a handshake that hangs", |_s| std::thread::sleep(Duration::from_secs(12))),
        ("a handshake of garbage", |mut s| {
            let _ = s.read(&mut [0; 600]);
            let _ = s.write_all(&[0x16, 3, 3, 0xff, 0xff].repeat(2_000));
        }),
    ];
    for (name, act) in raw {
        let port = tls::listen(act);
        faults.push(Fault { name, url: format!("https://localhost:{port}/feed.xml"), outcome: Fails });
    }
}
