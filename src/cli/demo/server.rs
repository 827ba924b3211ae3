//! The sample wire as a web server on a loopback port.

use super::wire::Wire;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::net::TcpListener;

/// Serves until it is dropped.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    second_act: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    pub(super) async fn start(wire: Wire) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let second_act = Arc::new(AtomicBool::new(false));
        let (wire, act) = (Arc::new(wire), Arc::clone(&second_act));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (wire, act) = (Arc::clone(&wire), Arc::clone(&act));
                let answer = service_fn(move |request: Request<hyper::body::Incoming>| {
                    let body = wire.answer(request.uri().path(), address, act.load(Ordering::Relaxed));
                    async move {
                        let status = if body.is_some() { 200 } else { 404 };
                        let (kind, body) = body.unwrap_or(("text/plain", String::new()));
                        let mut response = Response::new(Full::new(Bytes::from(body)));
                        *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or_default();
                        response.headers_mut().insert("content-type", hyper::header::HeaderValue::from_static(kind));
                        Ok::<_, Infallible>(response)
                    }
                });
                tokio::spawn(async move {
                    // A client that hangs up is no error of the server's.
                    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
                });
            }
        });
        Ok(Self { address, second_act, task })
    }

    /// Shows the second half of the wire from now on; whether this call opened it.
    pub(super) fn open_second_act(&self) -> bool {
        !self.second_act.swap(true, Ordering::Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}
