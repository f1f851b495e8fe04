//! A PDF as Chromium prints it → the same with what PDF/UA asks for besides: who it is, words for its links, and nothing
//! that is neither read out nor marked as decoration.
//!
//! Chromium tags headings, tables, lists and figures with their words. It leaves out the metadata, says of no link where it
//! leads, gives no body to items of lists without bullets, and tags nothing of what it does not read out: drawings inside
//! figures, rules, page numbers, cells without words.

mod cells;
mod lists;
mod margins;

use std::collections::{BTreeMap, BTreeSet};

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, text_string};

use self::margins::{Body, Pen};
use crate::base::inline::escaped;

/// What the PDF says of itself.
pub struct About<'a> {
    pub title: &'a str,
    pub creator: Option<&'a str>,
    /// `da`.
    pub language: &'a str,
    /// The last day of the report's period, `2018-02-28`.
    pub day: &'a str,
    /// The words of links by where they lead, as the page has them.
    pub links: &'a BTreeMap<String, String>,
}

/// The mended PDF; `None` where it is another one than a browser prints.
pub fn mended(pdf: &[u8], about: &About<'_>) -> Option<Vec<u8>> {
    let mut document = Document::load_mem(pdf).ok()?;
    let pages: Vec<ObjectId> = document.page_iter().collect();
    for page in pages {
        mark_the_rest(&mut document, page)?;
        describe_links(&mut document, page, about.links);
    }
    cells::complete(&mut document);
    lists::complete(&mut document);
    explain_tags(&mut document);
    put_metadata(&mut document, about)?;
    name_tags_anew(&mut document);
    let mut mended = Vec::new();
    document.save_to(&mut mended).ok()?;
    Some(mended)
}

/// Tags of Chromium that PDF 1.7 has no word for, each with the one that stands for it there.
const ROLES: [(&str, &str); 2] = [("Em", "Span"), ("Strong", "Span")];

/// Says for each tag that PDF 1.7 does not know what it is there.
fn explain_tags(document: &mut Document) -> Option<()> {
    let is_used = |role: &str| {
        let is_it = |object: &Object| {
            object
                .as_dict()
                .is_ok_and(|own| own.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == role.as_bytes()))
        };
        document.objects.values().any(is_it)
    };
    let used: Vec<(&str, &str)> = ROLES.into_iter().filter(|(role, _)| is_used(role)).collect();
    if used.is_empty() {
        return Some(());
    }
    let root = document.catalog().ok()?.get(b"StructTreeRoot").ok()?.as_reference().ok()?;
    let known = document.get_dictionary(root).ok()?.get(b"RoleMap").and_then(|map| document.dereference(map));
    let mut roles = known.ok().and_then(|(_, map)| map.as_dict().ok().cloned()).unwrap_or_default();
    for (role, meant) in used {
        roles.set(role, Object::Name(meant.into()));
    }
    document.get_dictionary_mut(root).ok()?.set("RoleMap", Object::Dictionary(roles));
    Some(())
}

/// Gives the tags that others refer to, as cells do to their headers, names by their order. Those of Chromium count what
/// it made before, now one more and now one less, so that the same report would make another file.
fn name_tags_anew(document: &mut Document) {
    let mut names = BTreeSet::new();
    document.objects.values_mut().for_each(|object| each_text(object, &mut |text| _ = names.insert(text.clone())));
    let is_of_a_tag = |name: &Vec<u8>| {
        let number = name.strip_prefix(b"node");
        number.is_some_and(|number| number.len() == 8 && number.iter().all(u8::is_ascii_digit))
    };
    names.retain(is_of_a_tag);
    // In the order of their names, since they are looked up in a sorted list.
    let new = |(index, name): (usize, Vec<u8>)| (name, format!("node{index:08}").into_bytes());
    let new: BTreeMap<Vec<u8>, Vec<u8>> = names.into_iter().enumerate().map(new).collect();
    let mut rename = |text: &mut Vec<u8>| {
        if let Some(name) = new.get(text) {
            text.clone_from(name);
        }
    };
    document.objects.values_mut().for_each(|object| each_text(object, &mut rename));
}

fn each_text(object: &mut Object, visit: &mut impl FnMut(&mut Vec<u8>)) {
    match object {
        Object::String(text, _) => visit(text),
        Object::Array(objects) => objects.iter_mut().for_each(|object| each_text(object, visit)),
        Object::Dictionary(entries) => entries.iter_mut().for_each(|(_, object)| each_text(object, visit)),
        Object::Stream(stream) => stream.dict.iter_mut().for_each(|(_, object)| each_text(object, visit)),
        _ => {}
    }
}

/// Marks what a page paints outside its tags: what belongs to a figure as a part of it, all else as decoration, which
/// nobody reads out.
fn mark_the_rest(document: &mut Document, page: ObjectId) -> Option<()> {
    let content = document.get_page_content(page);
    let operations = Content::decode(&content).ok()?.operations;
    let owners = owners(document, page);
    let mut parts = BTreeMap::new();
    let first = owners.len();
    let tagged = tagged_drawings(document, page);
    let body = Body::of(document, page);
    let marked = with_marks(operations, (&owners, &tagged, body), &mut |figure| {
        let number = first + parts.len();
        parts.insert(number, figure);
        number
    });
    let marked = Content { operations: marked }.encode().ok()?;
    let mut stream = Stream::new(Dictionary::new(), marked);
    stream.compress().ok()?;
    let id = document.add_object(stream);
    document.get_dictionary_mut(page).ok()?.set("Contents", Object::Reference(id));
    add_parts(document, page, &parts)
}

/// The number of each marked piece of a page, and the figure that it is a part of.
type Owners = Vec<Option<ObjectId>>;

/// For each marked piece of a page, by its number, the figure around it.
fn owners(document: &Document, page: ObjectId) -> Owners {
    let of_page = || {
        let key = document.get_dictionary(page).ok()?.get(b"StructParents").ok()?.as_i64().ok()?;
        let numbers = numbers(document)?;
        let at = numbers.chunks(2).find(|pair| pair.first().is_some_and(|found| found.as_i64().ok() == Some(key)))?;
        document.dereference(at.get(1)?).ok()?.1.as_array().ok()
    };
    let Some(elements) = of_page() else { return Vec::new() };
    elements.iter().map(|element| figure_around(document, element.as_reference().ok()?)).collect()
}

/// The drawings that a page uses and that have tags of their own, by the names that it calls them.
fn tagged_drawings(document: &Document, page: ObjectId) -> BTreeSet<Vec<u8>> {
    let of_page = || {
        let (own, inherited) = document.get_page_resources(page).ok()?;
        let resources = own.or_else(|| document.get_dictionary(*inherited.first()?).ok())?;
        document.dereference(resources.get(b"XObject").ok()?).ok()?.1.as_dict().ok()
    };
    let has_tags = |object: &Object| {
        let drawing = document.dereference(object).ok().and_then(|(_, drawing)| drawing.as_stream().ok());
        let content = drawing.and_then(|drawing| drawing.get_plain_content().ok()).unwrap_or_default();
        content.windows(5).any(|bytes| bytes == b"/MCID")
    };
    let all =
        of_page().map(|drawings| drawings.iter().filter(|(_, object)| has_tags(object)).map(|(name, _)| name.clone()));
    all.map(Iterator::collect).unwrap_or_default()
}

/// The list by which a marked piece is found in the tree of tags.
fn numbers(document: &Document) -> Option<&Vec<Object>> {
    let root = document.catalog().ok()?.get(b"StructTreeRoot").ok()?;
    let root = document.dereference(root).ok()?.1.as_dict().ok()?;
    let tree = document.dereference(root.get(b"ParentTree").ok()?).ok()?.1.as_dict().ok()?;
    document.dereference(tree.get(b"Nums").ok()?).ok()?.1.as_array().ok()
}

/// Deeper than any page.
const DEEPEST: usize = 500;

fn figure_around(document: &Document, element: ObjectId) -> Option<ObjectId> {
    let mut id = element;
    for _ in 0..DEEPEST {
        let own = document.get_dictionary(id).ok()?;
        if own.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == b"Figure") {
            return Some(id);
        }
        id = own.get(b"P").ok()?.as_reference().ok()?;
    }
    None
}

/// Enters pieces that were marked as parts of figures into the tree of tags, both ways.
fn add_parts(document: &mut Document, page: ObjectId, parts: &BTreeMap<usize, ObjectId>) -> Option<()> {
    if parts.is_empty() {
        return Some(());
    }
    let key = document.get_dictionary(page).ok()?.get(b"StructParents").ok()?.as_i64().ok()?;
    let mut all = numbers(document)?.clone();
    let at = all.iter().step_by(2).position(|found| found.as_i64().ok() == Some(key))? * 2 + 1;
    let mut elements = document.dereference(all.get(at)?).ok()?.1.as_array().ok()?.clone();
    elements.extend(parts.values().map(|figure| Object::Reference(*figure)));
    *all.get_mut(at)? = Object::Array(elements);
    let root = document.catalog().ok()?.get(b"StructTreeRoot").ok()?.as_reference().ok()?;
    let tree = document.get_dictionary(root).ok()?.get(b"ParentTree").ok()?.as_reference().ok()?;
    document.get_dictionary_mut(tree).ok()?.set("Nums", Object::Array(all));
    for (number, figure) in parts {
        let mut part = Dictionary::new();
        part.set("Type", Object::Name(b"MCR".to_vec()));
        part.set("Pg", Object::Reference(page));
        part.set("MCID", i64::try_from(*number).ok()?);
        let mut inside = match document.get_dictionary(*figure).ok()?.get(b"K") {
            Ok(Object::Array(inside)) => inside.clone(),
            Ok(one) => vec![one.clone()],
            Err(_) => Vec::new(),
        };
        inside.insert(end_of_drawing(document, &inside), Object::Dictionary(part));
        let element = document.get_dictionary_mut(*figure).ok()?;
        element.set("K", Object::Array(inside));
    }
    Some(())
}

/// Where the next part of a drawing belongs among what is inside a figure: behind the caption and the parts before it,
/// and before the words and the table under it; at the end where a figure has no caption.
fn end_of_drawing(document: &Document, inside: &[Object]) -> usize {
    let is_it = |object: &Object, key: &[u8], name: &[u8]| {
        let own = document.dereference(object).ok().and_then(|(_, own)| own.as_dict().ok());
        own.and_then(|own| own.get(key).ok()?.as_name().ok()) == Some(name)
    };
    let Some(caption) = inside.iter().position(|child| is_it(child, b"S", b"Caption")) else { return inside.len() };
    let behind = inside.iter().skip(caption + 1);
    caption + 1 + behind.take_while(|child| is_it(child, b"Type", b"MCR")).count()
}

/// The operators that paint the path that was begun, and the one that only cuts by it.
const PAINT: [&str; 10] = ["f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "n"];

/// A piece that is painted outside of all tags.
struct Loose {
    operations: std::ops::RangeInclusive<usize>,
    /// The last marked piece before it, and the first behind it.
    before: Option<usize>,
    after: Option<usize>,
    is_text: bool,
    /// A text outside the body of the page: its running head, or its number.
    is_in_margin: bool,
}

fn with_marks(
    operations: Vec<Operation>,
    (owners, tagged, body): (&Owners, &BTreeSet<Vec<u8>>, Body),
    number: &mut dyn FnMut(ObjectId) -> usize,
) -> Vec<Operation> {
    let owner = |piece: Option<usize>| owners.get(piece?).copied().flatten();
    let mut marks: BTreeMap<usize, (Operation, usize)> = BTreeMap::new();
    for Loose { operations, before, after, is_text, is_in_margin } in loose(&operations, tagged, body) {
        let (before, after) = (owner(before), owner(after));
        // A text beside a figure's is one of its labels; a line there may be the rule of a table.
        let figure = if is_text { before.or(after) } else { before.filter(|_| before == after) };
        let begin = match figure {
            _ if is_in_margin => {
                let kind = Dictionary::from_iter([("Type", Object::Name(b"Pagination".to_vec()))]);
                Operation::new("BDC", vec![Object::Name(b"Artifact".to_vec()), Object::Dictionary(kind)])
            }
            Some(figure) => {
                let mut properties = Dictionary::new();
                properties.set("MCID", i64::try_from(number(figure)).unwrap_or(0));
                Operation::new("BDC", vec![Object::Name(b"Figure".to_vec()), Object::Dictionary(properties)])
            }
            None => Operation::new("BMC", vec![Object::Name(b"Artifact".to_vec())]),
        };
        marks.insert(*operations.start(), (begin, *operations.end()));
    }
    let mut marked = Vec::with_capacity(operations.len() + marks.len() * 2);
    let mut ends = None;
    for (index, operation) in operations.into_iter().enumerate() {
        if let Some((begin, last)) = marks.remove(&index) {
            marked.push(begin);
            ends = Some(last);
        }
        marked.push(operation);
        if ends == Some(index) {
            marked.push(Operation::new("EMC", Vec::new()));
        }
    }
    marked
}

/// What is painted outside of all tags, in order. Pieces that follow each other are one.
fn loose(operations: &[Operation], tagged: &BTreeSet<Vec<u8>>, body: Body) -> Vec<Loose> {
    let mut found: Vec<Loose> = Vec::new();
    let (mut pen, mut height) = (Pen::new(), None);
    // How many marks are open, the last one with a number, and where a text or a path outside of them began.
    let (mut depth, mut last, mut start) = (0_usize, None, None);
    for (index, operation) in operations.iter().enumerate() {
        let name = operation.operator.as_str();
        pen.follow(operation);
        match name {
            "BT" => height = None,
            "Tj" | "TJ" => height = height.or(pen.height()),
            "BDC" | "BMC" => {
                depth += 1;
                if let Some(piece) = piece(operation) {
                    last = Some(piece);
                    // What holds a tag is not outside of all.
                    start = None;
                    found
                        .iter_mut()
                        .rev()
                        .take_while(|loose| loose.after.is_none())
                        .for_each(|loose| loose.after = last);
                }
            }
            "EMC" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let drawing = operation.operands.first().and_then(|name| name.as_name().ok());
        let has_tags = name == "Do" && drawing.is_some_and(|drawing| tagged.contains(drawing));
        let is_alone = matches!(name, "Do" | "sh" | "BI") && !has_tags;
        if depth == 0 && start.is_none() && (is_alone || matches!(name, "BT" | "m" | "re")) {
            start = Some(index);
        }
        let ends = is_alone || name == "ET" || PAINT.contains(&name);
        let Some(from) = start.filter(|_| ends) else { continue };
        start = None;
        if name == "n" {
            continue;
        }
        let is_text = name == "ET";
        let is_in_margin = is_text && height.is_some_and(|height| !body.holds(height));
        let goes_on = |before: &&mut Loose| {
            (before.is_text, before.is_in_margin) == (is_text, is_in_margin) && *before.operations.end() + 1 == from
        };
        match found.last_mut().filter(goes_on) {
            Some(before) => before.operations = *before.operations.start()..=index,
            None => found.push(Loose { operations: from..=index, before: last, after: None, is_text, is_in_margin }),
        }
    }
    found
}

/// The number of a piece that is marked.
fn piece(operation: &Operation) -> Option<usize> {
    let properties = operation.operands.get(1)?.as_dict().ok()?;
    usize::try_from(properties.get(b"MCID").ok()?.as_i64().ok()?).ok()
}

/// Says of each link of a page where it leads.
fn describe_links(document: &mut Document, page: ObjectId, links: &BTreeMap<String, String>) {
    let Ok(annotations) = document.get_page_annotations(page) else { return };
    let said: Vec<Option<String>> =
        annotations.iter().map(|link| target(link).map(|target| words(&target, links))).collect();
    let Ok(annotations) = document.get_page_annotations_mut(page) else { return };
    for (link, words) in annotations.into_iter().zip(said) {
        if let Some(words) = words.filter(|_| !link.has(b"Contents")) {
            link.set("Contents", text_string(&words));
        }
    }
}

/// Where a link leads: an address, or `#id`.
fn target(link: &Dictionary) -> Option<String> {
    let text = |object: &Object| match object {
        Object::String(bytes, _) | Object::Name(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    };
    if let Ok(place) = link.get(b"Dest") {
        return text(place).map(|id| format!("#{id}"));
    }
    let action = link.get(b"A").ok()?.as_dict().ok()?;
    action.get(b"URI").ok().and_then(text).or_else(|| action.get(b"D").ok().and_then(text).map(|id| format!("#{id}")))
}

fn words(target: &str, links: &BTreeMap<String, String>) -> String {
    let bare = target.trim_end_matches('/');
    let found = links
        .get(target)
        .or_else(|| links.iter().find(|(href, _)| href.trim_end_matches('/') == bare).map(|(_, words)| words));
    found.cloned().unwrap_or_else(|| target.trim_start_matches('#').to_owned())
}

/// Title, language and the claim that the PDF is made for everyone, where programs look for them.
fn put_metadata(document: &mut Document, about: &About<'_>) -> Option<()> {
    let creator = about.creator.map_or(String::new(), |creator| {
        format!("<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>\n", escaped(creator))
    });
    let (title, language, day) = (escaped(about.title), about.language, about.day);
    let packet = format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\n\
         {creator}<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>\n\
         <xmp:CreateDate>{day}T00:00:00Z</xmp:CreateDate>\n<xmp:ModifyDate>{day}T00:00:00Z</xmp:ModifyDate>\n\
         <xmp:CreatorTool>kalends</xmp:CreatorTool>\n<pdfuaid:part>1</pdfuaid:part>\n\
         </rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"
    );
    let mut kind = Dictionary::new();
    kind.set("Type", Object::Name(b"Metadata".to_vec()));
    kind.set("Subtype", Object::Name(b"XML".to_vec()));
    // Programs look for it without unpacking.
    let id = document.add_object(Stream::new(kind, packet.into_bytes()).with_compression(false));
    let catalog = document.catalog_mut().ok()?;
    catalog.set("Metadata", Object::Reference(id));
    catalog.set("Lang", Object::String(language.as_bytes().to_vec(), StringFormat::Literal));
    let mut shown = Dictionary::new();
    shown.set("DisplayDocTitle", Object::Boolean(true));
    catalog.set("ViewerPreferences", Object::Dictionary(shown));
    let info = document.trailer.get(b"Info").and_then(Object::as_reference).ok();
    if let Some(info) = info.and_then(|id| document.get_dictionary_mut(id).ok()) {
        let digits: String = day.chars().filter(char::is_ascii_digit).collect();
        for key in ["CreationDate", "ModDate"] {
            info.set(key, Object::string_literal(format!("D:{digits}000000+00'00'")));
        }
        // What printed it is no reader's business, and differs from machine to machine.
        info.set("Creator", Object::string_literal("kalends"));
        info.set("Title", text_string(about.title));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of the operators of a page: pieces 0 and 2 belong to a figure.
    fn marked(content: &str) -> String {
        let mut document = Document::new();
        let sides = [0, 0, 595, 842].map(Object::Integer).to_vec();
        let page = document.add_object(Dictionary::from_iter([("MediaBox", Object::Array(sides))]));
        let figure = Some((7, 0));
        let operations = Content::decode(content.as_bytes()).expect("operators").operations;
        let mut next = 9;
        let tagged = BTreeSet::from([b"X2".to_vec()]);
        let marked =
            with_marks(operations, (&vec![figure, None, figure], &tagged, Body::of(&document, page)), &mut |_| {
                next += 1;
                next
            });
        let text = Content { operations: marked }.encode().expect("operators");
        let text = String::from_utf8(text).expect("text").split_whitespace().collect::<Vec<_>>().join(" ");
        text.replace(" <<", "<<").replace(">> ", ">>")
    }

    #[test]
    fn the_parts_of_a_drawing_stand_behind_the_caption() {
        let mut document = Document::new();
        let tag = |name: &str| Object::Dictionary(Dictionary::from_iter([("S", Object::Name(name.into()))]));
        let caption = Object::Reference(document.add_object(tag("Caption")));
        let part = Object::Dictionary(Dictionary::from_iter([("Type", Object::Name(b"MCR".to_vec()))]));
        let at = |inside: &[Object]| end_of_drawing(&document, inside);
        assert_eq!(at(&[caption.clone(), tag("P")]), 1);
        assert_eq!(at(&[caption, part.clone(), part.clone(), tag("P"), part.clone()]), 3);
        assert_eq!(at(&[tag("P"), part]), 2);
        assert_eq!(at(&[]), 0);
    }

    #[test]
    fn what_is_outside_of_all_tags_is_decoration_or_a_part_of_a_figure() {
        assert_eq!(
            marked("0 0 1 1 re f BT (1 / 5) Tj ET /P<</MCID 1>>BDC BT (x) Tj ET EMC 0 0 m 1 1 l S"),
            "/Artifact BMC 0 0 1 1 re f EMC /Artifact BMC BT (1 / 5) Tj ET EMC /P<</MCID 1>>BDC BT (x) Tj ET EMC \
             /Artifact BMC 0 0 m 1 1 l S EMC"
        );
        assert_eq!(
            marked("/F<</MCID 0>>BDC BT (a) Tj ET EMC 0 0 m 1 1 l S /F<</MCID 2>>BDC BT (b) Tj ET EMC BT (c) Tj ET"),
            "/F<</MCID 0>>BDC BT (a) Tj ET EMC /Figure<</MCID 10>>BDC 0 0 m 1 1 l S EMC /F<</MCID 2>>BDC BT (b) Tj ET EMC \
             /Figure<</MCID 11>>BDC BT (c) Tj ET EMC"
        );
        // What stands in the margin is no label of a figure, wherever it is painted; a text below the margin is one.
        let text = |height: u16| format!("BT 1 0 0 1 60 {height} Tm (c) Tj ET");
        let figure = "/F<</MCID 0>>BDC BT (a) Tj ET EMC";
        for height in [20, 820] {
            let margin = format!("/Artifact<</Type/Pagination>>BDC {} EMC", text(height));
            assert_eq!(marked(&format!("{} {figure}", text(height))), format!("{margin} {figure}"));
            assert_eq!(marked(&format!("{figure} {}", text(height))), format!("{figure} {margin}"));
        }
        assert!(marked(&format!("{figure} {}", text(400))).contains("/Figure<</MCID 10>>BDC BT"));
        // A drawing may have tags of its own.
        assert_eq!(marked("/X1 Do /X2 Do"), "/Artifact BMC /X1 Do EMC /X2 Do");
        // A path that only cuts paints nothing, and a text that holds tags is no decoration.
        assert_eq!(marked("0 0 1 1 re W n"), "0 0 1 1 re W n");
        assert_eq!(marked("BT /P<</MCID 1>>BDC (x) Tj EMC ET"), "BT /P<</MCID 1>>BDC (x) Tj EMC ET");
    }

    #[test]
    fn tags_are_named_by_their_order() {
        let with = |first: &str, second: &str| {
            let mut document = Document::new();
            let text = |name: &str| Object::string_literal(name);
            document.add_object(Dictionary::from_iter([("ID", text(first)), ("T", text("nodes"))]));
            let headers = Object::Array(vec![text(first), text(second)]);
            document.add_object(Dictionary::from_iter([("ID", text(second)), ("Headers", headers)]));
            name_tags_anew(&mut document);
            format!("{:?}", document.objects)
        };
        assert_eq!(with("node00000287", "node00000299"), with("node00000288", "node00000300"));
        assert_eq!(with("node00000000", "node00000001"), with("node00000287", "node00000299"));
        assert!(with("node00000287", "node00000299").contains("nodes"));
    }

    #[test]
    fn what_is_no_pdf_is_not_mended() {
        let about = About { title: "T", creator: None, language: "en", day: "2018-02-28", links: &BTreeMap::new() };
        for bytes in [b"%PDF-1.4 /CreationDate (D:20260101123456".as_slice(), b"", b"%PDF-1.7\n%%EOF\n"] {
            assert_eq!(mended(bytes, &about), None);
        }
    }
}
