//! Rule 11: tables from the bytes of CSV files.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on has failed")]

use shuangbai::table::{Aside, TextTable, read_csv};

/// The cells of a table, row by row.
fn rows(table: &TextTable) -> Vec<Vec<&str>> {
    let columns: Vec<Vec<&str>> = table.columns.iter().map(|column| column.iter().collect()).collect();
    assert!(columns.iter().all(|column| column.len() == table.lines.len()), "{table:?}");
    (0..table.lines.len()).map(|row| columns.iter().map(|column| column[row]).collect()).collect()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn each_encoding_is_read_alike() {
    let text = "编码,名称\n440203001,西河镇\n";
    // As Excel in China saves it: GBK, a part of GB18030.
    let gbk = b"\xB1\xE0\xC2\xEB,\xC3\xFB\xB3\xC6\n440203001,\xCE\xF7\xBA\xD3\xD5\xF2\n";
    for (bytes, why) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), "with a byte order mark"),
        (utf16(text, u16::to_le_bytes), "UTF-16, low bytes first"),
        (utf16(text, u16::to_be_bytes), "UTF-16, high bytes first"),
        (gbk.to_vec(), "GBK"),
    ] {
        let table = read_csv(&bytes).unwrap_or_else(|error| panic!("{why}: {error}"));
        assert_eq!(table.names, ["编码", "名称"], "{why}");
        assert_eq!(rows(&table), [["440203001", "西河镇"]], "{why}");
    }
    let rare = read_csv(b"\xC3\xFB\xB3\xC6\n\x81\x39\xEF\x30\n").unwrap();
    assert_eq!(rows(&rare), [["\u{3401}"]], "four bytes of GB18030");
}

#[test]
#[rustfmt::skip]
fn cells_and_rows_are_those_of_the_spreadsheet() {
    let (one, two): (&[&[&str]], &[&[&str]]) = (&[&["1", "2"]], &[&["1", "2"], &["3", "4"]]);
    for (text, cells, lines, why) in [
        ("a,b\n1,2\n3,4\n",             two, &[2, 3][..], "commas"),
        ("a\tb\n1\t2\n3\t4\n",          two, &[2, 3],     "tabs"),
        ("a;b\n1;2\n3;4",               two, &[2, 3],     "semicolons, no end of the last line"),
        ("a,b\r\n1,2\r\n3,4\r\n",       two, &[2, 3],     "two characters end a line"),
        ("a,b\r1,2\r3,4\r",             two, &[2, 3],     "an old one does"),
        ("\n\na,b\n1,2\n\n\n3,4\n\n",   two, &[4, 7],     "lines with nothing"),
        ("a,b\r\n\r\n1,2\r\n\r\n3,4",   two, &[3, 5],     "the same with two characters"),
        ("a,b\n1,2\n,\n3,4\n , \n,\n",  two, &[2, 4],     "rows with nothing"),
        ("a,b\n1,2\n,,,,\n",            one, &[2],        "a longer row with nothing"),
        ("a,b,\n1,2,\n",                one, &[2],        "a column with nothing"),
        ("\"a;\",b\n1,2\n",             one, &[2],        "a separator in quotes"),
        ("a,\"x;y;z\"\n1,2\n",          one, &[2],        "many of them"),
        ("a,b\n\"1\n\n\",2\n3,\"4\r\n\"\n5,6", &[&["1\n\n", "2"], &["3", "4\r\n"], &["5", "6"]], &[2, 3, 4], "lines in a cell"),
        ("a,b\n\"say \"\"1\"\"\",\"2,5\"\n", &[&["say \"1\"", "2,5"]], &[2], "quotes in a cell"),
        ("a,b\n 1 ,2\u{3000}\n",        &[&[" 1 ", "2\u{3000}"]], &[2], "blanks stay"),
        ("a,b\n1,2\" x\n",              &[&["1", "2\" x"]], &[2], "a quote that opens nothing"),
        ("a\n\0\nb\n",                 &[&["\0"], &["b"]], &[2, 3], "a strange character"),
        ("a,b\n",                       &[], &[],         "only a header"),
        ("\n,\n",                       &[], &[],         "nothing at all"),
        ("a,b\n1\n",                    &[&["1", ""]], &[2], "a row that ends early"),
        ("sep=;\na;b\n1;2\n",          one, &[3],        "a line that says what parts cells"),
        ("\"sep=;\"\r\na;b\r\n1;2\r\n", one, &[3],    "the same in quotes"),
        ("a,b\n=\"1\",2\n",            one, &[2],        "text as a formula"),
        ("a,b\n\u{200b}1,2\u{feff}\n",  one, &[2],        "characters that nobody sees"),
    ] {
        let table = read_csv(text.as_bytes()).unwrap_or_else(|error| panic!("{why}: {error}"));
        assert_eq!(rows(&table), cells, "{why}");
        assert_eq!(table.lines, lines, "{why}");
    }
}

#[test]
fn what_is_no_table_is_told_with_its_line() {
    for (bytes, line, words) in [
        (&b"a,b\n1,2,3\n3\n4,5,6\n"[..], 2, "rows 2, 4 have cells beyond the 2 headings of row 1"),
        (b"a,b\n\n\"1\n\",2,3\n", 3, "row 3 has a cell beyond the 2 headings of row 1"),
        (b"a,b\n1,\"2\n3,4\n", 2, "row 2 has a quote that is not closed"),
        (b"a,b\n1,\"2", 2, "row 2 has a quote that is not closed"),
        (b"a,\"b\n1,2\n", 1, "row 1 has a quote that is not closed"),
        (b"a,b\n1,2\n\xFF,4\n", 3, "line 3 has bytes that are no gb18030"),
        (b"\xEF\xBB\xBFa,b\n\xFF,2\n", 2, "line 2 has bytes that are no UTF-8"),
        (b"\xFF\xFEa\0\n\0\0\xD8\n\0", 2, "line 2 has bytes that are no UTF-16LE"),
        (b"\xFF\xFEa", 1, "line 1"),
    ] {
        let error = read_csv(bytes).unwrap_err();
        assert!(error.en.contains(words), "{words} is not in {error}");
        assert_eq!(error.line, line, "{error}");
        assert!(error.zh.contains(&format!("第 {line}")), "{}", error.zh);
    }
    for (bytes, zh, en) in [
        (&b""[..], "文件是空的", "the file is empty"),
        (b"\xEF\xBB\xBF \r\n", "文件是空的", "the file is empty"),
        (b"PK\x03\x04\x14\x00", "这是 Excel 工作簿", "this is an Excel workbook"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1", "这是 Excel 工作簿", "this is an Excel workbook"),
    ] {
        let error = read_csv(bytes).unwrap_err();
        assert!(error.zh.contains(zh) && error.en.contains(en), "{error:?}");
    }
}

#[test]
fn headings_are_found_below_titles_and_rows_that_sum_up_are_left_out() {
    let text = "某县双百工程社工花名册,,,\n单位：元,,,\n社工站,岗位,入职,年薪\n西河镇,服务性,2021-08,52000\n西河镇小计,,,52000\n合 计,,,52000\n填表人：某甲,,审核：某乙,\n说明镇,服务性,2021-08,1\n";
    let table = read_csv(text.as_bytes()).unwrap();
    assert_eq!(table.names, ["社工站", "岗位", "入职", "年薪"]);
    assert_eq!(table.lines, [4, 8]);
    let left: Vec<_> = table.left_out.iter().map(|row| (row.line, row.why)).collect();
    let wanted =
        [(1, Aside::Above), (2, Aside::Above), (5, Aside::Total), (6, Aside::Total), (7, Aside::Note)];
    assert_eq!(left, wanted);
}
