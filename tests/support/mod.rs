//! A world on loopback: a small web server whose answers a test sets, and the real binary in a folder of its own.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test file uses a part of it")]

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A request as it came in.
#[derive(Debug, Clone)]
pub struct Request {
    pub path: String,
    pub headers: HashMap<String, String>,
    pub body: String,
}

/// What the server does with a request: the raw bytes to write, or a hand on the stream.
pub type Answer = Box<dyn Fn(&Request, &mut TcpStream) + Send + Sync>;

/// The server; requests are remembered in order.
pub struct World {
    pub address: SocketAddr,
    routes: Arc<Mutex<HashMap<String, Arc<Answer>>>>,
    pub requests: Arc<Mutex<Vec<Request>>>,
    cut: Arc<AtomicBool>,
}

impl World {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let address = listener.local_addr().expect("its address");
        let routes: Arc<Mutex<HashMap<String, Arc<Answer>>>> = Arc::default();
        let requests: Arc<Mutex<Vec<Request>>> = Arc::default();
        let cut: Arc<AtomicBool> = Arc::default();
        let (r, q, c) = (Arc::clone(&routes), Arc::clone(&requests), Arc::clone(&cut));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if c.load(Ordering::Relaxed) {
                    continue;
                }
                let (routes, requests) = (Arc::clone(&r), Arc::clone(&q));
                std::thread::spawn(move || serve(stream, &routes, &requests));
            }
        });
        Self { address, routes, requests, cut }
    }

    /// Cuts the line, or mends it: while it is cut, nothing comes back.
    pub fn cut(&self, cut: bool) {
        self.cut.store(cut, Ordering::Relaxed);
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Answers `path` by `act`.
    pub fn on(&self, path: &str, act: impl Fn(&Request, &mut TcpStream) + Send + Sync + 'static) {
        self.routes.lock().expect("routes").insert(path.to_owned(), Arc::new(Box::new(act)));
    }

    /// Answers `path` with a document.
    pub fn serve(&self, path: &str, kind: &str, body: impl Into<Vec<u8>>) {
        let (kind, body) = (kind.to_owned(), body.into());
        self.on(path, move |_, stream| respond(stream, "200 OK", &format!("Content-Type: {kind}\r\n"), &body));
    }

    pub fn seen(&self, path: &str) -> Vec<Request> {
        self.requests.lock().expect("requests").iter().filter(|r| r.path == path).cloned().collect()
    }
}

pub fn respond(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    // The client may have hung up: that is the fault under test, not the server's.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

fn serve(mut stream: TcpStream, routes: &Mutex<HashMap<String, Arc<Answer>>>, requests: &Mutex<Vec<Request>>) {
    let Ok(clone) = stream.try_clone() else { return };
    let mut reader = BufReader::new(clone);
    let mut line = String::new();
    if reader.read_line(&mut line).is_err() {
        return;
    }
    let path = line.split(' ').nth(1).unwrap_or("/").to_owned();
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).is_err() || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    let length = headers.get("content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    let _ = reader.read_exact(&mut body);
    let request = Request { path: path.clone(), headers, body: String::from_utf8_lossy(&body).into_owned() };
    requests.lock().expect("requests").push(request.clone());
    let route = routes.lock().expect("routes").get(&path).cloned();
    match route {
        Some(act) => act(&request, &mut stream),
        None => respond(&mut stream, "404 Not Found", "", b"nothing here"),
    }
}

/// An RSS document; items are (guid, title, link).
pub fn rss(items: &[(&str, &str, &str)]) -> String {
    let now = httpdate(Duration::from_mins(10));
    let items: String = items
        .iter()
        .map(|(guid, title, link)| format!("<item><guid isPermaLink=\"false\">{guid}</guid><title>{title}</title><link>{link}</link><pubDate>{now}</pubDate></item>"))
        .collect();
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title>{items}</channel></rss>")
}

/// A time that long ago, as RSS writes it.
pub fn httpdate(ago: Duration) -> String {
    let then = jiff::Timestamp::now().checked_sub(jiff::SignedDuration::try_from(ago).expect("fits")).expect("a time");
    jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&then).expect("prints")
}

/// A page about a strike on `town` with words of its own: `n` tells one from another.
pub fn strike_page(town: &str, n: usize) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><title>Strike on {town}</title></head><body><nav>Menu</nav><article><h1>Strike on {town}</h1>\
         <p>Russian missiles struck a depot in {town} on Monday, killing {n} people, the head of the regional administration said in report number {n}.</p>\
         <p>Rescue teams number {n} worked through the night in the Ukrainian town, and the power supply of {town} was cut for {n} hours, the energy company said.</p>\
         <p>Witness {n} told a reporter that the windows of the school and of the clinic near the river in {town} were broken by the blast wave.</p></article></body></html>"
    )
}

/// A feed that articles are published in while the test runs.
pub struct Wire<'a> {
    world: &'a World,
    name: String,
    items: Arc<Mutex<Vec<[String; 3]>>>,
}

impl<'a> Wire<'a> {
    /// At `/NAME.xml`.
    pub fn open(world: &'a World, name: &str) -> Self {
        let items: Arc<Mutex<Vec<[String; 3]>>> = Arc::default();
        let shown = Arc::clone(&items);
        world.on(&format!("/{name}.xml"), move |_, stream| {
            let items = shown.lock().expect("items").clone();
            let items: Vec<_> = items.iter().map(|[guid, title, link]| (&guid[..], &title[..], &link[..])).collect();
            respond(stream, "200 OK", "Content-Type: application/rss+xml\r\n", rss(&items).as_bytes());
        });
        Self { world, name: name.to_owned(), items }
    }

    /// A strike on `town` with `n` dead, and its page.
    pub fn publish(&self, town: &str, n: usize) {
        self.publish_page(town, &format!("Strike on {town} kills {n}"), strike_page(town, n));
    }

    /// An article under a name of its own.
    pub fn publish_page(&self, name: &str, title: &str, html: String) {
        let page = format!("/{}-{name}.html", self.name);
        self.world.serve(&page, "text/html; charset=utf-8", html);
        let item = [format!("{}-{name}", self.name), title.to_owned(), self.world.url(&page)];
        self.items.lock().expect("items").push(item);
    }
}

/// The `[[feed]]` tables of paths.
pub fn feeds(world: &World, paths: &[&str]) -> String {
    paths.iter().map(|path| format!("[[feed]]\nurl = {:?}\nname = {path:?}\n", world.url(path))).collect()
}

/// A folder with a configuration, and the binary run in it.
pub struct Home {
    pub folder: tempfile::TempDir,
}

impl Home {
    pub fn new(extra: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let home = Self { folder };
        home.configure(extra);
        home
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn config(&self) -> PathBuf {
        self.path().join("wirewatch.toml")
    }

    pub fn configure(&self, extra: &str) {
        self.configure_in(self.path(), extra);
    }

    /// With state and logs in `dir`.
    pub fn configure_in(&self, dir: &Path, extra: &str) {
        let dir = dir.display().to_string();
        let text = format!(
            "[daemon]\nstate_dir = {dir:?}\nlog_dir = {dir:?}\n[polling]\ninterval = \"1s\"\nmin_interval = \"1s\"\n[network]\ntimeout = \"2s\"\nmax_body = \"1MiB\"\nallow_addresses = [\"127.0.0.0/8\"]\n{extra}"
        );
        std::fs::write(self.config(), text).expect("writes");
    }

    /// With these keys above the first table, on a clock in UTC.
    pub fn in_utc(&self, above: &str) {
        let text = std::fs::read_to_string(self.config()).expect("the configuration");
        std::fs::write(self.config(), format!("time_zone = \"UTC\"\n{above}{text}")).expect("writes");
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.dressed(Command::new(env!("CARGO_BIN_EXE_wirewatch")));
        command.args(arguments);
        command
    }

    fn dressed(&self, mut command: Command) -> Command {
        command
            .current_dir(self.path())
            .env("XDG_STATE_HOME", self.path())
            .env("XDG_CONFIG_HOME", self.path())
            .env_remove("NOTIFY_SOCKET");
        command
    }

    /// Runs to the end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).stdin(Stdio::null()).output().expect("runs")
    }

    pub fn once(&self) -> Output {
        let config = self.config().display().to_string();
        let output = self.run(&["run", "--once", "--config", &config]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output
    }

    pub fn daemon(&self) -> Running {
        self.daemon_by(&[], &[])
    }

    /// The daemon with these variables, started by a program (`strace …`) that is given its command line.
    pub fn daemon_by(&self, program: &[&str], variables: &[(&str, &str)]) -> Running {
        let log = std::fs::File::create(self.path().join("stderr.log")).expect("a log");
        let config = self.config().display().to_string();
        let mut words = program.to_vec();
        words.extend([env!("CARGO_BIN_EXE_wirewatch"), "run", "--config", &config]);
        let child = self
            .dressed(Command::new(words[0]))
            .args(&words[1..])
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("starts");
        Running(child)
    }

    /// What the daemon told on standard error.
    pub fn told(&self) -> String {
        let log = std::fs::read_to_string(self.path().join("stderr.log")).unwrap_or_default();
        log.lines().map(|l| format!("{}\n", &l[..l.floor_char_boundary(400)])).collect()
    }

    /// The lines of a log as JSON.
    pub fn lines(&self, name: &str) -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(self.path().join(name)).unwrap_or_default();
        text.lines().map(|l| serde_json::from_str(l).expect("each line is JSON")).collect()
    }

    /// Values of a key over the lines of a log, sorted.
    pub fn column(&self, name: &str, key: &str) -> Vec<String> {
        let mut out: Vec<String> =
            self.lines(name).iter().map(|l| l[key].as_str().unwrap_or_default().to_owned()).collect();
        out.sort();
        out
    }
}

/// A running daemon; killed when dropped.
pub struct Running(pub Child);

impl Running {
    pub fn signal(&self, name: &str) {
        let sent =
            Command::new("kill").args([&format!("-{name}"), &self.0.id().to_string()]).status().expect("kill runs");
        assert!(sent.success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until `done`, at most so long; whether it came.
pub fn wait_until(longest: Duration, mut done: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    while start.elapsed() < longest {
        if done() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    done()
}

/// Whether this machine lets us mount in a namespace of our own.
pub fn mounts() -> bool {
    let can = Command::new("unshare").args(["-Urm", "true"]).status().is_ok_and(|s| s.success());
    if !can {
        eprintln!("skipped: no user namespaces here");
    }
    can
}

/// Whether this machine lets us trace a program.
pub fn traces() -> bool {
    let can = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).status().is_ok_and(|s| s.success());
    if !can {
        eprintln!("skipped: no strace here, or it may not trace");
    }
    can
}
