//! TLS servers on loopback, good and bad, with certificates made for the test.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read as _, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

pub(crate) type Tls = StreamOwned<ServerConnection, TcpStream>;

/// An authority that the daemon under test trusts.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub(crate) pem: String,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, "Test authority");
        let pem = params.self_signed(&key).expect("signs").pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// A certificate for `name`, signed here or by itself, valid now or long ago.
    fn config(&self, name: &str, own: bool, expired: bool, http2: bool) -> Arc<ServerConfig> {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("parameters");
        if expired {
            params.not_before = rcgen::date_time_ymd(2001, 1, 1);
            params.not_after = rcgen::date_time_ymd(2002, 1, 1);
        }
        let signed = if own { params.self_signed(&key) } else { params.signed_by(&key, &self.issuer) };
        let chain = vec![CertificateDer::from(signed.expect("signs").der().to_vec())];
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let mut config =
            builder.expect("versions").with_no_client_auth().with_single_cert(chain, key).expect("a certificate");
        if http2 {
            config.alpn_protocols = vec![b"h2".to_vec()];
        }
        Arc::new(config)
    }

    /// Serves `act` behind a certificate for localhost; gives the port.
    pub(crate) fn serve(&self, kind: Kind, act: fn(&mut Tls)) -> u16 {
        let name = if kind == Kind::OtherName { "elsewhere.test" } else { "localhost" };
        let config = self.config(name, kind == Kind::SelfSigned, kind == Kind::Expired, kind == Kind::Http2);
        listen(move |stream| {
            let Ok(connection) = ServerConnection::new(Arc::clone(&config)) else { return };
            act(&mut StreamOwned::new(connection, stream));
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Good,
    SelfSigned,
    Expired,
    OtherName,
    Http2,
}

/// Hands each connection to `act`, in a thread of its own; gives the port.
pub(crate) fn listen(act: impl Fn(TcpStream) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let act = Arc::new(act);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let act = Arc::clone(&act);
            let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
            std::thread::spawn(move || act(stream));
        }
    });
    port
}

/// Reads the request and answers over HTTP/1.1.
pub(crate) fn answer(stream: &mut Tls, body: &str) {
    let mut buffer = [0; 4096];
    let _ = stream.read(&mut buffer);
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
    stream.conn.send_close_notify();
    let _ = stream.flush();
}

/// An HTTP/2 frame.
pub(crate) fn frame(kind: u8, flags: u8, id: u32, payload: &[u8]) -> Vec<u8> {
    let mut out = (payload.len() as u32).to_be_bytes()[1..].to_vec();
    out.extend([kind, flags]);
    out.extend(id.to_be_bytes());
    out.extend(payload);
    out
}

/// Takes the client's preface and request and then sends `frames`, each again until the client has had enough, at most `times`.
pub(crate) fn http2(stream: &mut Tls, frames: &[Vec<u8>], times: usize) {
    let mut buffer = [0; 4096];
    let settings = frame(4, 0, 0, &[]);
    if stream.read(&mut buffer).is_err() || stream.write_all(&settings).is_err() {
        return;
    }
    std::thread::sleep(Duration::from_millis(50));
    for _ in 0..times {
        for frame in frames {
            if stream.write_all(frame).is_err() {
                return;
            }
        }
    }
    let _ = stream.flush();
    std::thread::sleep(Duration::from_millis(500));
}
