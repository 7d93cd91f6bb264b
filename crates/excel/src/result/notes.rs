//! 口径: how the figures are to be read, what nobody has confirmed, and the record.

use rust_xlsxwriter::XlsxError;

use super::Writing;
use crate::{
    language::Unit,
    page::{Page, high},
};

const WIDTH: f64 = 120.0;

/// The sheet.
pub(crate) fn write<'w>(writing: &'w Writing<'_>) -> Result<Page<'w>, XlsxError> {
    let (terms, forecast) = (&writing.terms, writing.forecast);
    let mut page = writing.page(terms.of("口径", "Notes"))?;
    page.title(terms.of("口径与说明", "How to read this workbook"), "")?;
    page.width(0, 4.0)?;
    page.width(1, WIDTH)?;
    let mut row = 2;
    let mut section = |page: &mut Page<'_>, title: &str, lines: &[String]| -> Result<(), XlsxError> {
        if lines.is_empty() {
            return Ok(());
        }
        let style = page.style;
        page.text(row, 0, title, &style.section)?;
        for (number, line) in lines.iter().enumerate() {
            row += 1;
            page.sheet.write_number_with_format(row as u32, 0, (number + 1) as f64, &style.prose)?;
            page.text(row, 1, line, &style.prose)?;
            page.sheet.set_row_height(row as u32, high([(&line[..], WIDTH)]))?;
        }
        row += 2;
        Ok(())
    };
    let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let unit = match writing.unit {
        Unit::Yuan => terms.of(
            "金额以元为单位，保留两位小数。",
            "Amounts are in yuan, with two decimals.",
        ),
        Unit::Wan => terms.of(
            "金额按万元显示（四位小数，即到元）；单元格里存的是元，公式按元精确到分，点开单元格可见全数。",
            "Amounts are shown in ten thousand yuan, to the yuan; the cells hold yuan, and formulas are exact to the fen.",
        ),
    };
    let units = [&[unit][..], &terms.of(
        [
            "每一步算出不足一分的都即时四舍五入；按份数分担时，余下的分按余数大小分给各方，合计一分不差。",
            "薪酬 + 结余 = 资助 + 超标准自筹，对每一行、每一合计都成立；“核对”栏为“平”即各式两边相等。",
            "合计、应付、占比、余额和核对都是公式，可逐格追溯；灰底为合计。",
            "人数为期望值时保留四位小数，各自四舍五入，因此分项之和与合计可差万分之几；金额没有这种差。",
            "超过十五位的数以文本写入，因为电子表格存不下更多位。",
        ],
        [
            "Every step that makes a fraction of a fen is rounded at once, half away from zero; what is left over of a split goes one fen each to the largest remainders, so nothing is lost.",
            "Pay + surplus = subsidy + top-up in every row and every total; a check cell is even when both sides are.",
            "Totals, dues, parts, balances and checks are formulas that can be followed cell by cell; grey rows add up.",
            "Expected counts are rounded to four decimals each by itself, so they may differ from their total by some ten-thousandths; amounts never do.",
            "Numbers of more than fifteen digits are written as text, since a spreadsheet holds no more.",
        ],
    )[..]].concat();
    section(&mut page, terms.of("单位与四舍五入", "Units and rounding"), &owned(&units))?;
    let rules = terms.of(
        [
            "年末人数为十二月在册人数；在册人月为各人在册月数之和；薪酬和资助按年计、按月发。",
            "资助由各出资方按比例分担；超出资助的薪酬由超标准自筹方负担；结余留在站点。",
            "应付 = 分担 + 所负担的超标准自筹 + 所负担的站点经费。",
            "应配、实有、缺额、超额按各年十二月开放的社工站逐站计算后相加；一站的超额不抵他站的缺额。",
            "统筹资金逐年支用至用完；年度预算每年重新足额，未用部分失效；不足部分列为缺口，由出资方另筹。",
        ],
        [
            "Headcount is who is on the payroll in December; worker-months add up everybody's months; pay and subsidy are annual, paid by month.",
            "Payers share the subsidy by ratio; pay above it is borne by the payer of the top-up; a surplus stays with the station.",
            "Due = share + top-up that the payer bears + its parts of the stations' costs.",
            "Required, held, short and over are worked out for each station open in December and added up; what one station has beyond its norm makes up for nothing elsewhere.",
            "A pool is drawn until it is empty; an annual appropriation is there anew each year, and what is left lapses; what funds can't pay is a shortfall.",
        ],
    );
    section(&mut page, terms.of("主要口径", "What figures mean"), &owned(&rules))?;
    let told = |zh: &str, en: &str, at: &str| terms.noted(terms.of(zh, en), at);
    let notices: Vec<String> =
        forecast.notices.iter().map(|notice| told(&notice.zh, &notice.en, &notice.at)).collect();
    section(&mut page, terms.of("尚未证实", "Not confirmed"), &notices)?;
    let hints: Vec<String> =
        forecast.unlikely.iter().map(|hint| told(&hint.zh, &hint.en, &hint.at)).collect();
    section(&mut page, terms.of("可能有误的输入", "What can hardly be meant"), &hints)?;
    let version = format!("shuangbai {}", env!("CARGO_PKG_VERSION"));
    let record = [
        format!("{}{version}", terms.of("软件版本：", "Version: ")),
        format!("{}{}", terms.of("记录（可凭此验证）：", "Record, to verify by: "), writing.record),
    ];
    section(&mut page, terms.of("版本与记录", "Version and record"), &record)?;
    Ok(page)
}
