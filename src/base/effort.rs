//! How long a thread has worked: without what other threads and programs did meanwhile, so that a machine under load
//! finds the same as an idle one.

use std::time::Duration;

#[cfg(unix)]
pub fn worked() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap_or_default(), time.tv_nsec.try_into().unwrap_or_default())
}

/// Where the system does not tell without unsafe code: the time that went by since the thread first asked.
#[cfg(not(unix))]
#[expect(clippy::disallowed_methods, reason = "measures work that is given up; no page depends on it")]
pub fn worked() -> Duration {
    thread_local! {
        static BEGAN: std::time::Instant = std::time::Instant::now();
    }
    BEGAN.with(std::time::Instant::elapsed)
}

#[cfg(test)]
mod tests {
    #[cfg(unix)] // the time that a thread worked
    use super::*;

    #[cfg(unix)] // the time that a thread worked
    #[test]
    #[expect(clippy::disallowed_methods, reason = "to wait is no work")]
    fn to_wait_is_no_work() {
        let before = worked();
        std::thread::sleep(Duration::from_millis(200));
        let waited = worked() - before;
        assert!(waited < Duration::from_millis(100), "{waited:?}");
        let before = worked();
        // Sums that are not known ahead, until the clock of the thread has moved.
        let mut sum = 1_u64;
        while worked() == before {
            sum = (0..1000).fold(sum, |sum, number| sum.wrapping_mul(31).wrapping_add(number));
        }
        assert!(worked() > before, "{sum}");
    }
}
