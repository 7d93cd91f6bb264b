//! Cells by the names that formulas have for them.

/// The letters of a column, counted from 0: `A`, `AB`.
pub(crate) fn letters(column: usize) -> String {
    let (mut rest, mut letters) = (column + 1, Vec::new());
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// A cell, row and column counted from 0: `F17`.
pub(crate) fn cell(row: usize, column: usize) -> String {
    format!("{}{}", letters(column), row + 1)
}

/// Some cells of a column: `F5:F17`.
pub(crate) fn down(first: usize, last: usize, column: usize) -> String {
    format!("{}:{}", cell(first, column), cell(last, column))
}

/// Some cells of a row: `B5:F5`.
pub(crate) fn across(row: usize, first: usize, last: usize) -> String {
    format!("{}:{}", cell(row, first), cell(row, last))
}

/// A sheet's name as formulas write it.
pub(crate) fn quoted(sheet: &str) -> String {
    let plain = |char: char| char.is_alphanumeric() || char == '_';
    let is_plain = sheet.chars().all(plain) && !sheet.starts_with(|char: char| char.is_ascii_digit());
    if is_plain { sheet.to_owned() } else { format!("'{}'", sheet.replace('\'', "''")) }
}

/// A cell of a sheet: `人员!F17`.
pub(crate) fn at(sheet: &str, row: usize, column: usize) -> String {
    format!("{}!{}", quoted(sheet), cell(row, column))
}

/// Rows and columns that a sheet can have.
const MOST: (usize, usize) = (1_048_576, 16_384);

/// Row and column, counted from 0, of a name like `F17`; none of a cell that no sheet has.
pub(crate) fn parse(cell: &str) -> Option<(usize, usize)> {
    let (letters, row) = cell.split_at(cell.find(|char: char| char.is_ascii_digit())?);
    let column = letters.bytes().try_fold(0, |column, letter| {
        let place =
            letter.is_ascii_alphabetic().then(|| usize::from(letter.to_ascii_uppercase() - b'A') + 1)?;
        Some(column * 26 + place).filter(|column| *column <= MOST.1)
    })?;
    let row = row.parse::<usize>().ok().filter(|row| *row <= MOST.0)?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// Sheet, row and column of a name like `人员!F17`.
pub(crate) fn parse_at(at: &str) -> Option<(String, usize, usize)> {
    let (sheet, cell) = at.rsplit_once('!')?;
    let sheet = match sheet.strip_prefix('\'').and_then(|sheet| sheet.strip_suffix('\'')) {
        Some(quoted) => quoted.replace("''", "'"),
        None => sheet.to_owned(),
    };
    let (row, column) = parse(cell)?;
    Some((sheet, row, column))
}
