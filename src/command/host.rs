//! What a command knows of the process that runs it: where it was started, the time, the environment.
//!
//! `main` fills it, so that a command depends on nothing that its caller does not see.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::base::address;
use crate::diag::{Diagnostics, Stopped, faults};
use crate::load;
use crate::model::{Date, day_of};

/// The variable that says what time it is, for output that can be made again (reproducible-builds.org).
const SOURCE_DATE_EPOCH: &str = "SOURCE_DATE_EPOCH";

/// The process as a command sees it.
#[derive(Debug, Clone)]
pub struct Host {
    /// The current folder.
    pub here: PathBuf,
    /// Where files may lie for the time a command takes.
    pub temp: PathBuf,
    variables: BTreeMap<OsString, OsString>,
    clock: Timestamp,
}

impl Host {
    /// `clock` is the time on the machine.
    pub fn new(
        here: PathBuf,
        temp: PathBuf,
        variables: impl IntoIterator<Item = (OsString, OsString)>,
        clock: Timestamp,
    ) -> Host {
        Host { here, temp, variables: variables.into_iter().collect(), clock }
    }

    /// A variable of the environment. On Windows, `Path` is `PATH`.
    pub fn variable(&self, name: &str) -> Option<&OsStr> {
        let alike =
            || self.variables.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        self.variables.get(OsStr::new(name)).or_else(|| alike().filter(|_| cfg!(windows))).map(OsString::as_os_str)
    }

    /// The variables whose names begin with one of `starts`. Those that are not Unicode are left out.
    pub fn variables(&self, starts: &[&str]) -> Vec<(String, String)> {
        let texts = self.variables.iter().filter_map(|(name, value)| Some((name.to_str()?, value.to_str()?)));
        let wanted = texts.filter(|(name, _)| starts.iter().any(|start| name.starts_with(start)));
        wanted.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// The moment, in whole seconds: that of SOURCE_DATE_EPOCH where it is set. An error where that holds anything else
    /// than a number of seconds since 1970.
    pub fn now(&self, diags: &mut Diagnostics) -> Result<Timestamp, Stopped> {
        let seconds = match self.variable(SOURCE_DATE_EPOCH) {
            None => Some(self.clock.as_second()),
            Some(written) => written.to_str().and_then(|text| text.trim().parse().ok()),
        };
        let now = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
        now.ok_or_else(|| {
            let written = self.variable(SOURCE_DATE_EPOCH).unwrap_or_default();
            diags.stop(faults::no_moment(SOURCE_DATE_EPOCH, &written.to_string_lossy()))
        })
    }

    /// The day, in UTC.
    pub fn today(&self, diags: &mut Diagnostics) -> Result<Date, Stopped> {
        let now = self.now(diags)?;
        day_of(now.as_second()).ok_or_else(|| diags.stop(faults::no_moment(SOURCE_DATE_EPOCH, &now.to_string())))
    }

    /// The site's folder: the one that is named, or the nearest upwards from here.
    pub fn site(&self, named: Option<&Path>, diags: &mut Diagnostics) -> Result<PathBuf, Stopped> {
        let found = match named {
            Some(named) => load::is_site(named).then(|| named.to_path_buf()),
            None => load::find_root(&self.here),
        };
        found.ok_or_else(|| {
            let start = named.unwrap_or(Path::new("."));
            diags.stop(faults::no_site(&start.display().to_string()))
        })
    }

    /// A path as it is best read from here.
    pub fn shown(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.here).or(path.strip_prefix(".")).ok();
        let inside = inside.or(path.is_relative().then_some(path));
        inside.map_or_else(|| address::shown(path), address::of_file_lossy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(epoch: Option<&str>) -> Host {
        let variables = epoch.map(|epoch| (SOURCE_DATE_EPOCH.into(), epoch.into()));
        let clock = Timestamp::from_second(1_519_862_400).expect("a moment");
        Host::new("/srv/site".into(), "/tmp".into(), variables, clock)
    }

    #[test]
    fn the_moment_is_the_clocks_or_that_of_source_date_epoch() {
        let now = |epoch| host(epoch).now(&mut Diagnostics::default()).map(|now| now.to_string());
        assert_eq!(now(None), Ok("2018-03-01T00:00:00Z".to_owned()));
        assert_eq!(now(Some(" 0\n")), Ok("1970-01-01T00:00:00Z".to_owned()));
        let today = host(Some("1519862399")).today(&mut Diagnostics::default());
        assert_eq!(today.map(|day| day.to_string()), Ok("2018-02-28".to_owned()));
        for wrong in ["", "soon", "1.5", "99999999999999999"] {
            let mut diags = Diagnostics::default();
            assert!(host(Some(wrong)).now(&mut diags).is_err() && diags.has_errors(), "{wrong}");
        }
    }

    #[cfg(unix)] // its paths begin with /
    #[test]
    fn a_path_below_the_current_folder_is_shown_from_there() {
        assert_eq!(host(None).shown(Path::new("/srv/site/data/2018-02.yaml")), "data/2018-02.yaml");
        assert_eq!(host(None).shown(Path::new("./data/2018-02.yaml")), "data/2018-02.yaml");
        assert_eq!(host(None).shown(Path::new("/srv/other")), "/srv/other");
    }

    #[test]
    fn variables_are_those_that_begin_so() {
        let set = [("AWS_REGION", "eu"), ("AWSX", "1"), ("HOME", "/root")];
        let set = set.map(|(name, value)| (OsString::from(name), OsString::from(value)));
        let host = Host { variables: set.into(), ..host(None) };
        assert_eq!(host.variables(&["AWS_", "AZURE_"]), [("AWS_REGION".to_owned(), "eu".to_owned())]);
        assert_eq!(host.variable("HOME"), Some(OsStr::new("/root")));
    }
}
