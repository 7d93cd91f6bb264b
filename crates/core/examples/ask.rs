//! Answers questions about plans (rules 16 to 21): one from a file or standard input, or one a line.
//!
//! ```text
//! cargo run --release --example ask [-- QUESTION.json]
//! cargo run --release --example ask -- --lines < questions.jsonl
//! ```
//!
//! A comparison's plans are worked out side by side on all processors. With `--lines` every line is a question and is answered by one line. The exit status is 0, also of answers that are
//! errors.

use std::{
    error::Error,
    fs,
    io::{self, BufRead, Read, Write},
    num::NonZeroUsize,
    sync::Arc,
    thread,
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [lines] if lines == "--lines" => Ok(answer_lines()?),
        [] => {
            let mut question = String::new();
            io::stdin().read_to_string(&mut question)?;
            println!("{}", answer(&question));
            Ok(())
        }
        [path] if !path.starts_with('-') => {
            let question = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
            println!("{}", answer(&question));
            Ok(())
        }
        _ => Err("usage: ask [QUESTION.json | --lines]".into()),
    }
}

fn answer(question: &str) -> String {
    let threads = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    // Nobody stops it.
    shuangbai::answer_watched(question, threads, &Arc::default()).unwrap_or_default()
}

/// Bytes that are no text can't be JSON either; they are answered like any other text that is not.
fn answer_lines() -> io::Result<()> {
    let mut output = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        writeln!(output, "{}", answer(str::from_utf8(&line).unwrap_or("\u{fffd}")))?;
    }
    Ok(())
}
