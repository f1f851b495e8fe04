//! kalends: monthly snapshots of figures in, a static report set out.
//!
//! ```text
//! load ──► model ──► compute ──► l10n ──► { exhibit, narrative } ──► site ──► output
//! (files)  (nouns)   (figures)   (text)   (pieces of a page)         (pages)  (folder)
//! ```
//!
//! Every stage is a function from complete values to complete values. Files are read in [`load`] and written in
//! [`output`], nowhere else; nothing below `main.rs` prints, exits, or reads the clock or the environment. The rooms
//! stand below in the order in which they may use each other, lowest first; `tests/it/layering.rs` holds them to it.
//!
//! **One figure's way.** `data/2018-02.yaml` says `key_persons: 1807`. [`load`] reads it into an
//! [`Observation`](model::snapshot::Observation) that keeps its [`Place`](base::place::Place). A
//! [`Book`](compute::Book) holds all observations; asked as known in February 2018 it answers with a
//! [`Figure`](compute::Figure): value, status, and how it came about. In `content/2018-02.md` the author wrote `{{
//! key_persons }}`; [`narrative`] turns it into a mark, carries it through Markdown, and writes one `<data>` element in
//! the words of [`l10n::wording`]. The charts and tables of [`exhibit`] take the same figure, and [`site`] writes it to
//! figures.json. No stage recomputes, reparses or rounds it again.
//!
//! **Invariants.** A number on a page comes from a figure, and becomes text only in [`l10n`]. Absence is a
//! [`Gap`](compute::Gap) with its reason, never zero and never an empty string. Later snapshots never change the
//! figures of an earlier report. Maps are ordered, walks are sorted, pages know no clock: the same input gives the same
//! bytes.

// No index is beyond the end: `get`, or an `#[expect]` that says why.
#![warn(clippy::indexing_slicing, clippy::string_slice)]

// What everything needs: periods, places in files, addresses of pages, hashes.
pub mod base;
// Faults: `faults` has their wording, a file for each family of codes; `print` and `sarif` print them.
pub mod diag;
// The nouns: `catalog` (metrics, targets), `snapshot`, `content`, `settings`, `ledger`, `approvals`.
pub mod model;

// The files of a site → its inputs: `snapshot`, `catalog`, `content`, …, a file for each kind; `yaml` reads them.
pub mod load;

// Inputs → figures: `history` (as known in a month), `target` (judges), `change`, `rollup`, `formula`, `spc`,
// `forecast`, `disclosure` (hides).
pub mod compute;

// Figures and periods → text; a file for each language: `da`, `en`.
pub mod l10n;

// Figures → charts (`chart`, a file for each kind, and `drawing`) and tables (`table`).
pub mod exhibit;
// Markdown with references → sections: `template` runs it, `filters` and `requests` read it, `markdown` writes HTML.
pub mod narrative;

// What an editor should look at: numbers typed by hand, words against a change, …
pub mod lint;
// Where pages go: `staged` writes a site beside the published folder and swaps it in; `atomic` writes a file whole.
pub mod output;
// Which pages there are (`plan`), what templates see (`view`), one file for each kind of page.
pub mod site;

// The commands, a file or folder each: `new` begins a month, `build`, `publish`, …
pub mod command;
