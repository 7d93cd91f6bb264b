//! Answers questions about plans (rules 16 to 21): one from a file or standard input, or one a line.
//!
//! ```text
//! cargo run --release --example ask [-- QUESTION.json]
//! cargo run --release --example ask -- --lines < questions.jsonl
//! ```
//!
//! With `--lines` every line is a question and is answered by one line. The exit status is 0, also of answers that are
//! errors.

use std::{
    error::Error,
    fs,
    io::{self, BufRead, Read, Write},
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [lines] if lines == "--lines" => Ok(answer_lines()?),
        [] => {
            let mut question = String::new();
            io::stdin().read_to_string(&mut question)?;
            println!("{}", shuangbai::answer_json(&question));
            Ok(())
        }
        [path] if !path.starts_with('-') => {
            let question = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
            println!("{}", shuangbai::answer_json(&question));
            Ok(())
        }
        _ => Err("usage: ask [QUESTION.json | --lines]".into()),
    }
}

/// Bytes that are no text can't be JSON either; they are answered like any other text that is not.
fn answer_lines() -> io::Result<()> {
    let mut output = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        writeln!(output, "{}", shuangbai::answer_json(str::from_utf8(&line).unwrap_or("\u{fffd}")))?;
    }
    Ok(())
}
