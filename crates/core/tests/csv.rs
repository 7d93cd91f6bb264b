//! Rule 11: tables from the bytes of CSV files.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on has failed")]

use shuangbai::table::{TextTable, read_csv};

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
        ("",                            &[], &[],         "nothing"),
        ("\n,\n",                       &[], &[],         "nothing at all"),
    ] {
        let table = read_csv(text.as_bytes()).unwrap_or_else(|error| panic!("{why}: {error}"));
        assert_eq!(rows(&table), cells, "{why}");
        assert_eq!(table.lines, lines, "{why}");
    }
}

#[test]
fn what_is_no_table_is_told_with_its_line() {
    for (bytes, line, words) in [
        (&b"a,b\n1,2\n3\n"[..], 3, "row 3 has 1 cell, the header has 2"),
        (b"a,b\n\n\"1\n\",2,3\n", 3, "row 3 has 3 cells, the header has 2"),
        (b"a,b\n1,\"2\n3,4\n", 2, "row 2 has a quote that is not closed"),
        (b"a,b\n1,\"2", 2, "row 2 has a quote that is not closed"),
        (b"a,\"b\n1,2\n", 1, "row 1 has a quote that is not closed"),
        (b"a,b\n1,2\n\xFF,4\n", 3, "line 3 has bytes that are no GB18030"),
        (b"\xEF\xBB\xBFa,b\n\xFF,2\n", 2, "line 2 has bytes that are no UTF-8"),
        (b"\xFF\xFEa\0\n\0\0\xD8\n\0", 2, "line 2 has bytes that are no UTF-16LE"),
        (b"\xFF\xFEa", 1, "line 1"),
    ] {
        let error = read_csv(bytes).unwrap_err();
        assert!(error.en.contains(words), "{words} is not in {error}");
        assert_eq!(error.line, line, "{error}");
        assert!(error.zh.contains(&format!("第 {line} 行")), "{}", error.zh);
    }
}

#[test]
fn gb18030_is_read_as_the_standard_has_it() {
    /// The header's one cell, or nothing where it is no text.
    fn read(bytes: &[u8]) -> Option<String> {
        read_csv(bytes).ok()?.names.pop()
    }
    fn wanted(bytes: &[u8]) -> Option<String> {
        let text = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
        text.map(String::from)
    }
    // Behind a byte that makes it no UTF-8.
    let one = |bytes: &[u8]| {
        let bytes = [b"\x81\x40", bytes].concat();
        assert!(read(&bytes) == wanted(&bytes), "{:x?}", &bytes[..bytes.len().min(8)]);
    };
    // Characters together, and each of some sequences of bytes that are none.
    let all = |sequences: Vec<Vec<u8>>, most: usize| {
        let (chars, others): (Vec<_>, Vec<_>) = sequences.into_iter().partition(|it| wanted(it).is_some());
        one(&chars.concat());
        others.iter().take(most).for_each(|bytes| one(bytes));
    };
    for lead in 0x80..=0xFF_u8 {
        one(&[lead]);
        let trails = (0..=0xFF_u8).filter(|trail| !b"\"\r\n\t,;".contains(trail));
        all(trails.map(|trail| vec![lead, trail]).collect(), 12);
    }
    for (a, b) in (0x81..=0xFE).flat_map(|a| (0x30..=0x39).map(move |b| (a, b))) {
        let rest = (0x80..=0xFF).flat_map(|c| (0x2F..=0x3A).map(move |d| vec![a, b, c, d]));
        all(rest.collect(), 2);
    }
    for cut in
        [&b"\x81"[..], b"\x81\x30", b"\x81\x30\x81", b"\x81\x30\x81\x41", b"\xE3\x32\x9A\x36", b"\xFF\xFF"]
    {
        one(cut);
        one(&[cut, b"x"].concat());
    }
}
