//! The file of an .xlsx workbook: its parts, bounded before anybody reads them.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

use quick_xml::{Reader, events::Event};
use zip::ZipArchive;

use crate::error::{BookError, BookErrorKind};

/// So many bytes a file may have.
pub(crate) const MOST_PACKED: usize = 64 << 20;
/// So many its parts may have when they are unpacked.
const MOST_UNPACKED: u64 = 400 << 20;
const MOST_PARTS: usize = 10_000;

/// What is in the file.
pub(crate) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// The rows of sheets that are hidden, by the sheet's part.
    hidden: BTreeMap<String, Vec<usize>>,
}

impl<'b> Package<'b> {
    /// Looks through all parts: none is damaged, and together they are not too large.
    pub(crate) fn open(bytes: &'b [u8]) -> Result<Package<'b>, BookError> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
        if archive.len() > MOST_PARTS {
            return Err(too_large());
        }
        let (mut left, mut hidden, mut part) = (MOST_UNPACKED, BTreeMap::new(), Vec::new());
        for place in 0..archive.len() {
            let file = archive.by_index(place).map_err(|_| damaged())?;
            if file.encrypted() {
                return Err(encrypted());
            }
            let name = file.name().map_err(|_| damaged())?.into_owned();
            part.clear();
            // What a part says of its own length may be a lie.
            let read = file.take(left + 1).read_to_end(&mut part).map_err(|_| damaged())? as u64;
            left = left.checked_sub(read).ok_or_else(too_large)?;
            if name.starts_with("xl/worksheets/") {
                let rows = hidden_rows(&part);
                if !rows.is_empty() {
                    hidden.insert(name, rows);
                }
            }
        }
        Ok(Package { archive, hidden })
    }

    /// A part, if there is one.
    pub(crate) fn part(&mut self, name: &str) -> Option<Vec<u8>> {
        let mut part = Vec::new();
        self.archive.by_name(name).ok()?.take(MOST_UNPACKED).read_to_end(&mut part).ok()?;
        Some(part)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The hidden rows of a sheet's part, counted from 1.
    pub(crate) fn hidden(&self, part: &str) -> &[usize] {
        self.hidden.get(part).map_or(&[], Vec::as_slice)
    }

    /// The sheets of an .xlsx workbook and their parts.
    pub(crate) fn sheets(&mut self) -> Vec<(String, String)> {
        let (Some(book), Some(relations)) =
            (self.part("xl/workbook.xml"), self.part("xl/_rels/workbook.xml.rels"))
        else {
            return Vec::new();
        };
        let relations: BTreeMap<String, String> = elements(&relations, "Relationship")
            .into_iter()
            .filter_map(|mut of| Some((of.remove("Id")?, of.remove("Target")?)))
            .collect();
        let sheet = |mut of: BTreeMap<String, String>| {
            let target = relations.get(of.get("r:id").or_else(|| of.get("id"))?)?;
            Some((of.remove("name")?, within("xl", target)))
        };
        elements(&book, "sheet").into_iter().filter_map(sheet).collect()
    }
}

/// A part by what another part of the folder calls it.
pub(crate) fn within(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').collect();
    for step in target.split('/') {
        match step {
            ".." => drop(path.pop()),
            "." => {}
            step => path.push(step),
        }
    }
    path.join("/")
}

/// The attributes of all elements of a name.
pub(crate) fn elements(xml: &[u8], name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = Reader::from_reader(xml);
    let (mut found, mut buffer) = (Vec::new(), Vec::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) if element.local_name().as_ref() == name => {
                let attributes = element.attributes().flatten().filter_map(|attribute| {
                    let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
                    Some((attribute.key.as_ref().to_owned(), value.into_owned()))
                });
                found.push(attributes.collect());
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// The numbers of rows that a sheet hides.
fn hidden_rows(sheet: &[u8]) -> Vec<usize> {
    let (mut rows, mut rest) = (Vec::new(), sheet);
    while let Some(at) = find(rest, b"<row ") {
        let tag = &rest[at..];
        let (tag, behind) = tag.split_at(tag.iter().position(|byte| *byte == b'>').unwrap_or(tag.len()));
        rest = behind;
        let value = |name: &[u8]| find(tag, name).map(|at| &tag[at + name.len()..]).unwrap_or_default();
        if let [b'1' | b't', ..] = value(b" hidden=\"") {
            let digits = value(b" r=\"").iter().take_while(|byte| byte.is_ascii_digit());
            let add = |number: usize, digit: &u8| {
                number.saturating_mul(10).saturating_add(usize::from(digit - b'0'))
            };
            rows.push(digits.fold(0, add));
        }
    }
    rows
}

/// Where some bytes stand first.
fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    let (first, rest) = what.split_first()?;
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| byte == first).map(|at| from + at) {
        if bytes[at + 1..].starts_with(rest) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

fn told(code: BookErrorKind, zh: &str, en: &str) -> BookError {
    BookError::new(code, None, (zh.to_owned(), en.to_owned()))
}

pub(crate) fn damaged() -> BookError {
    told(
        BookErrorKind::Damaged,
        "文件不完整或已损坏，可能没有下载完；请重新取一份，或在 Excel 中打开后另存",
        "the file is cut off or damaged, perhaps it was not downloaded to its end: get it again, or open it in Excel and save it",
    )
}

pub(crate) fn encrypted() -> BookError {
    told(
        BookErrorKind::Encrypted,
        "工作簿有打开密码；请在 Excel 中去掉密码（文件—信息—保护工作簿）后再读",
        "the workbook needs a password to be opened: take it away in Excel (File, Info, Protect Workbook)",
    )
}

pub(crate) fn too_large() -> BookError {
    told(
        BookErrorKind::TooLarge,
        "文件太大：压缩后至多 64 MB，解开后至多 400 MB、二千万个单元格、一千列；请只留需要的工作表",
        "the file is too large: 64 MB packed, 400 MB unpacked, twenty million cells and a thousand columns are allowed; keep only the sheets that are needed",
    )
}
