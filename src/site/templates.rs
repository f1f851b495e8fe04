//! The built-in templates and assets, a user's own over them, and the rendering of a page.
//!
//! A file in the site's `templates/` replaces the built-in one of the same path; it may extend it by the name
//! `builtin/…`. The style sheet is put together here from its two parts and the theme.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tera::{Context, Tera, Value};

use super::view;
use crate::base::place::Place;
use crate::diag::{Diagnostic, faults};
use crate::l10n::{PerLanguage, words};
use crate::model::language::Language;
use crate::model::settings::Theme;
use crate::narrative::diagnose::{Origin, Vocabulary, diagnose, parts, reported};
use crate::narrative::guard::{self, Guarded, Kind, Limits, Reason};
use crate::narrative::standin::{self, Mended, STAND_IN};
use crate::narrative::template::Bounded;

/// The words of the interface as pages get them. There are hundreds, and each page has them.
static WORDS: PerLanguage<Value> = PerLanguage::new(|language| Value::from_serializable(words(language)));

/// If a page grows beyond this, its template has a loop that nobody meant.
const LARGEST_PAGE: usize = 32 * 1024 * 1024;

/// The variable of Tera that holds all others.
const CONTEXT: &str = "__tera_context";

/// How many faults of a page are looked for: each time it is made anew.
const MOST_FAULTS: usize = 20;

/// What a template may make on its way.
const LIMITS: Limits = Limits { tag: LARGEST_PAGE, printed: 3 * LARGEST_PAGE, kept: LARGEST_PAGE };

/// The repository's own `templates/`, by path. A test compares the list with the folder.
macro_rules! embedded {
    ($include:ident: $($path:literal),* $(,)?) => {
        &[$(($path, $include!(concat!("../../templates/", $path)))),*]
    };
}

const TEMPLATES: &[(&str, &str)] = embedded!(include_str:
    "404.html",
    "base.html",
    "calendar.html",
    "feed.xml",
    "home.html",
    "metric.html",
    "metrics.html",
    "parts/chart.html",
    "parts/contents.html",
    "parts/one-chart.html",
    "parts/remark.html",
    "parts/sections.html",
    "parts/table.html",
    "parts/tiles.html",
    "report.html",
    "review.html",
    "revisions.html",
    "search.html",
    "sitemap.xml",
    "standing.html",
);

const ASSETS: &[(&str, &[u8])] = embedded!(include_bytes:
    "assets/favicon.svg",
    "assets/fonts/OFL.txt",
    "assets/fonts/kalends-sans-400.woff2",
    "assets/fonts/kalends-sans-600.woff2",
    "assets/kalends.js",
    "assets/search.js",
);

/// The parts of `assets/kalends.css`, in order.
const STYLES: &[(&str, &str)] = embedded!(include_str: "assets/chart.css", "assets/pages.css");

/// The rules of a review, which no published page needs.
const REVIEW_STYLES: &[(&str, &str)] = embedded!(include_str: "assets/review.css");

/// The script of a review, which saves what a reviewer writes.
const REVIEW_SCRIPTS: &[(&str, &str)] = embedded!(include_str: "assets/remarks.js");

/// What a site may replace, by its path below `templates/`: the templates, the style sheets, the script and the icon.
/// Not the fonts, with which charts are measured; `theme` names a site's own.
pub fn originals() -> Vec<(&'static str, &'static [u8])> {
    let texts = TEMPLATES.iter().chain(STYLES).chain(REVIEW_STYLES).chain(REVIEW_SCRIPTS);
    let texts = texts.map(|(path, text)| (*path, text.as_bytes()));
    let assets = ASSETS.iter().filter(|(path, _)| !path.starts_with("assets/fonts/")).copied();
    texts.chain(assets).collect()
}

/// All templates of a site, ready to render.
pub struct Templates {
    tera: Tera,
    /// The site's own that differ from the built-in ones, by path.
    own: BTreeMap<String, Arc<str>>,
    /// Those of the site that it has all the same, where some have faults.
    unread: BTreeSet<String>,
    /// By what Tera calls them: the author's text, and the one with steps in it. The built-in ones come to an end, so
    /// there is none where a site has no others.
    guarded: BTreeMap<String, (String, Guarded)>,
    /// Where a template was found not to end: nobody needs to wait for it again.
    endless: OnceLock<Diagnostic>,
    /// The pages whose faults behind the first one were looked for, by their templates and the first fault.
    searched: Mutex<BTreeSet<(String, Place)>>,
}

/// What is wrong with a site's own templates.
pub struct Faulty {
    pub faults: Vec<Diagnostic>,
    /// Those of the others that can do without them, over the built-in ones: for the faults that show only when pages
    /// are made.
    pub sound: Option<Templates>,
}

/// Why templates were not read: what Tera says, and the texts that it was given.
struct Unread {
    error: tera::Error,
    guarded: BTreeMap<String, (String, Guarded)>,
}

impl Templates {
    /// Reads the built-in templates and the site's own. All faults of the latter, if they have some.
    pub fn new(own: &BTreeMap<String, Arc<str>>) -> Result<Templates, Box<Faulty>> {
        let is_template = |path: &str| path.ends_with(".html") || path.ends_with(".xml");
        // A copy of a built-in one, as in this repository, is not a template of the site's own.
        let differs =
            |path: &str, text: &str| TEMPLATES.iter().all(|(name, builtin)| *name != path || *builtin != text);
        let mut faults = Vec::new();
        let mut unread = BTreeSet::new();
        let own: BTreeMap<String, Arc<str>> = own
            .iter()
            .filter(|(path, text)| is_template(path) && differs(path, text))
            .map(|(path, text)| (path.clone(), Arc::clone(text)))
            .collect();
        for (path, text) in &own {
            if let Some(offset) = text.find(CONTEXT) {
                let file: Arc<str> = format!("templates/{path}").into();
                faults.push(faults::context_not_available(Place::in_text(&file, text, offset, CONTEXT.len())));
                unread.insert(path.clone());
            }
        }
        let read = Templates::read(&own, false);
        match read {
            Ok(templates) if faults.is_empty() => return Ok(templates),
            Ok(_) => {}
            Err(first) => faults.extend(faults_of_reading(&own, *first, &mut unread)),
        }
        let sound = own.iter().filter(|(path, _)| !unread.contains(*path));
        let sound = sound.map(|(path, text)| (path.clone(), Arc::clone(text))).collect();
        // One that needs what could not be read is not read either.
        let sound = Templates::read(&sound, false).or_else(|_| Templates::read(&BTreeMap::new(), false)).ok();
        let sound = sound.map(|sound| Templates { unread: own.into_keys().collect(), ..sound });
        Err(Box::new(Faulty { faults, sound }))
    }

    /// The built-in templates and `own`. `has_stand_ins` where something stands in for a fault.
    fn read(own: &BTreeMap<String, Arc<str>>, has_stand_ins: bool) -> Result<Templates, Box<Unread>> {
        let builtin = TEMPLATES.iter().map(|(path, text)| (format!("builtin/{path}"), *text));
        let user = own.iter().map(|(path, text)| (format!("user/{path}"), &**text));
        let all: BTreeMap<String, &str> = builtin.chain(user).collect();
        let guarded: BTreeMap<String, (String, Guarded)> = match own.is_empty() {
            true => BTreeMap::new(),
            false => {
                let guarded = |(name, text): (&String, &&str)| {
                    (name.clone(), ((*text).to_owned(), Guarded::new(text, Kind::Page)))
                };
                all.iter().map(guarded).collect()
            }
        };
        let text = |name: &str, plain| guarded.get(name).map_or(plain, |(_, guarded)| guarded.text.as_str());
        let mut tera = empty();
        if has_stand_ins {
            standin::register(&mut tera);
        }
        match tera.add_raw_templates(all.iter().map(|(name, plain)| (name, text(name, *plain)))) {
            Ok(()) => Ok(Templates {
                tera,
                own: own.clone(),
                unread: BTreeSet::new(),
                endless: OnceLock::new(),
                guarded,
                searched: Mutex::default(),
            }),
            Err(error) => Err(Box::new(Unread { error, guarded })),
        }
    }

    /// Whether there is a template at this path, built-in or the site's own.
    pub fn exists(&self, path: &str) -> bool {
        self.own.contains_key(path) || TEMPLATES.iter().any(|(name, _)| *name == path)
    }

    /// Whether a template at this path may have a fault that was told.
    pub fn is_unread(&self, path: &str) -> bool {
        self.unread.contains(path)
    }

    /// Renders one page. `name` is what its view is called in the template.
    pub fn render<T: serde::Serialize>(
        &self,
        template: &str,
        page: &view::Page,
        language: Language,
        name: &'static str,
        view: &T,
    ) -> Result<String, Vec<Diagnostic>> {
        let mut context = Context::new();
        context.insert("page", page);
        context.insert_value("words", WORDS.of(language).clone());
        context.insert(name, view);
        if let Some(fault) = self.endless.get() {
            return Err(vec![fault.clone()]);
        }
        match self.run(template, &context) {
            Ok(page) => Ok(page),
            Err(None) => Err(vec![faults::page_too_large(template)]),
            Err(Some(error)) => Err(self.all_faults(template, context, error, name)),
        }
    }

    /// The page; as an error what Tera says, or nothing where the page grows too large.
    fn run(&self, template: &str, context: &Context) -> Result<String, Option<tera::Error>> {
        let mut output = Bounded::new(LARGEST_PAGE);
        guard::begin(LIMITS);
        match self.tera.render_to(template, context, &mut output) {
            Ok(()) => Ok(output.into_text()),
            Err(_) if output.is_full() => Err(None),
            Err(error) => Err(Some(error)),
        }
    }

    /// All faults of a page that ended with `error`: where the fault is gets a stand-in, and the page is made again.
    /// Once for all pages that have the same first fault.
    fn all_faults(&self, template: &str, mut context: Context, error: tera::Error, name: &str) -> Vec<Diagnostic> {
        let mut found = self.faults(&error, name);
        let Some(first) = found.first().map(|fault| (template.to_owned(), fault.place.clone())) else { return found };
        if !self.searched.lock().unwrap_or_else(PoisonError::into_inner).insert(first) {
            return found;
        }
        standin::insert(&mut context);
        let mut own = self.own.clone();
        let mut failed = self.mend(&mut own, &error);
        for _ in 0..MOST_FAULTS {
            let Some(stage) = failed.then(|| Templates::read(&own, true).ok()).flatten() else { break };
            let Err(Some(error)) = stage.run(template, &context) else { break };
            for fault in stage.faults(&error, name) {
                let is_new = found.iter().all(|other| (&other.place, &other.message) != (&fault.place, &fault.message));
                if is_new && !fault.message.contains(STAND_IN) {
                    found.push(fault);
                }
            }
            failed = stage.mend(&mut own, &error);
        }
        found
    }

    /// Puts a stand-in where the error is, into a template of the site's own. `false` where it is in none.
    fn mend(&self, own: &mut BTreeMap<String, Arc<str>>, error: &tera::Error) -> bool {
        let tera::ErrorKind::RenderingError(report) = error.kind() else { return false };
        let Some(text) = report.filename().strip_prefix("user/").and_then(|path| own.get_mut(path)) else {
            return false;
        };
        let Some((_, guarded)) = self.guarded.get(report.filename()) else { return false };
        let mut mended = Mended::new(text, Kind::Page);
        let is_mended = parts(error, text, guarded).iter().any(|part| mended.mend(part, false));
        *text = mended.text.into();
        is_mended
    }

    /// What Tera says of a page whose view is called `name`.
    fn faults(&self, error: &tera::Error, name: &str) -> Vec<Diagnostic> {
        let origin_of = |name: &str| Some(origin(&self.guarded, name));
        if let Some((_, message)) = reported(error, &origin_of)
            && let Some((reason, tag)) = guard::reason(message)
        {
            let template = match error.kind() {
                tera::ErrorKind::RenderingError(report) => report.filename(),
                _ => "",
            };
            let place = self.place_of_tag(template, tag);
            return vec![match reason {
                Reason::Endless => self.endless.get_or_init(|| faults::template_without_end(place)).clone(),
                Reason::TooLarge | Reason::Raw(_) | Reason::Compared => faults::template_too_large(place),
            }];
        }
        let names = ["page", "words", name].map(str::to_owned);
        diagnose(error, &origin_of, &Vocabulary { names: &names, filters: &[] })
    }

    /// Where the first line of a tag stands in the author's file.
    fn place_of_tag(&self, template: &str, tag: usize) -> Place {
        let file = origin(&self.guarded, template).start.file;
        let Some((text, guarded)) = self.guarded.get(template) else { return Place::of_file(file) };
        let tag = guarded.tag_at(tag);
        let length = text.get(tag.clone()).and_then(|tag| tag.lines().next()).map_or(1, str::len);
        Place::in_text(&file, text, tag.start, length)
    }
}

/// All faults for which Tera does not read the templates of `own`, of which `first` is told first; those that have one
/// go into `unread`. Tera stops at the first one: it gets a stand-in, or its template is emptied, and all are read anew.
fn faults_of_reading(
    own: &BTreeMap<String, Arc<str>>,
    first: Unread,
    unread: &mut BTreeSet<String>,
) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut mended: BTreeMap<&str, Mended> =
        own.iter().map(|(path, text)| (path.as_str(), Mended::new(text, Kind::Page))).collect();
    let mut is_whole = true;
    let mut failed = Some(Box::new(first));
    for _ in 0..MOST_FAULTS + own.len() {
        let Some(Unread { error, guarded }) = failed.map(|failed| *failed) else { break };
        let origin_of = |name: &str| Some(origin(&guarded, name));
        let is_of_syntax = matches!(error.kind(), tera::ErrorKind::SyntaxError(_));
        let mut is_blamed = false;
        for fault in diagnose(&error, &origin_of, &Vocabulary { names: &[], filters: &[] }) {
            let path = fault.place.file.strip_prefix("templates/").unwrap_or_default().to_owned();
            let Some((text, known)) = own.get(&path).zip(mended.get_mut(path.as_str())) else {
                found.push(fault);
                continue;
            };
            is_blamed = true;
            let part = fault.place.part_of(text);
            // Another template may miss what stands in one that was emptied.
            let follows = !is_whole && fault.message.contains("component") || known.may_follow(part.start);
            if !follows && !found.contains(&fault) {
                found.push(fault);
            }
            if !known.mend(&part, !is_of_syntax) {
                (known.text, is_whole) = (String::new(), false);
            }
            unread.insert(path);
        }
        if !is_blamed {
            break;
        }
        let texts = mended.iter().map(|(path, mended)| ((*path).to_owned(), mended.text.as_str().into())).collect();
        failed = Templates::read(&texts, true).err();
    }
    found
}

/// Tera without a template. A name stands for the site's own template, or else for the built-in one.
fn empty() -> Tera {
    let mut tera = Tera::new();
    // It can only fail once a template is loaded.
    let set = tera.set_fallback_prefixes(["user/", "builtin/"]);
    debug_assert!(set.is_ok(), "set before any template");
    guard::register(&mut tera, false);
    tera
}

/// Where a template comes from, by its name in Tera.
fn origin<'g>(guarded: &'g BTreeMap<String, (String, Guarded)>, name: &str) -> Origin<'g> {
    let path = name.strip_prefix("user/").or(name.strip_prefix("builtin/")).unwrap_or(name);
    let path = if path.is_empty() { "templates".to_owned() } else { format!("templates/{path}") };
    let start = Place { file: path.into(), line: 1, column: 1, length: 1 };
    Origin { start, guarded: guarded.get(name).map(|(_, guarded)| guarded) }
}

const STYLE_SHEET: &str = "assets/kalends.css";

/// Fonts of the pages: what the style sheet calls them, and their files.
const FONTS: &[(&str, &str)] = &[
    ("fonts/kalends-sans-400.woff2", "assets/fonts/kalends-sans-400.woff2"),
    ("fonts/kalends-sans-600.woff2", "assets/fonts/kalends-sans-600.woff2"),
];

/// The files below `assets/`: the built-in ones, those of the site over them, and the style sheet with the theme at its
/// end.
pub fn assets(own: &BTreeMap<String, Arc<str>>, theme: &Theme) -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<String, Vec<u8>> =
        ASSETS.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect();
    let style = style(own, theme);
    let others = || STYLES.iter().chain(REVIEW_STYLES).chain(REVIEW_SCRIPTS);
    let is_asset = |path: &str| path.starts_with("assets/") && others().all(|(other, _)| *other != path);
    for (path, text) in own.iter().filter(|(path, _)| is_asset(path)) {
        files.insert(path.clone(), text.as_bytes().to_vec());
    }
    files.insert(STYLE_SHEET.to_owned(), style.into_bytes());
    files
}

fn style(own: &BTreeMap<String, Arc<str>>, theme: &Theme) -> String {
    let parts = STYLES.iter().map(|(path, builtin)| own.get(*path).map_or(*builtin, |text| &**text));
    parts.collect::<String>() + &theme_rules(theme)
}

/// The rules of a review, by path: the site's own in place of the built-in ones.
pub fn review_style(own: &BTreeMap<String, Arc<str>>) -> Vec<(&'static str, String)> {
    REVIEW_STYLES.iter().map(|asset| or_own(asset, own)).collect()
}

/// The same with the script of a review.
pub fn review_assets(own: &BTreeMap<String, Arc<str>>) -> Vec<(&'static str, String)> {
    REVIEW_STYLES.iter().chain(REVIEW_SCRIPTS).map(|asset| or_own(asset, own)).collect()
}

/// A built-in text, or the site's own of its path.
fn or_own((path, builtin): &(&'static str, &str), own: &BTreeMap<String, Arc<str>>) -> (&'static str, String) {
    (*path, own.get(*path).map_or_else(|| (*builtin).to_owned(), ToString::to_string))
}

/// The style sheet without its fonts, for a page that asks for no files.
pub fn style_without_fonts(own: &BTreeMap<String, Arc<str>>, theme: &Theme) -> String {
    style(own, theme).lines().filter(|line| !line.starts_with("@font-face")).collect::<Vec<_>>().join("\n")
}

/// Puts the fonts into the style sheet that names them, so that a page asks for four files in all, and its text keeps
/// its typeface while it loads.
pub fn embed_fonts(files: &mut BTreeMap<String, Vec<u8>>) {
    let Some(mut style) = files.remove(STYLE_SHEET).and_then(|bytes| String::from_utf8(bytes).ok()) else { return };
    for (name, path) in FONTS {
        let named = format!("url({name})");
        if style.contains(&named)
            && let Some(bytes) = files.remove(*path)
        {
            style = style.replace(&named, &format!("url(data:font/woff2;base64,{})", STANDARD.encode(bytes)));
        }
    }
    files.insert(STYLE_SHEET.to_owned(), style.into_bytes());
}

/// The rules for the colours and fonts of the theme, which were checked when they were read.
fn theme_rules(theme: &Theme) -> String {
    let mut rules = String::new();
    if let Some(accent) = &theme.accent {
        rules.push_str(&format!(":root{{--accent:{accent}}}\n"));
    }
    if let Some(accent) = &theme.accent_dark {
        rules.push_str(&format!("@media screen and (prefers-color-scheme:dark){{:root{{--accent:{accent}}}}}\n"));
    }
    for (file, weight) in [(&theme.font, 400), (&theme.font_bold, 600)] {
        if let Some((path, _)) = file {
            // A file below content/ has the same name in the output; only quotes and backslashes could end the address.
            let path = path.replace('\\', "%5C").replace('"', "%22");
            rules.push_str(&format!("@font-face{{font-family:House;src:url(\"../{path}\");font-weight:{weight}}}\n"));
        }
    }
    if theme.font.is_some() {
        // Charts are measured with their own font and keep it.
        rules.push_str("body{font-family:House,\"Kalends Sans\",system-ui,sans-serif}\n");
    }
    rules
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Without comments and needless white space.
    fn minified(css: &str) -> String {
        let mut plain = String::new();
        for (index, piece) in css.split("/*").enumerate() {
            plain.push_str(if index == 0 { piece } else { piece.split_once("*/").map_or("", |(_, rest)| rest) });
        }
        let mut text = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        for sign in ["{", "}", ";", ",", ">", ":"] {
            text = text.replace(&format!("{sign} "), sign).replace(&format!(" {sign}"), sign);
        }
        text.replace(";}", "}")
    }

    #[test]
    fn the_rules_of_pages_and_charts_stay_light() {
        for (path, css) in STYLES.iter().chain(REVIEW_STYLES) {
            let most = match *path {
                "assets/chart.css" => 4 * 1024,
                "assets/review.css" => 1536,
                _ => 12 * 1024,
            };
            let length = minified(css).len();
            assert!(length <= most, "{path}: {length} bytes of {most}");
        }
    }

    #[test]
    fn the_script_of_pages_stays_light() {
        let script = ASSETS.iter().find(|(path, _)| *path == "assets/kalends.js").expect("a script");
        let script = std::str::from_utf8(script.1).expect("text");
        assert!(script.len() <= 9 * 1024, "{} bytes", script.len());
        let (_, of_charts) = script.split_once("// What a chart shows under pointer").expect("the part of charts");
        assert!(of_charts.len() <= 6 * 1024, "{} bytes for charts", of_charts.len());
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "compares with the folder itself")]
    fn everything_in_the_templates_folder_is_embedded() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let mut found = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("the folder is in the repository") {
                let path = entry.expect("its entries can be read").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push(
                        path.strip_prefix(&root).expect("below it").to_str().expect("plain names").replace('\\', "/"),
                    );
                }
            }
        }
        let mut embedded: Vec<&str> =
            TEMPLATES.iter().chain(STYLES).chain(REVIEW_STYLES).chain(REVIEW_SCRIPTS).map(|(path, _)| *path).collect();
        embedded.extend(ASSETS.iter().map(|(path, _)| *path));
        found.sort();
        embedded.sort_unstable();
        assert_eq!(found, embedded);
    }
}
