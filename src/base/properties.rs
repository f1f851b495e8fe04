//! How properties are tried, for the tests of all rooms.

use proptest::test_runner::{Config, RngSeed};

/// The same cases in every run; others with `PROPTEST_RNG_SEED=2`, more with `PROPTEST_CASES=10000`.
pub fn config() -> Config {
    let config = Config::default();
    let rng_seed = if config.rng_seed == RngSeed::Random { RngSeed::Fixed(1) } else { config.rng_seed };
    Config { rng_seed, failure_persistence: None, ..config }
}
