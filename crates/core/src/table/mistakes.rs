//! Rule 15: values that programs or people have made of others, told with what they were.

use super::values::is_short_day;
use crate::{
    base::text::plain,
    faults::findings::shown,
    values::month::{Month, month_of_day},
};

/// What a value seems to have been, in Chinese and English, where a column holds months.
pub(super) fn of_month(value: &str) -> Option<(String, String)> {
    let text = plain(value);
    let number = text.parse::<u32>().ok().or_else(|| text.strip_suffix(".0")?.parse().ok());
    let shown = shown(&text);
    if let Some(number) =
        number.filter(|number| (100_000..=999_999).contains(number) && is_short_day(*number))
    {
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        return Some((
            format!(
                "“{shown}”若按年月读是 {}-{:02}；若指 20{year:02}年{month}月{day}日，请写 20{year:02}-{month:02}",
                number / 100,
                number % 100
            ),
            format!(
                "`{shown}` would be the month {}-{:02}; if it is {day}/{month}/20{year:02}, write 20{year:02}-{month:02}",
                number / 100,
                number % 100
            ),
        ));
    }
    // Days since the last of 1899, as Excel counts them, or since 1904 as it did on a Mac.
    let serial = text.split('.').next().and_then(|days| days.parse::<i64>().ok());
    if let Some(serial) = serial.filter(|days| (20_000..=80_000).contains(days) && text.len() >= 5) {
        let (of_1900, of_1904) = (day_text(serial - 25_569), day_text(serial - 24_107));
        return Some((
            format!(
                "“{shown}”是 Excel 的日期序号，即 {of_1900}（按 1904 年日期系统为 {of_1904}）；请把这一列设为日期格式，或写 {}",
                &of_1900[..7]
            ),
            format!(
                "`{shown}` is Excel's number for {of_1900} ({of_1904} where days count from 1904): format the column as a date, or write {}",
                &of_1900[..7]
            ),
        ));
    }
    let dotted = text.replace('。', ".");
    let (year, month) = dotted.split_once('.')?;
    let (year, number) = (year.parse::<u16>().ok()?, month.parse::<u8>().ok()?);
    let first = Month::of(year, number).ok()?;
    let tenth = Month::of(year, number * 10).ok().filter(|_| month.len() == 1);
    Some(match tenth {
        Some(tenth) => (
            format!(
                "“{shown}”分不清是 {first} 还是 {tenth}（按数字存过的表会丢掉末尾的 0）；请写 {first} 或 {tenth}"
            ),
            format!(
                "`{shown}` may be {first} or {tenth}, of which a program that took it for a number has lost the zero; write one of them"
            ),
        ),
        None => (format!("“{shown}”请写作 {first}"), format!("write {first} for `{shown}`")),
    })
}

/// A day, counted from 1 January 1970.
fn day_text(day: i64) -> String {
    let (year, month) = month_of_day(day);
    let before = (1..=31).take_while(|back| month_of_day(day - back) == (year, month)).count();
    format!("{year:04}-{month:02}-{:02}", before + 1)
}

/// What a value seems to have been, where a column holds codes.
pub(super) fn of_code(value: &str) -> Option<(String, String)> {
    let text = plain(value);
    let (digits, power) = text.split_once(['E', 'e'])?;
    let is_number =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (is_number(digits) && power.trim_start_matches('+').parse::<u8>().is_ok()).then(|| {
        let shown = shown(&text);
        (
            format!("“{shown}”是科学计数法，编码的末几位已经丢失；请把这一列设为文本格式再重新填写，或写社工站的名称"),
            format!("`{shown}` is a number in scientific form that has lost the code's last digits: format the column as text and enter it again, or give names"),
        )
    })
}

/// What is wrong with an id.
pub(super) fn of_id(value: &str) -> Option<(String, String)> {
    of_lines(value).map(|(zh, en)| (format!("编号{zh}"), format!("the id {en}")))
}

/// What is wrong with a word or a value that goes on in the next line.
pub(super) fn of_lines(value: &str) -> Option<(String, String)> {
    value.contains(['\n', '\r']).then(|| {
        let shown = shown(value);
        (
            format!("“{shown}”中有换行：此行起可能有一个多余的引号，把几行并成了一行"),
            format!(
                "`{shown}` has a line break in it: a quote that stands alone may have made several rows one, from this row on"
            ),
        )
    })
}
