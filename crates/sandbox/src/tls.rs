//! A certificate that nobody else trusts, for the providers' real names.

use std::io;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio_rustls::TlsAcceptor;

/// The names that a browser may map to the doubles.
const NAMES: [&str; 12] = [
    "checkout.stripe.com",
    "billing.stripe.com",
    "invoice.stripe.com",
    "js.stripe.com",
    "cdn.paddle.com",
    "sandbox-cdn.paddle.com",
    "buy.paddle.com",
    "sandbox-buy.paddle.com",
    "api.paddle.com",
    "sandbox-api.paddle.com",
    "localhost",
    "127.0.0.1",
];

/// TLS with a fresh self-signed certificate for the providers' names.
///
/// # Errors
/// When the certificate cannot be made.
pub fn acceptor() -> io::Result<TlsAcceptor> {
    let made = rcgen::generate_simple_self_signed(NAMES.map(str::to_owned)).map_err(io::Error::other)?;
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).map_err(io::Error::other)?;
    // Named, not the process default: another crate may install another provider.
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .map_err(io::Error::other)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
