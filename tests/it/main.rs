//! kalends as its users meet it: a folder of files in, pages and messages out.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "tests write sites into temporary folders, run the program and stop where something is wrong"
)]

mod layering;
