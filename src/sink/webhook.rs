//! POST of the alert as JSON, with an idempotency key and a signature.

use crate::alert::Alert;
use crate::config::Secret;
use crate::net::Http;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::path::Path;
use url::Url;

/// An address with its key.
pub struct Webhook {
    url: Url,
    secret: Option<Secret>,
    http: Http,
}

impl std::fmt::Debug for Webhook {
    /// Without the secret, and without what the address may hide in its query.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Webhook({})", self.url.host_str().unwrap_or(""))
    }
}

impl Webhook {
    pub(super) fn new(url: Url, secret: Option<Secret>, file: Option<&Path>, http: Http) -> Result<Self, String> {
        let from_file = file.map(Secret::from_file).transpose()?;
        Ok(Self { url, secret: from_file.or(secret), http })
    }

    pub(super) async fn post(&self, alert: &Alert, json: &str) -> Result<String, String> {
        let mut headers = vec![("Idempotency-Key", alert.id.clone()), ("X-Wirewatch-Schema", alert.schema.clone())];
        if let Some(secret) = &self.secret {
            headers.push(("X-Wirewatch-Signature", format!("sha256={}", signature(secret.reveal(), json))));
        }
        let status = self.http.post(&self.url, json.to_owned(), &headers).await.map_err(|(e, _)| e)?;
        Ok(format!("the server answers {status}"))
    }
}

/// HMAC-SHA256 of the body in hexadecimal.
fn signature(secret: &str, body: &str) -> String {
    // HMAC takes keys of any length, so this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(body.as_bytes());
    mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_signature_is_that_of_rfc_4231() {
        // Test case 2 of RFC 4231.
        assert_eq!(
            super::signature("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
