//! In what form something is printed, and where.

use clap::ArgMatches;

use crate::{
    console::Console,
    files,
    options::text,
    shown::Shown,
    stop::{Answer, wrong},
    table::Table,
    terms::Unit,
};

/// The formats that the endings of files name.
const ENDINGS: [(&str, &str); 8] = [
    ("txt", "table"),
    ("json", "json"),
    ("csv", "csv"),
    ("parquet", "parquet"),
    ("pq", "parquet"),
    ("arrow", "arrow"),
    ("feather", "arrow"),
    ("xlsx", "xlsx"),
];

/// Where an answer goes, and how.
pub(crate) struct To {
    pub(crate) format: String,
    /// A file, or `-` for standard output.
    pub(crate) output: String,
    pub(crate) unit: Unit,
}

/// The unit that amounts are shown in.
pub(crate) fn unit(given: &ArgMatches) -> Unit {
    let named = text(given, "unit").unwrap_or_default();
    Unit::WORDS.iter().find(|(word, _)| *word == named).map_or(Unit::Yuan, |(_, unit)| *unit)
}

impl To {
    /// As the options say: the format that a file's ending names, a table on standard output, be it a terminal or a pipe.
    pub(crate) fn read(given: &ArgMatches, console: &Console<'_>) -> Answer<To> {
        let output = text(given, "output").unwrap_or_else(|| "-".to_owned());
        let ending = files::ending(&output);
        let named = ENDINGS.iter().find(|(other, _)| *other == ending).map(|(_, format)| *format);
        let format = match (text(given, "format"), named) {
            (Some(format), _) => format,
            (None, Some(format)) => format.to_owned(),
            (None, None) if output == "-" => "table".to_owned(),
            (None, None) => {
                return wrong(
                    format!("{output}: 看不出格式，请用 --format"),
                    format!("{output}: which format? give --format"),
                );
            }
        };
        let to = To { format, output, unit: unit(given) };
        if ["parquet", "arrow", "xlsx"].contains(&&to.format[..]) {
            to.no_terminal(console)?;
        }
        Ok(to)
    }

    /// Refuses to show on a terminal what is no text.
    pub(crate) fn no_terminal(&self, console: &Console<'_>) -> Answer {
        if self.output == "-" && console.out.terminal.is_some() {
            return wrong("文件不能显示在终端，请用 --output", "a file is not for a terminal, give --output");
        }
        Ok(())
    }

    pub(crate) fn write(&self, data: &[u8], console: &mut Console<'_>) -> Answer {
        files::write(data, &self.output, console)
    }

    /// Tables for people: in a file as wide as they are.
    pub(crate) fn show(&self, shown: &[Shown], console: &mut Console<'_>) -> Answer {
        if self.output == "-" {
            return shown.iter().try_for_each(|one| console.show(one));
        }
        let texts: Vec<String> = shown.iter().map(|one| one.text(None, false)).collect();
        self.write(texts.join("\n").as_bytes(), console)
    }

    /// A table for programs; a CSV file has the mark that Excel needs.
    pub(crate) fn table(&self, table: &Table, console: &mut Console<'_>) -> Answer {
        let data = match &self.format[..] {
            "parquet" => table.parquet()?,
            "arrow" => table.arrow()?,
            _ => [self.mark(), &table.csv(true)?[..]].concat(),
        };
        self.write(&data, console)
    }

    /// What a CSV file begins with.
    pub(crate) fn mark(&self) -> &'static [u8] {
        if self.output == "-" { b"" } else { "\u{feff}".as_bytes() }
    }
}
