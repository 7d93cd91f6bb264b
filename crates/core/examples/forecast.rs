//! Reads a plan from a file or standard input and prints its forecast as JSON, or
//! `{"errors": [...]}` with exit status 1.
//!
//! ```text
//! cargo run --release --example forecast [-- PLAN.json]
//! cargo run --release --example forecast -- --lines < plans.jsonl
//! ```
//!
//! With `--lines` every line is a plan and is answered by one line; the exit status is 0.

use std::{
    error::Error,
    fs,
    io::{self, BufRead, Read, Write},
    process::ExitCode,
};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [lines] if lines == "--lines" => answer_lines(),
        [] => {
            let mut plan = String::new();
            io::stdin().read_to_string(&mut plan)?;
            Ok(answer(&plan))
        }
        [path] if !path.starts_with('-') => {
            Ok(answer(&fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?))
        }
        _ => Err("usage: forecast [PLAN.json | --lines]".into()),
    }
}

fn answer(plan: &str) -> ExitCode {
    match shuangbai::forecast_json(plan) {
        Ok(forecast) => {
            println!("{forecast}");
            ExitCode::SUCCESS
        }
        Err(errors) => {
            println!("{errors}");
            ExitCode::FAILURE
        }
    }
}

/// Bytes that are no text can't be JSON either; they are answered like any other text that is not.
fn answer_lines() -> Result<ExitCode, Box<dyn Error>> {
    let mut output = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        let answer = shuangbai::forecast_json(str::from_utf8(&line).unwrap_or("\u{fffd}"));
        writeln!(output, "{}", answer.unwrap_or_else(|errors| errors))?;
    }
    Ok(ExitCode::SUCCESS)
}
