//! Items of lists to which Chromium gives no body: those of a list without bullets, such as the contents. What such an item
//! holds, but for its label, goes into a body of its own.

use lopdf::{Dictionary, Document, Object, ObjectId};

/// Puts in the bodies that are missing.
pub fn complete(document: &mut Document) {
    let is_item = |object: &Object| object.as_dict().is_ok_and(|element| is(element, b"LI"));
    let items: Vec<ObjectId> =
        document.objects.iter().filter(|(_, object)| is_item(object)).map(|(id, _)| *id).collect();
    for item in items {
        complete_item(document, item);
    }
}

fn is(element: &Dictionary, name: &[u8]) -> bool {
    element.get(b"S").and_then(Object::as_name).is_ok_and(|own| own == name)
}

fn complete_item(document: &mut Document, item: ObjectId) -> Option<()> {
    let element = document.get_dictionary(item).ok()?;
    let page = element.get(b"Pg").ok().cloned();
    let kids = match element.get(b"K").ok()? {
        Object::Array(kids) => kids.clone(),
        one => vec![one.clone()],
    };
    let kid = |object: &Object| object.as_reference().ok().filter(|id| document.get_dictionary(*id).is_ok());
    let is_a = |object: &Object, name: &[u8]| {
        kid(object).and_then(|id| document.get_dictionary(id).ok()).is_some_and(|element| is(element, name))
    };
    if kids.iter().any(|object| is_a(object, b"LBody")) {
        return None;
    }
    let (mut all, inside): (Vec<Object>, Vec<Object>) = kids.into_iter().partition(|object| is_a(object, b"Lbl"));
    if inside.is_empty() {
        return None;
    }
    let elements: Vec<ObjectId> = inside.iter().filter_map(kid).collect();
    let mut body = Dictionary::new();
    body.set("Type", Object::Name(b"StructElem".to_vec()));
    body.set("S", Object::Name(b"LBody".to_vec()));
    body.set("P", Object::Reference(item));
    if let Some(page) = page {
        body.set("Pg", page);
    }
    body.set("K", Object::Array(inside));
    let body = document.add_object(body);
    for id in elements {
        document.get_dictionary_mut(id).ok()?.set("P", Object::Reference(body));
    }
    all.push(Object::Reference(body));
    document.get_dictionary_mut(item).ok()?.set("K", Object::Array(all));
    owned_by(document, item, body)
}

/// Says of the marked pieces of pages that were an item's own that they are its body's.
fn owned_by(document: &mut Document, item: ObjectId, body: ObjectId) -> Option<()> {
    let lists: Vec<ObjectId> = super::numbers(document)?.iter().filter_map(|one| one.as_reference().ok()).collect();
    for list in lists {
        let Ok(owners) = document.get_object_mut(list).and_then(Object::as_array_mut) else { continue };
        for owner in owners.iter_mut().filter(|owner| owner.as_reference().is_ok_and(|id| id == item)) {
            *owner = Object::Reference(body);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(document: &mut Document, kind: &str, kids: Vec<Object>) -> ObjectId {
        let name = Object::Name(kind.as_bytes().to_vec());
        document.add_object(Dictionary::from_iter([("S", name), ("K", Object::Array(kids))]))
    }

    /// The kinds of what an element holds; `0` for a piece of a page.
    fn kinds(document: &Document, id: ObjectId) -> Vec<String> {
        let kids = document.get_dictionary(id).and_then(|element| element.get(b"K")).and_then(Object::as_array);
        let kind = |object: &Object| match object.as_reference() {
            Ok(id) => {
                let name = document.get_dictionary(id).and_then(|of| of.get(b"S")).and_then(Object::as_name);
                String::from_utf8_lossy(name.expect("a kind")).into_owned()
            }
            Err(_) => "0".to_owned(),
        };
        kids.expect("a list").iter().map(kind).collect()
    }

    #[test]
    fn what_an_item_holds_but_for_its_label_is_its_body() {
        let mut document = Document::new();
        let (label, link) = (element(&mut document, "Lbl", vec![]), element(&mut document, "Link", vec![]));
        let kids = vec![Object::Reference(label), Object::Reference(link), Object::Integer(3)];
        let item = element(&mut document, "LI", kids);
        complete(&mut document);
        assert_eq!(kinds(&document, item), ["Lbl", "LBody"]);
        let kids = document.get_dictionary(item).and_then(|element| element.get(b"K")).and_then(Object::as_array);
        let body = kids.expect("kids")[1].as_reference().expect("a body");
        assert_eq!(kinds(&document, body), ["Link", "0"]);
        let above = document.get_dictionary(link).and_then(|element| element.get(b"P")).and_then(Object::as_reference);
        assert_eq!(above.expect("an element above"), body);
        // Nothing is done twice, nor to an item that holds nothing.
        let empty = element(&mut document, "LI", vec![]);
        complete(&mut document);
        assert_eq!((kinds(&document, item).len(), kinds(&document, empty).len()), (2, 0));
    }
}
