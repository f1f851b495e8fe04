//! kalends as its users meet it: a folder of files in, pages and messages out.
//!
//! `tour` comes first: a year of one site in ten tests. Every test builds a site of its own in a temporary folder with
//! the real program. Nothing is shared, nothing asks for a network or the time. `KALENDS_UPDATE=1` rewrites the
//! expected messages and exit codes in `tests/errors`, the help texts in `tests/help`, and what documents take from the
//! code; read what it wrote.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "tests write sites into temporary folders, run the program, tell one story to its end and stop where something \
              is wrong"
)]

mod tour;

mod attachments;
mod audit;
mod calendar;
mod cases;
mod chart_keys;
mod chart_words;
mod charts;
mod checklist;
mod codes;
mod cures;
mod diff;
mod disclosure;
mod drafts;
mod editions;
mod embargo;
mod equal_values;
mod errors;
mod exhibits;
mod faces;
mod figures;
#[cfg(unix)] // links, modes, killed runs
mod files;
mod fiscal;
mod fiscal_ledger;
mod fmt;
mod front;
mod gone;
#[cfg(feature = "serve")]
mod help;
mod hostile;
mod import;
mod init;
mod intervals;
mod killed;
mod languages;
mod late;
mod layering;
mod library;
#[cfg(unix)] // links and modes
mod links;
mod lint;
mod little;
mod machines;
mod mail;
mod manual;
mod mappings;
mod members;
mod month;
mod narrative;
mod newly_shown;
mod output;
mod overview;
mod page;
mod parts;
#[cfg(unix)] // programs that stand in for a browser are scripts
mod pdf;
mod periods;
mod project;
mod promised_again;
mod promised_beside;
mod promised_counts;
mod promised_elsewhere;
mod promised_hidden;
mod promised_ids;
mod promised_members;
mod promised_notices;
mod promised_renamed;
mod promised_settings;
mod promised_small;
mod promised_steps;
mod promises;
mod proofs;
mod publish;
mod quality;
mod random;
mod reader;
#[cfg(feature = "serve")]
mod readme;
mod reckoned;
mod recovery;
mod reference;
#[cfg(unix)] // sshd and rsync
mod release;
mod remarks;
#[cfg(unix)] // sshd and rsync
mod remote;
#[cfg(feature = "xlsx")]
mod report_workbooks;
mod review;
mod revisions;
mod same_bytes;
mod sarif;
mod schemas;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod shared;
mod shell;
mod signed;
mod single;
mod supply;
mod suppression;
mod tables;
mod targets;
mod templates;
mod trust;
mod vectors;
mod verify;
mod verify_files;
mod waiting;
mod witness;
mod word;
mod workbooks;
