//! Object stores and WebDAV: `s3://bucket/prefix`, `az://container/prefix`, `http(s)://host/folder`.
//!
//! What an address means stands here for every build of kalends; the client behind it, some hundred crates, only for
//! those with the feature `publish`. Keys and passwords come from the environment and nowhere else, and what a server
//! answers is cleared of them before it becomes a message.

#[cfg(feature = "publish")]
mod client;

use super::source::Source;
use super::sync::Store;
use super::{NoDestination, Refusal};

/// The user name and password of WebDAV.
pub const WEBDAV_USER: &str = "KALENDS_WEBDAV_USER";
pub const WEBDAV_PASSWORD: &str = "KALENDS_WEBDAV_PASSWORD";

/// How the variables begin that settings and secrets are taken from.
pub const VARIABLES: [&str; 3] = ["AWS_", "AZURE_", "KALENDS_WEBDAV_"];

/// An object store or a folder of WebDAV.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub kind: Kind,
    /// The bucket, the container; for WebDAV the whole address.
    pub place: String,
    /// The folder within, without `/` at its ends.
    pub prefix: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    S3,
    Azure,
    WebDav,
}

impl Address {
    /// `rest` is what stands behind `scheme://`.
    pub fn read(scheme: &str, rest: &str) -> Result<Address, NoDestination> {
        let (place, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let (kind, form) = match scheme {
            "s3" => (Kind::S3, "s3://bucket/prefix"),
            "az" => (Kind::Azure, "az://container/prefix"),
            _ => (Kind::WebDav, "https://host/folder"),
        };
        if place.contains('@') || (kind == Kind::WebDav && rest.contains('?')) {
            return Err(NoDestination::Secret);
        }
        let prefix = prefix.trim_matches('/');
        let is_odd = |part: &str| [".", ".."].contains(&part) || part.chars().any(char::is_control);
        let wrong = place.is_empty() || is_odd(place) || prefix.split('/').any(is_odd) || rest.contains(['?', '#']);
        if wrong || prefix.contains("//") {
            return Err(NoDestination::Form(form));
        }
        let place = if kind == Kind::WebDav { format!("{scheme}://{place}") } else { place.to_owned() };
        Ok(Address { kind, place, prefix: prefix.to_owned() })
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scheme = match self.kind {
            Kind::S3 => "s3://",
            Kind::Azure => "az://",
            Kind::WebDav => "",
        };
        let slash = if self.prefix.is_empty() { "" } else { "/" };
        write!(f, "{scheme}{}{slash}{}", self.place, self.prefix)
    }
}

/// A connection to the place, to write; nothing is asked yet. `variables` are those of the environment whose names
/// begin with one of [`VARIABLES`]. `None` when this kalends was built without the feature `publish`.
#[cfg(feature = "publish")]
pub fn open(address: &Address, variables: &[(String, String)]) -> Option<Result<Box<dyn Store>, Refusal>> {
    Some(client::open(address, variables).map(|client| Box::new(client) as Box<dyn Store>))
}

#[cfg(not(feature = "publish"))]
pub fn open(_: &Address, _: &[(String, String)]) -> Option<Result<Box<dyn Store>, Refusal>> {
    None
}

/// The same, to read. What is reached by `http(s)://` need not be WebDAV then: any web server gives its files.
#[cfg(feature = "publish")]
pub fn source(address: &Address, variables: &[(String, String)]) -> Option<Result<Box<dyn Source>, Refusal>> {
    Some(client::open(address, variables).map(|client| Box::new(client) as Box<dyn Source>))
}

#[cfg(not(feature = "publish"))]
pub fn source(_: &Address, _: &[(String, String)]) -> Option<Result<Box<dyn Source>, Refusal>> {
    None
}
