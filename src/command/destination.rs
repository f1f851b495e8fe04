//! A built set of files → a place where readers find it.
//!
//! Places differ in what they can do in one step. A folder beside which there is room is built there and swapped
//! ([`output::Staged`](crate::output::Staged)); a server that is reached by ssh gets a folder for each version and a
//! link that leads to one of them ([`ssh`]). Both show one whole version at any time. Object stores, WebDAV and folders
//! that cannot be replaced have no such step; for them [`sync`] settles an order in which a reader meets as little of
//! two versions as can be. What is published is read back through [`source`]. This file holds what all have in common:
//! what a destination is called, what there is to do, and how much may be removed without being asked.
//!
//! Builds nothing, and reads no secrets: those are handed in.

pub mod object;
pub mod source;
pub mod ssh;
pub mod sync;
pub mod way;

use std::path::PathBuf;

use crate::diag::{Diagnostic, faults};

/// What help texts say of destinations.
pub const HELP: &str = "Destinations:
  /srv/www                    a folder, also on a share
  user@host:/srv/www          a server with ssh and rsync; also ssh://user@host:port/srv/www
  s3://bucket/prefix          S3 or like it: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL
  az://container/prefix       Azure: AZURE_STORAGE_ACCOUNT_NAME, AZURE_STORAGE_ACCOUNT_KEY or AZURE_STORAGE_SAS_KEY
  https://host/folder         WebDAV, to verify any web server: KALENDS_WEBDAV_USER, KALENDS_WEBDAV_PASSWORD

Keys and passwords are taken from these variables of the environment only.";

/// What sends files to a server, and copies them from it.
pub const RSYNC: &str = "rsync";

#[derive(Debug, Clone, clap::Args)]
pub struct SshArgs {
    /// How a server is reached
    #[arg(long, value_name = "COMMAND", env = "KALENDS_SSH", default_value = "ssh")]
    ssh: String,
}

impl SshArgs {
    /// The program with its arguments.
    pub fn words(&self) -> Vec<String> {
        self.ssh.split_whitespace().map(str::to_owned).collect()
    }
}

/// Where to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    Folder(PathBuf),
    Ssh(ssh::Remote),
    Store(object::Address),
}

/// Why a destination is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoDestination {
    /// It begins with a scheme that nobody knows.
    Scheme(String),
    /// A part of it is missing; the form it should have.
    Form(&'static str),
    /// It holds a user name and password, or a key. What it says is not repeated.
    Secret,
}

/// Why a place refused.
#[derive(Debug)]
pub struct Refusal {
    /// The file, where it is about one.
    pub name: String,
    /// What the place or the system said, without secrets.
    pub reason: String,
}

/// How many files may be removed without being asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MaxDelete {
    /// A tenth of what is there, and 20 in any case.
    #[default]
    Usual,
    Files(usize),
    Percent(usize),
}

impl std::str::FromStr for MaxDelete {
    type Err = &'static str;

    /// `40`, `25%`.
    fn from_str(written: &str) -> Result<MaxDelete, Self::Err> {
        let number =
            |digits: &str| digits.parse().map_err(|_| "not a number of files such as 40, or a share such as 25%");
        match written.strip_suffix('%') {
            Some(share) => match number(share)? {
                percent @ 0..=100 => Ok(MaxDelete::Percent(percent)),
                _ => Err("a share is at most 100%"),
            },
            None => number(written).map(MaxDelete::Files),
        }
    }
}

impl MaxDelete {
    /// The number of files that may go where there are `present`.
    pub fn of(self, present: usize) -> usize {
        match self {
            MaxDelete::Usual => (present / 10).max(20),
            MaxDelete::Files(files) => files,
            MaxDelete::Percent(percent) => present.saturating_mul(percent) / 100,
        }
    }
}

fn is_drive(host: &str) -> bool {
    cfg!(windows) && host.len() == 1 && host.starts_with(|letter: char| letter.is_ascii_alphabetic())
}

/// Reads a destination as the user wrote it.
///
/// `s3://bucket/prefix`, `az://container/prefix`, `http(s)://host/folder` (WebDAV), `ssh://user@host:port/folder`,
/// `user@host:folder`; everything else is a folder.
pub fn destination(written: &str) -> Result<Destination, NoDestination> {
    let Some((scheme, rest)) = written.split_once("://") else {
        // As for rsync and scp: a colon before the first slash ends the name of a host. On Windows one letter is a drive.
        return match written.split_once(':') {
            Some((host, folder)) if !host.contains(['/', '\\']) && !host.is_empty() && !is_drive(host) => {
                ssh::Remote::new(host, None, folder).map(Destination::Ssh)
            }
            _ if written.is_empty() => Err(NoDestination::Form("a folder")),
            _ => Ok(Destination::Folder(written.into())),
        };
    };
    match scheme {
        "s3" | "az" | "http" | "https" => object::Address::read(scheme, rest).map(Destination::Store),
        "ssh" => {
            let form = NoDestination::Form("ssh://user@host/folder");
            let (authority, folder) = rest.split_once('/').ok_or(form.clone())?;
            if authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':')) {
                return Err(NoDestination::Secret);
            }
            let (host, port) = match authority.rsplit_once(':') {
                Some((host, port)) => (host, Some(port.parse().map_err(|_| form)?)),
                None => (authority, None),
            };
            ssh::Remote::new(host, port, &format!("/{folder}")).map(Destination::Ssh)
        }
        _ => Err(NoDestination::Scheme(scheme.to_owned())),
    }
}

/// The place that the user named for `command`.
pub fn named(written: &str, command: &'static str) -> Result<Destination, Diagnostic> {
    destination(written).map_err(|why| match why {
        NoDestination::Scheme(scheme) => {
            faults::no_destination(command, format!("`{scheme}://` leads to no place that kalends knows"))
        }
        NoDestination::Form(form) => {
            faults::no_destination(command, format!("`{}` names no place; expected `{form}`", written.escape_debug()))
        }
        NoDestination::Secret => faults::secret_in_destination(command, object::WEBDAV_USER, object::WEBDAV_PASSWORD),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_told_by_how_it_begins() {
        let kind = |written: &str| match destination(written) {
            Ok(Destination::Folder(_)) => "folder",
            Ok(Destination::Ssh(_)) => "ssh",
            Ok(Destination::Store(_)) => "store",
            Err(_) => "none",
        };
        for (written, expected) in [
            ("www", "folder"),
            ("/srv/www", "folder"),
            ("./a:b", "folder"),
            ("host:www", "ssh"),
            ("anna@host:/srv/www", "ssh"),
            ("ssh://anna@host:2222/srv/www", "ssh"),
            ("s3://bucket", "store"),
            ("s3://bucket/reports/", "store"),
            ("az://container/reports", "store"),
            ("https://dav.example.org/reports", "store"),
            ("", "none"),
            ("ftp://host/www", "none"),
            ("rsync://host/www", "none"),
            ("s3://", "none"),
            ("https://", "none"),
            ("https://anna:secret@dav.example.org/reports", "none"),
            ("ssh://anna:secret@host/www", "none"),
            ("ssh://host", "none"),
            ("ssh://host:port/www", "none"),
            ("-oProxyCommand=x:www", "none"),
            ("ssh://-oProxyCommand=x/www", "none"),
            ("host:", "none"),
            ("host:/", "none"),
            ("host:..", "none"),
        ] {
            assert_eq!(kind(written), expected, "{written}");
        }
    }

    #[test]
    fn a_tenth_may_go_and_twenty_in_any_case() {
        let check = |written: &str, present, expected| {
            assert_eq!(written.parse::<MaxDelete>().map(|limit| limit.of(present)), Ok(expected), "{written}");
        };
        assert_eq!(MaxDelete::Usual.of(50), 20);
        assert_eq!(MaxDelete::Usual.of(1000), 100);
        check("0", 1000, 0);
        check("40", 1000, 40);
        check("25%", 1000, 250);
        check("100%", 7, 7);
        for wrong in ["", "%", "-1", "101%", "a few", "10 %"] {
            assert!(wrong.parse::<MaxDelete>().is_err(), "{wrong}");
        }
    }
}
