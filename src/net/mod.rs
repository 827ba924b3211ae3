//! The HTTP client: limits, politeness, caching headers, address guard.

mod body;
mod guard;
mod hosts;

pub use body::Body;
pub use guard::Guard;
pub use hosts::Hosts;

use crate::config::Network;
use futures_util::StreamExt;
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{self, HeaderMap};
use reqwest::{Client, StatusCode};
use std::time::Duration;
use tokio::time::timeout;
use url::Url;

/// More hops than any publisher needs.
const MAX_HOPS: usize = 8;

/// What a server remembers for us between polls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// As the server wrote it.
    pub etag: Option<String>,
    /// As the server wrote it.
    pub last_modified: Option<String>,
}

/// A page or document that was read whole.
#[derive(Debug)]
pub struct Fetched {
    /// Unpacked.
    pub body: Body,
    /// The header.
    pub content_type: Option<String>,
    /// For the next poll.
    pub validators: Validators,
    /// Where it was found in the end.
    pub address: Url,
    /// Where it has moved for good (only 301 and 308 on the way).
    pub moved: Option<Url>,
}

/// Why a fetch gave no document.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// 304.
    #[error("not modified")]
    NotModified,
    /// 410.
    #[error("the server says it is gone for good (410); remove it or find its new address")]
    Gone,
    /// 429 or 503 with the pause the server asks for, or our own guess.
    #[error("the server asks for a pause of {} s ({status})", .pause.as_secs())]
    Pause {
        /// 429 holds the host, 503 the feed.
        status: StatusCode,
        /// From now.
        pause: SignedDuration,
    },
    /// Any other status.
    #[error("the server answers {0}")]
    Status(StatusCode),
    /// Refused before anything was sent.
    #[error("{0}")]
    Refused(String),
    /// Nothing came back: name, network, TLS or the server's HTTP failed.
    #[error("{0}")]
    Unreachable(String),
    /// What came back could not be read.
    #[error("{0}")]
    Failed(String),
    /// It did not end in time.
    #[error("{0}")]
    Slow(String),
    /// A limit of the configuration was hit.
    #[error("{0}")]
    Limit(String),
}

/// The client; cheap to clone.
#[derive(Debug, Clone)]
pub struct Http {
    client: Client,
    guard: Guard,
    timeout: Duration,
    max_body: u64,
    proxied: bool,
}

impl Http {
    /// Builds the client.
    ///
    /// # Errors
    /// If TLS cannot be set up or the proxy is wrong.
    pub fn new(network: &Network) -> Result<Self, String> {
        // A second call finds a provider installed, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let guard = Guard::new(network.allow_addresses.clone());
        let mut builder = Client::builder()
            .user_agent(network.user_agent.clone())
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(network.timeout.std().min(Duration::from_secs(15)))
            .read_timeout(network.timeout.std())
            .pool_idle_timeout(Duration::from_mins(1))
            .pool_max_idle_per_host(2)
            .no_proxy();
        builder = match &network.proxy {
            Some(proxy) => {
                builder.proxy(reqwest::Proxy::all(proxy.clone()).map_err(|e| format!("[network] proxy: {e}"))?)
            }
            None => builder.dns_resolver(guard.clone()),
        };
        let client = builder.build().map_err(|e| format!("the HTTP client cannot be set up: {e}"))?;
        Ok(Self {
            client,
            guard,
            timeout: network.timeout.std(),
            max_body: network.max_body.0,
            proxied: network.proxy.is_some(),
        })
    }

    /// Fetches a document, following redirects; each hop is checked by the guard.
    ///
    /// # Errors
    /// See [`FetchError`].
    pub async fn get(&self, address: &Url, validators: &Validators, now: Timestamp) -> Result<Fetched, FetchError> {
        // Twice the idle timeout bounds a body that drips.
        match timeout(self.timeout * 2, self.follow(address, validators, now)).await {
            Ok(result) => result,
            Err(_) => Err(FetchError::Slow(format!(
                "not read whole within {} s ([network] timeout)",
                self.timeout.as_secs() * 2
            ))),
        }
    }

    async fn follow(&self, start: &Url, validators: &Validators, now: Timestamp) -> Result<Fetched, FetchError> {
        let mut address = start.clone();
        let mut for_good = true;
        for _ in 0..MAX_HOPS {
            self.check(&address)?;
            let mut request = self.client.get(address.clone()).header(header::ACCEPT, "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5");
            if let Some(etag) = &validators.etag {
                request = request.header(header::IF_NONE_MATCH, etag);
            }
            if let Some(date) = &validators.last_modified {
                request = request.header(header::IF_MODIFIED_SINCE, date);
            }
            let response = request.send().await.map_err(|e| FetchError::Unreachable(reason(&e)))?;
            let status = response.status();
            if status.is_redirection() && status != StatusCode::NOT_MODIFIED {
                let target = response
                    .headers()
                    .get(header::LOCATION)
                    .and_then(|v| v.to_str().ok())
                    .ok_or_else(|| FetchError::Failed(format!("{status} without a Location")))?;
                let next = address
                    .join(target)
                    .map_err(|_| FetchError::Failed(format!("redirected to '{target}', which is no address")))?;
                for_good &= matches!(status.as_u16(), 301 | 308);
                address = next;
                continue;
            }
            return match status.as_u16() {
                200..=299 => {
                    let moved = (for_good && address != *start).then(|| address.clone());
                    self.body(response, address, moved).await
                }
                304 => Err(FetchError::NotModified),
                410 => Err(FetchError::Gone),
                429 | 503 => {
                    let pause = retry_after(response.headers(), now)
                        .unwrap_or(SignedDuration::from_mins(if status.as_u16() == 429 { 15 } else { 5 }));
                    Err(FetchError::Pause { status, pause })
                }
                _ => Err(FetchError::Status(status)),
            };
        }
        Err(FetchError::Limit(format!("more than {MAX_HOPS} redirects")))
    }

    /// Address literals do not pass the resolver, so they are checked here.
    fn check(&self, address: &Url) -> Result<(), FetchError> {
        if !matches!(address.scheme(), "http" | "https") {
            return Err(FetchError::Refused(format!("{}: only http and https are fetched", without_secrets(address))));
        }
        let literal = match address.host() {
            Some(url::Host::Ipv4(a)) => Some(a.into()),
            Some(url::Host::Ipv6(a)) => Some(a.into()),
            _ => None,
        };
        match literal {
            Some(ip) if !self.proxied && !self.guard.permits(ip) => {
                Err(FetchError::Refused(Guard::refusal(address.host_str().unwrap_or(""), ip)))
            }
            _ => Ok(()),
        }
    }

    /// Reads the body; the limit counts unpacked bytes.
    async fn body(&self, response: reqwest::Response, address: Url, moved: Option<Url>) -> Result<Fetched, FetchError> {
        let text =
            |name: header::HeaderName| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let (content_type, etag, last_modified) =
            (text(header::CONTENT_TYPE), text(header::ETAG), text(header::LAST_MODIFIED));
        let mut body = Body::default();
        let mut stream = response.bytes_stream();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|e| FetchError::Failed(reason(&e)))?;
            if (body.len() + chunk.len()) as u64 > self.max_body {
                return Err(FetchError::Limit(format!(
                    "larger than {} bytes unpacked ([network] max_body)",
                    self.max_body
                )));
            }
            body.push(&chunk)
                .map_err(|e| FetchError::Failed(format!("a large body cannot be kept in the temporary folder: {e}")))?;
        }
        Ok(Fetched { body, content_type, validators: Validators { etag, last_modified }, address, moved })
    }

    /// POSTs JSON; for webhooks. Redirects are not followed.
    ///
    /// # Errors
    /// The status or the failure in words; whether another try makes sense.
    pub async fn post(
        &self,
        address: &Url,
        body: String,
        headers: &[(&str, String)],
    ) -> Result<StatusCode, (String, bool)> {
        self.check(address).map_err(|e| (e.to_string(), false))?;
        let mut request = self.client.post(address.clone()).header(header::CONTENT_TYPE, "application/json").body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let sent = timeout(self.timeout, request.send()).await.map_err(|_| ("no answer in time".to_owned(), true))?;
        let status = sent.map_err(|e| (reason(&e), true))?.status();
        if status.is_success() {
            return Ok(status);
        }
        Err((format!("the server answers {status}"), true))
    }
}

/// An address without what may be a key in it: name and password, and all behind the host.
fn without_secrets(address: &Url) -> String {
    format!("{}://{}/…", address.scheme(), address.host_str().unwrap_or_default())
}

/// `Retry-After` in seconds or as a date.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<SignedDuration> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse::<i64>() {
        return Some(SignedDuration::from_secs(seconds.max(1)));
    }
    let at = Timestamp::try_from(httpdate::parse_http_date(value).ok()?).ok()?;
    Some(at.duration_since(now).max(SignedDuration::from_secs(1)))
}

/// The innermost cause of an error: "connection refused" rather than "error sending request".
fn reason(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        text = inner.to_string();
        source = inner.source();
    }
    if error.is_timeout() { format!("no answer in time ({text})") } else { text }
}
