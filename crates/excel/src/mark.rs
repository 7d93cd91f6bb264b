//! A user's own workbook back, with the cells coloured and commented that errors are in.

use std::{
    collections::BTreeMap,
    io::{Cursor, Write},
};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use rust_xlsxwriter::{Color, Format, Note, Workbook, XlsxError};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::{
    address::{cell, parse, parse_at},
    book::{
        cells::Grid,
        open::{Kind, open},
        package::{Package, elements, within},
    },
    error::{BookError, WriteError},
    language::Language,
};

/// What is to be said at a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The cell as a formula names it: `人员!F17`.
    pub cell: String,
    /// The comment.
    pub text: String,
}

/// Why nothing could be marked.
#[derive(Debug)]
#[non_exhaustive]
pub enum MarkError {
    /// The workbook can't be read.
    Read(BookError),
    /// What comes of it can't be written.
    Write(WriteError),
}

impl std::fmt::Display for MarkError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            MarkError::Read(error) => error.fmt(f),
            MarkError::Write(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for MarkError {}

impl From<BookError> for MarkError {
    fn from(error: BookError) -> MarkError {
        MarkError::Read(error)
    }
}

impl From<XlsxError> for MarkError {
    fn from(error: XlsxError) -> MarkError {
        MarkError::Write(error.into())
    }
}

/// So many comments a sheet gets; the rest of its cells are coloured alone.
const MOST_COMMENTS: usize = 1_000;

const STYLES: &str = "xl/styles.xml";
const TYPES: &str = "[Content_Types].xml";

type Marks = BTreeMap<(usize, usize), String>;

/// The workbook with these cells coloured and commented, the first thousand of a sheet; the others are coloured alone. All
/// else of an .xlsx stays as it is, and a cell that has a comment keeps it. An .xls or .ods, and an .xlsx that is written
/// in a way that we don't know, comes back as an .xlsx with its values alone. What names no cell of the workbook is passed
/// over.
///
/// # Errors
/// What is no workbook, or can't be read, as by [`read_plan`](crate::read_plan).
///
/// ```
/// use shuangbai_excel::{Language, Mark, ReadOptions, mark_errors, read_plan, template};
/// let plan = r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2022},
///     "stations": [{"code": "44020300", "name": "西河镇", "villages": 3}]}"#;
/// let book = template(Language::Zh, plan)?;
/// let errors = read_plan(&book, &ReadOptions::default()).unwrap_err();
/// assert_eq!(errors.errors[0].cell.as_deref(), Some("站点!A3"));
/// let marked = mark_errors(&book, &errors.marks(Language::Zh))?;
/// assert_eq!(read_plan(&marked, &ReadOptions::default()).unwrap_err(), errors);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn mark_errors(bytes: &[u8], marks: &[Mark]) -> Result<Vec<u8>, MarkError> {
    let (kind, grids) = open(bytes)?;
    let mut by_sheet: BTreeMap<String, Marks> = BTreeMap::new();
    for mark in marks {
        let Some((sheet, row, column)) = parse_at(&mark.cell) else { continue };
        let said = by_sheet.entry(sheet).or_default().entry((row, column)).or_default();
        if !said.is_empty() {
            said.push('\n');
        }
        said.push_str(&mark.text);
    }
    by_sheet.retain(|sheet, _| grids.iter().any(|grid| grid.name == *sheet));
    let marked = (kind == Kind::Xlsx).then(|| in_place(bytes, &by_sheet)).flatten();
    match marked {
        Some(marked) => Ok(marked),
        None => Ok(anew(&grids, &by_sheet)?),
    }
}

/// A new workbook with the values alone.
fn anew(grids: &[Grid], marks: &BTreeMap<String, Marks>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let marked = Format::new().set_background_color(Color::RGB(0xFF_C7_CE));
    let plain = Format::new();
    for grid in grids {
        let sheet = book.add_worksheet();
        sheet.set_name(&grid.name)?;
        let none = Marks::new();
        let marks = marks.get(&grid.name).unwrap_or(&none);
        for (row, cells) in &grid.rows {
            for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                let format = if marks.contains_key(&(row - 1, column)) { &marked } else { &plain };
                sheet.write_string_with_format(*row as u32 - 1, column as u16, text, format)?;
            }
        }
        for ((row, column), text) in marks.iter().take(MOST_COMMENTS) {
            let note = Note::new(text).set_author("shuangbai");
            sheet.insert_note(*row as u32, *column as u16, &note)?;
            if grid.cell(row + 1, *column).is_empty() {
                sheet.write_blank(*row as u32, *column as u16, &marked)?;
            }
        }
    }
    book.save_to_buffer()
}

/// The same file with some of its parts changed; nothing where they are written in a way that we don't know.
fn in_place(bytes: &[u8], marks: &BTreeMap<String, Marks>) -> Option<Vec<u8>> {
    let mut package = Package::open(bytes).ok()?;
    let sheets = package.sheets();
    let mut changed: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut styles = Styles::new(String::from_utf8(package.part(STYLES)?).ok()?)?;
    let mut types = String::from_utf8(package.part(TYPES)?).ok()?;
    // A file that was marked before has such parts of other sheets.
    let free = (0..).find(|number| !package.has(&comments_part(*number)))?;
    for (number, (sheet, marks)) in (free..).zip(marks) {
        let (_, part) = sheets.iter().find(|(name, _)| name == sheet)?;
        let xml = package.part(part)?;
        let mut xml = cells(&xml, marks, &mut styles)?;
        comments(&mut package, part, &mut xml, marks, number, &mut changed, &mut types)?;
        changed.insert(part.clone(), xml);
    }
    changed.insert(STYLES.to_owned(), styles.text.into_bytes());
    changed.insert(TYPES.to_owned(), types.into_bytes());
    written(bytes, changed)
}

fn written(bytes: &[u8], mut changed: BTreeMap<String, Vec<u8>>) -> Option<Vec<u8>> {
    let mut old = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for place in 0..old.len() {
        let file = old.by_index_raw(place).ok()?;
        let name = file.name().ok()?.into_owned();
        match changed.remove(&name) {
            Some(part) => {
                new.start_file(name, options).ok()?;
                new.write_all(&part).ok()?;
            }
            None => new.raw_copy_file(file).ok()?,
        }
    }
    for (name, part) in changed {
        new.start_file(name, options).ok()?;
        new.write_all(&part).ok()?;
    }
    Some(new.finish().ok()?.into_inner())
}

/// The formats of a workbook, of which those of marked cells get another fill.
struct Styles {
    text: String,
    /// The formats as they stand.
    formats: Vec<String>,
    /// The marked ones, by those that they are like.
    marked: BTreeMap<usize, usize>,
    fill: usize,
}

impl Styles {
    fn new(mut text: String) -> Option<Styles> {
        const FILL: &str = "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFFC7CE\"/><bgColor indexed=\"64\"/></patternFill></fill>";
        let fill = elements(text.get(text.find("<fills")?..text.find("</fills>")?)?.as_bytes(), "fill").len();
        text.insert_str(text.find("</fills>")?, FILL);
        recount(&mut text, "<fills", fill + 1)?;
        let inner = text.get(text.find("<cellXfs")?..text.find("</cellXfs>")?)?;
        let inner = &inner[inner.find('>')? + 1..];
        let mut formats = Vec::new();
        let mut rest = inner;
        while let Some(at) = rest.find("<xf") {
            rest = &rest[at..];
            let tag = rest.find('>')? + 1;
            let end = if rest[..tag].ends_with("/>") { tag } else { rest.find("</xf>")? + "</xf>".len() };
            formats.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        (!formats.is_empty()).then_some(Styles { text, formats, marked: BTreeMap::new(), fill })
    }

    /// The format like this one, with the fill of marked cells.
    fn marked(&mut self, like: usize) -> Option<usize> {
        if let Some(format) = self.marked.get(&like) {
            return Some(*format);
        }
        let old = self.formats.get(like).or_else(|| self.formats.first())?;
        let tag = old.find('>')? + 1;
        let empty = old[..tag].ends_with("/>");
        let inner = old[..tag].trim_end_matches('>').trim_end_matches('/');
        let kept = without(&without(inner, "fillId"), "applyFill");
        let new = format!(
            "{kept} fillId=\"{}\" applyFill=\"1\"{}{}",
            self.fill,
            if empty { "/>" } else { ">" },
            &old[tag..]
        );
        let format = self.formats.len();
        self.text.insert_str(self.text.find("</cellXfs>")?, &new);
        self.formats.push(new);
        recount(&mut self.text, "<cellXfs", format + 1)?;
        self.marked.insert(like, format);
        Some(format)
    }
}

/// A tag without an attribute.
fn without(tag: &str, attribute: &str) -> String {
    let name = format!(" {attribute}=\"");
    let Some(at) = tag.find(&name) else { return tag.to_owned() };
    let rest = &tag[at + name.len()..];
    let end = rest.find('"').map_or(rest.len(), |end| end + 1);
    format!("{}{}", &tag[..at], &rest[end..])
}

/// Another count in a list's tag.
fn recount(text: &mut String, tag: &str, count: usize) -> Option<()> {
    let start = text.find(tag)?;
    let end = start + text[start..].find('>')?;
    let counted = without(&text[start..end], "count");
    text.replace_range(start..end, &format!("{counted} count=\"{count}\""));
    Some(())
}

/// A sheet with these cells in their new formats; those that are not there are put in.
fn cells(xml: &[u8], marks: &Marks, styles: &mut Styles) -> Option<Vec<u8>> {
    let mut reader = Reader::from_reader(xml);
    let mut out = Vec::with_capacity(xml.len() + 4_096);
    let (mut done, mut row, mut column, mut buffer) = (0, 0, 0, Vec::new());
    let mut left = marks.keys().copied().peekable();
    // A blank cell that is marked, where it was none.
    let blank = |out: &mut Vec<u8>, styles: &mut Styles, (row, column): (usize, usize)| {
        let new = format!("<c r=\"{}\" s=\"{}\"/>", cell(row, column), styles.marked(0)?);
        out.extend_from_slice(new.as_bytes());
        Some(())
    };
    let mut in_data = false;
    loop {
        buffer.clear();
        let start = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event_into(&mut buffer).ok()?;
        let end = usize::try_from(reader.buffer_position()).ok()?;
        let (element, is_empty) = match &event {
            Event::Eof => break,
            Event::Start(element) => (Some(element), false),
            Event::Empty(element) => (Some(element), true),
            _ => (None, false),
        };
        let name = element.map(|element| element.name().as_ref().to_owned()).unwrap_or_default();
        let closes = match &event {
            Event::End(element) => element.name().as_ref().to_owned(),
            _ => String::new(),
        };
        out.extend_from_slice(xml.get(done..start)?);
        done = end;
        let raw = xml.get(start..end)?;
        match (&name[..], &closes[..]) {
            ("sheetData", _) if !is_empty => {
                in_data = true;
                out.extend_from_slice(raw);
            }
            ("sheetData", _) => {
                out.extend_from_slice(b"<sheetData>");
                rows_before(&mut out, styles, &mut left, usize::MAX, &blank)?;
                out.extend_from_slice(b"</sheetData>");
            }
            (_, "sheetData") => {
                rows_before(&mut out, styles, &mut left, usize::MAX, &blank)?;
                in_data = false;
                out.extend_from_slice(raw);
            }
            ("row", _) if in_data => {
                let number = element.and_then(|element| attribute(element, "r"));
                row = match number {
                    Some(number) => parse(&format!("A{number}"))?.0 + 1,
                    None => row + 1,
                };
                column = 0;
                rows_before(&mut out, styles, &mut left, row - 1, &blank)?;
                let has_marks = left.peek().is_some_and(|at| at.0 == row - 1);
                match is_empty && has_marks {
                    true => {
                        out.extend_from_slice(&raw[..raw.len() - 2]);
                        out.push(b'>');
                        while let Some(at) = left.next_if(|at| at.0 == row - 1) {
                            blank(&mut out, styles, at)?;
                        }
                        out.extend_from_slice(b"</row>");
                    }
                    false => out.extend_from_slice(raw),
                }
            }
            (_, "row") if in_data => {
                while let Some(at) = left.next_if(|at| at.0 + 1 == row) {
                    blank(&mut out, styles, at)?;
                }
                out.extend_from_slice(raw);
            }
            ("c", _) if in_data => {
                let element = element?;
                let at = attribute(element, "r").and_then(|at| parse(&at));
                column = at.map_or(column, |(_, column)| column);
                while let Some(at) = left.next_if(|at| at.0 + 1 == row && at.1 < column) {
                    blank(&mut out, styles, at)?;
                }
                match left.next_if(|at| (at.0 + 1, at.1) == (row, column)) {
                    Some(_) => {
                        let old = attribute(element, "s").and_then(|s| s.parse().ok()).unwrap_or(0);
                        let tag = std::str::from_utf8(raw).ok()?.trim_end_matches('>').trim_end_matches('/');
                        let new = format!(
                            "{} s=\"{}\"{}",
                            without(tag, "s"),
                            styles.marked(old)?,
                            if is_empty { "/>" } else { ">" }
                        );
                        out.extend_from_slice(new.as_bytes());
                    }
                    None => out.extend_from_slice(raw),
                }
                column += 1;
            }
            _ => out.extend_from_slice(raw),
        }
    }
    out.extend_from_slice(xml.get(done..)?);
    Some(out)
}

/// Rows that are not there, before this one.
fn rows_before(
    out: &mut Vec<u8>,
    styles: &mut Styles,
    left: &mut std::iter::Peekable<impl Iterator<Item = (usize, usize)>>,
    before: usize,
    blank: &impl Fn(&mut Vec<u8>, &mut Styles, (usize, usize)) -> Option<()>,
) -> Option<()> {
    while let Some(&(row, _)) = left.peek().filter(|at| at.0 < before) {
        out.extend_from_slice(format!("<row r=\"{}\">", row + 1).as_bytes());
        while let Some(at) = left.next_if(|at| at.0 == row) {
            blank(out, styles, at)?;
        }
        out.extend_from_slice(b"</row>");
    }
    Some(())
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// The comments of a sheet: beside those that it has, or in parts of their own.
fn comments(
    package: &mut Package<'_>,
    part: &str,
    sheet: &mut Vec<u8>,
    marks: &Marks,
    number: usize,
    changed: &mut BTreeMap<String, Vec<u8>>,
    types: &mut String,
) -> Option<()> {
    let (folder, file) = part.rsplit_once('/')?;
    let relations_part = format!("{folder}/_rels/{file}.rels");
    let relations = package.part(&relations_part);
    let related = |kind: &str| {
        let all = relations.as_ref().map(|xml| elements(xml, "Relationship")).unwrap_or_default();
        let of_kind = all.into_iter().find(|of| of.get("Type").is_some_and(|other| other.ends_with(kind)));
        of_kind.and_then(|of| of.get("Target").map(|target| within(folder, target)))
    };
    let marks: Vec<_> = marks.iter().take(MOST_COMMENTS).collect();
    let has_drawing = !elements(sheet, "legacyDrawing").is_empty();
    if let (Some(comments), Some(drawing), true) = (related("/comments"), related("/vmlDrawing"), has_drawing)
    {
        let mut text = String::from_utf8(package.part(&comments)?).ok()?;
        let mut shapes = String::from_utf8(package.part(&drawing)?).ok()?;
        for ((row, column), said) in marks {
            if !text.contains(&format!("ref=\"{}\"", cell(*row, *column))) {
                text.insert_str(text.rfind("</commentList>")?, &comment(*row, *column, said));
                shapes.insert_str(shapes.rfind("</xml>")?, &shape(*row, *column, number));
            }
        }
        changed.insert(comments, text.into_bytes());
        changed.insert(drawing, shapes.into_bytes());
        return Some(());
    }
    if has_drawing {
        return None;
    }
    let (text_part, shapes_part) =
        (comments_part(number), format!("xl/drawings/vmlDrawing_marks{number}.vml"));
    let said: String = marks.iter().map(|((row, column), said)| comment(*row, *column, said)).collect();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors><author>shuangbai</author></authors><commentList>{said}</commentList></comments>"
    );
    let drawn: String = marks.iter().map(|((row, column), _)| shape(*row, *column, number)).collect();
    let shapes = format!(
        "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"1\"/></o:shapelayout><v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>{drawn}</xml>"
    );
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let new = format!(
        "<Relationship Id=\"rIdMarks1\" Type=\"{RELATIONS}/comments\" Target=\"/{text_part}\"/><Relationship Id=\"rIdMarks2\" Type=\"{RELATIONS}/vmlDrawing\" Target=\"/{shapes_part}\"/>"
    );
    let mut relations = match relations {
        Some(relations) => String::from_utf8(relations).ok()?,
        None => "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>".to_owned(),
    };
    relations.insert_str(relations.rfind("</Relationships>")?, &new);
    let drawing = format!("<legacyDrawing xmlns:r=\"{RELATIONS}\" r:id=\"rIdMarks2\"/>");
    let mut xml = String::from_utf8(std::mem::take(sheet)).ok()?;
    let behind = xml.find("</sheetData>")?;
    const LATER: [&str; 8] = [
        "<legacyDrawingHF",
        "<drawingHF",
        "<picture",
        "<oleObjects",
        "<controls",
        "<webPublishItems",
        "<tableParts",
        "<extLst",
    ];
    let at = LATER.iter().filter_map(|tag| xml[behind..].find(tag)).min().map(|at| behind + at);
    xml.insert_str(at.or_else(|| xml.rfind("</worksheet>"))?, &drawing);
    *sheet = xml.into_bytes();
    if !types.contains("Extension=\"vml\"") {
        types.insert_str(
            types.find("<Override").or_else(|| types.find("</Types>"))?,
            "<Default Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>",
        );
    }
    types.insert_str(
        types.rfind("</Types>")?,
        &format!("<Override PartName=\"/{text_part}\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml\"/>"),
    );
    changed.insert(relations_part, relations.into_bytes());
    changed.insert(text_part, text.into_bytes());
    changed.insert(shapes_part, shapes.into_bytes());
    Some(())
}

/// The part of comments that we give a sheet.
fn comments_part(number: usize) -> String {
    format!("xl/comments_marks{number}.xml")
}

fn comment(row: usize, column: usize, text: &str) -> String {
    // What XML has no place for.
    let shown: String = text.chars().filter(|char| !char.is_control() || *char == '\n').collect();
    let shown = quick_xml::escape::escape(shown.as_str()).into_owned();
    format!(
        "<comment ref=\"{}\" authorId=\"0\"><text><t xml:space=\"preserve\">{shown}</t></text></comment>",
        cell(row, column)
    )
}

fn shape(row: usize, column: usize, number: usize) -> String {
    let id = format!("_x0000_m{number}_{row}_{column}");
    format!(
        "<v:shape id=\"{id}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:60pt;margin-top:2pt;width:220pt;height:80pt;z-index:1;visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"/><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{}, 15, {row}, 2, {}, 15, {}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>",
        column + 1,
        column + 5,
        row + 5
    )
}

impl crate::ReadErrors {
    /// What is to be said at the cells that are named.
    pub fn marks(&self, language: Language) -> Vec<Mark> {
        let named = self.errors.iter().filter_map(|error| Some((error.cell.clone()?, error)));
        named.map(|(cell, error)| Mark { cell, text: language.of(&error.zh, &error.en).clone() }).collect()
    }
}
