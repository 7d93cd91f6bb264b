//! How the cells and pages of our workbooks look.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::language::{Language, Unit};

const INK: Color = Color::RGB(0x1F_2D_3D);
const HEAD: Color = Color::RGB(0xDC_E6_F1);
const SUM: Color = Color::RGB(0xF2_F2_F2);
/// Of what nobody has confirmed, and of cells to fill in.
pub(crate) const NOTE: Color = Color::RGB(0xFF_F2_CC);
const LINE: Color = Color::RGB(0xA6_A6_A6);
/// The colours of charts, told apart in grey too.
pub(crate) const SERIES: [Color; 6] = [
    Color::RGB(0x1F_4E_79),
    Color::RGB(0xF4_B1_83),
    Color::RGB(0x70_AD_47),
    Color::RGB(0xFF_D9_66),
    Color::RGB(0x7F_7F_7F),
    Color::RGB(0xC0_00_00),
];

/// The formats of a workbook.
pub(crate) struct Style {
    pub(crate) title: Format,
    pub(crate) small: Format,
    pub(crate) section: Format,
    pub(crate) head: Format,
    pub(crate) text: Format,
    pub(crate) wrapped: Format,
    pub(crate) noted: Format,
    pub(crate) code: Format,
    pub(crate) money: Format,
    pub(crate) count: Format,
    pub(crate) ratio: Format,
    pub(crate) check: Format,
    pub(crate) sum: Sum,
    pub(crate) prose: Format,
    pub(crate) number: &'static str,
}

/// The formats of rows that sum up.
pub(crate) struct Sum {
    pub(crate) text: Format,
    pub(crate) money: Format,
    pub(crate) count: Format,
    pub(crate) ratio: Format,
    pub(crate) check: Format,
}

impl Style {
    pub(crate) fn new(language: Language, unit: Unit) -> Style {
        let font = language.of("宋体", "Calibri");
        let base = Format::new().set_font_name(font).set_font_size(10).set_font_color(INK);
        let plain = base.clone().set_align(FormatAlign::VerticalCenter);
        let cell = plain.clone().set_border(FormatBorder::Thin).set_border_color(LINE);
        // A point before the last four digits: the cell holds yuan. (`0!.0000` is printed as it stands by others.)
        let number = match unit {
            Unit::Yuan => "#,##0.00",
            Unit::Wan => "0\\.0000",
        };
        let count = "#,##0.####";
        let ratio = "0.00%";
        let right =
            |format: &Format, shown: &str| format.clone().set_num_format(shown).set_align(FormatAlign::Right);
        let sum = cell.clone().set_bold().set_background_color(SUM);
        let center = |format: &Format| format.clone().set_align(FormatAlign::Center);
        Style {
            title: plain.clone().set_font_size(16).set_bold(),
            small: plain.clone().set_font_color(Color::RGB(0x59_59_59)),
            section: plain.clone().set_font_size(12).set_bold(),
            head: center(&cell).set_bold().set_background_color(HEAD).set_text_wrap(),
            wrapped: cell.clone().set_text_wrap(),
            noted: cell.clone().set_text_wrap().set_background_color(NOTE),
            // Text, so that codes typed here stay what they are.
            code: cell.clone().set_num_format("@"),
            money: right(&cell, number),
            count: right(&cell, count),
            ratio: right(&cell, ratio),
            check: center(&cell),
            sum: Sum {
                money: right(&sum, number),
                count: right(&sum, count),
                ratio: right(&sum, ratio),
                check: center(&sum),
                text: sum,
            },
            prose: base.set_text_wrap().set_align(FormatAlign::Top),
            text: cell,
            number,
        }
    }
}

/// A workbook without a moment of its own: the same input gives the same bytes.
pub(crate) fn workbook(title: &str) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    // As Excel does: a large workbook is there in two thirds of the time, and is a twentieth larger.
    book.set_zip_compression_level(3);
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(
        &DocProperties::new().set_title(title).set_author("shuangbai").set_creation_datetime(&made),
    );
    Ok(book)
}

/// A4, landscape, `wide` pages in a row, with page numbers, the day of printing and `footer` below.
pub(crate) fn paper(sheet: &mut Worksheet, language: Language, wide: u16, footer: &str) {
    const A4: u8 = 9;
    let page = language.of("第 &P 页，共 &N 页", "Page &P of &N");
    let printed = language.of("打印于 &D", "Printed &D");
    sheet.set_paper_size(A4);
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(wide, 0);
    sheet.set_page_order(false);
    sheet.set_margins(0.5, 0.5, 0.6, 0.7, 0.3, 0.3);
    // A `&` would begin a code of the footer.
    sheet.set_footer(format!("&L&8{}&C&8{page}&R&8{printed}", footer.replace('&', "&&")));
}
