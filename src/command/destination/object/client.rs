//! The client of object stores and WebDAV: a few requests at a time, repeated where a server or the network fails.

use std::collections::{BTreeSet, VecDeque};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::http::HttpBuilder;
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, ClientOptions, HeaderMap, HeaderValue, ObjectStore, ObjectStoreExt, PutOptions, RetryConfig,
};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use super::{Address, Kind, WEBDAV_PASSWORD, WEBDAV_USER};
use crate::base::address::media_type;
use crate::command::destination::Refusal;
use crate::command::destination::source::Source;
use crate::command::destination::sync::Store;
use crate::output::{LARGEST, MANIFEST};

/// Requests at a time: enough to hide the way to the server, few enough for a small one.
const AT_ONCE: usize = 8;
/// How often one request is repeated, and for how long, where the server says 5xx or the network breaks.
const RETRIES: usize = 4;
const RETRY_TIME: Duration = Duration::from_secs(60);
/// How long one request may take.
const REQUEST_TIME: Duration = Duration::from_secs(60);
/// A longer answer is cut short.
const LONGEST_REASON: usize = 240;

pub(super) struct Client {
    store: Arc<dyn ObjectStore>,
    prefix: String,
    runtime: Runtime,
    secrets: Vec<String>,
    /// Folders are made when a file in them is written, and two requests that make the same one stand in each other's
    /// way.
    has_folders: bool,
}

pub(super) fn open(address: &Address, variables: &[(String, String)]) -> Result<Client, Refusal> {
    // Fails only where another one was installed before, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let secrets: Vec<String> =
        variables.iter().filter(|(name, _)| is_secret(name)).map(|(_, value)| value.clone()).collect();
    let refusal = |error: &dyn Error| Refusal { name: String::new(), reason: reason(error, &secrets) };
    let retry = RetryConfig { max_retries: RETRIES, retry_timeout: RETRY_TIME, ..RetryConfig::default() };
    let options = ClientOptions::new().with_timeout(REQUEST_TIME);
    let of_kind = |start: &str| -> Vec<(String, String)> {
        let own = variables.iter().filter(|(name, _)| name.starts_with(start));
        own.map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect()
    };
    let store: Arc<dyn ObjectStore> = match address.kind {
        Kind::S3 => {
            let mut builder = AmazonS3Builder::new().with_client_options(options).with_retry(retry);
            for (name, value) in of_kind("AWS_") {
                if let Ok(key) = name.parse() {
                    builder = builder.with_config(key, value);
                }
            }
            Arc::new(builder.with_bucket_name(&address.place).build().map_err(|error| refusal(&error))?)
        }
        Kind::Azure => {
            let mut builder = MicrosoftAzureBuilder::new().with_client_options(options).with_retry(retry);
            for (name, value) in of_kind("AZURE_") {
                if let Ok(key) = name.parse() {
                    builder = builder.with_config(key, value);
                }
            }
            Arc::new(builder.with_container_name(&address.place).build().map_err(|error| refusal(&error))?)
        }
        Kind::WebDav => {
            let mut options = options.with_allow_http(true);
            let value =
                |wanted: &str| variables.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
            if let (Some(user), Some(password)) = (value(WEBDAV_USER), value(WEBDAV_PASSWORD)) {
                if !is_private(&address.place) {
                    let reason = "the password would be sent for all to read; use https://".to_owned();
                    return Err(Refusal { name: String::new(), reason });
                }
                let text = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, format!("{user}:{password}"));
                let mut header = HeaderValue::try_from(format!("Basic {text}")).map_err(|error| refusal(&error))?;
                header.set_sensitive(true);
                options = options.with_default_headers(headers(header));
            }
            let builder = HttpBuilder::new().with_url(&address.place).with_client_options(options).with_retry(retry);
            Arc::new(builder.build().map_err(|error| refusal(&error))?)
        }
    };
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| refusal(&error))?;
    let has_folders = address.kind == Kind::WebDav;
    Ok(Client { store, prefix: address.prefix.clone(), runtime, secrets, has_folders })
}

fn headers(authorization: HeaderValue) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("authorization", authorization);
    headers
}

/// Whether what is sent is encrypted, or does not leave this machine.
fn is_private(address: &str) -> bool {
    let host = address.strip_prefix("http://").map(|rest| rest.rsplit_once(':').map_or(rest, |(host, _)| host));
    host.is_none_or(|host| ["localhost", "127.0.0.1", "[::1]"].contains(&host))
}

impl Client {
    fn path(&self, name: &str) -> Result<Path, Refusal> {
        let slash = if self.prefix.is_empty() { "" } else { "/" };
        Path::parse(format!("{}{slash}{name}", self.prefix)).map_err(|error| self.refusal(name, &error))
    }

    fn refusal(&self, name: &str, error: &dyn Error) -> Refusal {
        Refusal { name: name.to_owned(), reason: reason(error, &self.secrets) }
    }

    /// Does one thing for each of the files, `at_once` at a time. The first refusal ends it, when what is under way is
    /// done.
    fn each<T, F>(
        &self,
        at_once: usize,
        mut files: VecDeque<(String, T)>,
        what: impl Fn(Arc<dyn ObjectStore>, Path, T) -> F,
    ) -> Result<(), Refusal>
    where
        F: Future<Output = object_store::Result<()>> + Send + 'static,
    {
        self.runtime.block_on(async {
            let mut under_way: JoinSet<(String, object_store::Result<()>)> = JoinSet::new();
            let mut failed = None;
            loop {
                while under_way.len() < at_once && failed.is_none() {
                    let Some((name, content)) = files.pop_front() else { break };
                    let work = what(self.store.clone(), self.path(&name)?, content);
                    under_way.spawn(async move { (name, work.await) });
                }
                match under_way.join_next().await {
                    None => return failed.map_or(Ok(()), Err),
                    Some(Ok((_, Ok(())))) => {}
                    Some(Ok((name, Err(error)))) => failed = failed.or(Some(self.refusal(&name, &error))),
                    Some(Err(error)) => failed = failed.or(Some(self.refusal("", &error))),
                }
            }
        })
    }
}

impl Source for Client {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let path = self.path(name)?;
        self.runtime.block_on(async {
            let found = match self.store.get(&path).await {
                Err(object_store::Error::NotFound { .. }) => return Ok(None),
                found => found.map_err(|error| self.refusal(name, &error))?,
            };
            if found.meta.size > LARGEST {
                return Err(Refusal { name: name.to_owned(), reason: "it is larger than 256 MB".to_owned() });
            }
            let bytes = found.bytes().await.map_err(|error| self.refusal(name, &error))?;
            Ok(Some(bytes.to_vec()))
        })
    }

    /// Asks folder by folder, since many WebDAV servers do not tell all at once. Whatever they answer other than a list
    /// means that they do not tell: that they can be reached was seen when a file was read.
    fn names(&self) -> Result<Option<Vec<String>>, Refusal> {
        let start = self.path("")?;
        self.runtime.block_on(async {
            let mut names = Vec::new();
            let mut folders = VecDeque::from([start.clone()]);
            let mut under_way = JoinSet::new();
            loop {
                while under_way.len() < AT_ONCE
                    && let Some(folder) = folders.pop_front()
                {
                    let store = self.store.clone();
                    under_way.spawn(async move { store.list_with_delimiter(Some(&folder)).await });
                }
                let Some(answer) = under_way.join_next().await else { break };
                let Ok(Ok(found)) = answer else { return Ok(None) };
                folders.extend(found.common_prefixes);
                let name = |path: &Path| {
                    let rest = path.as_ref().strip_prefix(start.as_ref())?;
                    Some(rest.trim_start_matches('/').to_owned())
                };
                names.extend(found.objects.iter().filter_map(|object| name(&object.location)));
            }
            // A web server without WebDAV may answer that there is nothing.
            Ok(names.iter().any(|name| name == MANIFEST).then_some(names))
        })
    }
}

impl Store for Client {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        Source::read(self, name)
    }

    fn write(&self, files: Vec<(String, Vec<u8>)>) -> Result<(), Refusal> {
        let mut folders = BTreeSet::new();
        let is_first = |name: &str| {
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            self.has_folders && folders.insert(folder.to_owned())
        };
        let (first, others) = divided(files, is_first);
        for (at_once, files) in [(1, first), (AT_ONCE, others)] {
            self.each(at_once, files, |store, path, (bytes, attributes)| async move {
                let options = PutOptions { attributes, ..PutOptions::default() };
                store.put_opts(&path, bytes.into(), options).await.map(|_| ())
            })?;
        }
        Ok(())
    }

    fn remove(&self, names: &[String]) -> Result<(), Refusal> {
        let files = names.iter().map(|name| (name.clone(), ()));
        self.each(AT_ONCE, files.collect(), |store, path, ()| async move {
            match store.delete(&path).await {
                Err(object_store::Error::NotFound { .. }) => Ok(()),
                done => done,
            }
        })
    }
}

/// Files on their way, with what a browser is told of each.
type Files = VecDeque<(String, (Vec<u8>, Attributes))>;

fn divided(files: Vec<(String, Vec<u8>)>, mut is_first: impl FnMut(&str) -> bool) -> (Files, Files) {
    let files = files.into_iter().map(|(name, bytes)| {
        let attributes = attributes(&name);
        (name, (bytes, attributes))
    });
    files.partition(|(name, _)| is_first(name))
}

/// What a browser is told of a file. Names stay the same when content changes, so it asks each time whether it did.
fn attributes(name: &str) -> Attributes {
    Attributes::from_iter([(Attribute::ContentType, media_type(name)), (Attribute::CacheControl, "no-cache")])
}

/// Whether a variable is to be kept out of messages. Those that say where a store is may be seen.
fn is_secret(name: &str) -> bool {
    ["KEY", "SECRET", "TOKEN", "PASSWORD", "SAS"].iter().any(|word| name.contains(word))
}

/// Where the machines of a cloud ask for their own keys.
const OWN_KEYS: &str = "169.254.169.254";

/// Why a request failed. Where nobody answered, the client only says that it could not send; the last cause knows why:
/// no such host, a certificate that is not trusted.
fn reason(error: &dyn Error, secrets: &[String]) -> String {
    let text = error.to_string();
    if text.contains(OWN_KEYS) {
        return "no key is set in the environment, and this machine has none of its own".to_owned();
    }
    let mut last = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    let last = last.to_string();
    cleared(if text.contains(&last) { &text } else { &last }, secrets)
}

/// A message on one line, of bearable length, without secrets and without what stands behind `?` in an address, where
/// signatures stand.
fn cleared(text: &str, secrets: &[String]) -> String {
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret.as_str(), "…");
    }
    let word = |word: &str| match word.split_once('?') {
        Some((address, _)) if address.contains("://") => format!("{address}?…"),
        _ => word.to_owned(),
    };
    let text = text.split(' ').map(word).collect::<Vec<_>>().join(" ");
    let plain: String = text.chars().filter(|sign| !sign.is_control()).collect();
    match plain.char_indices().nth(LONGEST_REASON).and_then(|(end, _)| plain.get(..end)) {
        Some(start) => format!("{start} …"),
        None => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_holds_no_secret_and_no_signature() {
        let secrets = ["s3cr3t".to_owned(), String::new()];
        assert_eq!(
            cleared("GET https://a.example/x?sig=abc&se=1 failed:\n  key s3cr3t\u{1b}[31m", &secrets),
            "GET https://a.example/x?… failed: key …[31m"
        );
        assert_eq!(cleared(&"a".repeat(300), &[]).chars().count(), LONGEST_REASON + 2);
        assert!(is_secret("AWS_SECRET_ACCESS_KEY") && is_secret("AZURE_STORAGE_SAS_KEY") && is_secret(WEBDAV_PASSWORD));
        assert!(!is_secret("AWS_ENDPOINT_URL") && !is_secret("AWS_REGION"));
    }
}
