//! JSON Schemas of the files that an author writes and of figures.json, as editors and other programs read them.
//!
//! A schema says what a file may look like, key by key, so that an editor can complete and explain it while it is
//! written. It knows no names of other files: whether a metric or member exists, `load` alone can say. The schemas
//! stand in `schemas/`; tests/it/schemas.rs holds them against the keys and words that `load` reads, and against real
//! sites.

/// The schema of one kind of file.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// As `kalends schema` is asked for it.
    pub name: &'static str,
    /// Draft 7, which editors with yaml-language-server know.
    pub text: &'static str,
}

pub const SCHEMAS: &[Schema] = &[
    Schema { name: "settings", text: include_str!("../../schemas/settings.json") },
    Schema { name: "metrics", text: include_str!("../../schemas/metrics.json") },
    Schema { name: "snapshot", text: include_str!("../../schemas/snapshot.json") },
    Schema { name: "imports", text: include_str!("../../schemas/imports.json") },
    Schema { name: "frontmatter", text: include_str!("../../schemas/frontmatter.json") },
    Schema { name: "remarks", text: include_str!("../../schemas/remarks.json") },
    Schema { name: "figures", text: include_str!("../../schemas/figures.json") },
];

/// The schema of that name.
pub fn of(name: &str) -> Option<&'static Schema> {
    SCHEMAS.iter().find(|schema| schema.name == name)
}
