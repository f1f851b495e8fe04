//! A workbook of Excel: its parts are made up, and packed as they should be. Bytes that begin as a packed file are taken
//! as they are.
#![no_main]

use kalends_fuzz::{IMPORTS, import, on_site, packed, parts};
use libfuzzer_sys::fuzz_target;

const RELATIONS: &str = r#"<R><R Id="a" Type="x/worksheet" Target="sheet.xml"/><R Id="b" Type="x/styles" Target="styles.xml"/><R Id="c" Type="x/sharedStrings" Target="strings.xml"/></R>"#;
const WORKBOOK: &[u8] = br#"<w xmlns:r="r"><sheets><sheet name="A" r:id="a"/></sheets></w>"#;

fuzz_target!(|bytes: &[u8]| {
    let [sheet, strings, styles, workbook] = parts(bytes);
    let workbook = if workbook.is_empty() { WORKBOOK } else { workbook };
    let all = [
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/sheet.xml", sheet),
        ("xl/strings.xml", strings),
        ("xl/styles.xml", styles),
    ];
    let bytes = if bytes.starts_with(b"PK") { bytes.to_vec() } else { packed(&all) };
    on_site(|site| {
        site.write("data/_imports.yaml", IMPORTS);
        import(site, "extract.xlsx", &bytes);
    });
});
