//! A sink that tells of each report that it has taken, for somebody who waits.

use std::io;

use super::Sink;

/// Passes all files on to another sink.
pub struct Counted<'a> {
    sink: &'a dyn Sink,
    step: &'a (dyn Fn() + Sync),
}

impl<'a> Counted<'a> {
    /// `step` is called for each report, from several threads at once.
    pub fn new(sink: &'a dyn Sink, step: &'a (dyn Fn() + Sync)) -> Counted<'a> {
        Counted { sink, step }
    }
}

impl Sink for Counted<'_> {
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.sink.write(path, bytes)?;
        // Each report has one of these.
        if path.ends_with("/figures.json") {
            (self.step)();
        }
        Ok(())
    }

    fn wants(&self, path: &str) -> bool {
        self.sink.wants(path)
    }
}
