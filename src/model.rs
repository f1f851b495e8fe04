//! The nouns: what is measured, what was reported, what is written about it, how the site is set.
//!
//! Plain data with its invariants. No serde, no files, no formatting: those are `load` and `locale`.

pub mod settings;
