//! The command line of shuangbai: a plan is a workbook, a JSON text or tables, and options are named as in the rules.
//!
//! Standard output holds what was asked for and nothing else; errors, hints and the progress bar go to standard error. It
//! knows no rule: figures come from the core, words from its dictionary. [`run`] is all of it, for a process of its own and
//! for the Python package alike.

mod answers;
mod ask;
mod causes;
mod command;
mod console;
mod faulty;
mod figures;
mod files;
mod forecast;
mod lang;
mod limits;
mod options;
mod packed;
mod pages;
mod plan;
mod printed;
mod services;
mod sheet;
mod shown;
mod stop;
mod table;
mod terms;
mod told;
mod towns;
mod usage;

use std::ffi::OsString;

pub use answers::Words;
use clap::{ArgMatches, error::ErrorKind};
pub use console::{Console, Files, Stream};
pub use services::{Choice, Printed, Refused, Services, Settings, options, printed};
pub use shown::Shown;

use crate::{
    faulty::Faulty,
    lang::Lang,
    options::text,
    stop::{Answer, Stop},
};

/// Does what the arguments say, those behind the program's own name, and gives the exit status: 0, or 1 for a plan with errors
/// (rule 15) or one that is not that of a record (rule 21), 2 for a wrong option or file, 130 after Ctrl-C, 70 for a fault of
/// ours.
pub fn run(arguments: &[OsString], console: &mut Console<'_>) -> u8 {
    let texts: Vec<String> =
        arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let lang = Lang::of_arguments(texts.iter().map(String::as_str));
    let done = done(arguments, lang, console);
    let flushed = |console: &mut Console<'_>| console.out.to.flush().map_err(|error| Stop::of_output(&error));
    let Err(stop) = done.and_then(|()| flushed(console)) else { return 0 };
    // Errors stand behind what was printed before them.
    let said = flushed(console).and_then(|()| told(&stop, lang, console));
    match said {
        Ok(()) => stop.status(),
        Err(other) => other.status(),
    }
}

fn done(arguments: &[OsString], lang: Lang, console: &mut Console<'_>) -> Answer {
    let Some((name, given)) = parsed(arguments, lang, console)? else { return Ok(()) };
    match asked(&name, &given, lang, console) {
        Err(Stop::Faulty(faulty)) => errors(&faulty, name == "check", &given, lang, console),
        answer => answer,
    }
}

/// The command and its options; nothing when help or the version was asked for, and is printed.
fn parsed(
    arguments: &[OsString],
    lang: Lang,
    console: &mut Console<'_>,
) -> Answer<Option<(String, ArgMatches)>> {
    // Elsewhere than on a terminal a line is as long as it is.
    let width = console.out.terminal.map_or(0, |columns| columns.clamp(60, 120));
    let mut command = command::command(lang).term_width(width);
    let name = OsString::from("shuangbai");
    let mut given = match command.try_get_matches_from_mut([&name].into_iter().chain(arguments)) {
        Ok(given) => given,
        Err(error) => {
            return match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                    console.print(error.to_string().as_bytes()).map(|()| None)
                }
                _ => Err(Stop::Wrong(usage::told(&error))),
            };
        }
    };
    match given.remove_subcommand() {
        None => console.print(command.render_help().to_string().as_bytes()).map(|()| None),
        asked => Ok(asked),
    }
}

fn asked(name: &str, given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer {
    match name {
        "forecast" => forecast::forecast(given, lang, console),
        "check" => forecast::check(given, lang, console),
        "sheet" => sheet::sheet(given, lang, console),
        "why" => ask::why(given, lang, console),
        "compare" => causes::compare(given, lang, console),
        "seek" => limits::seek(given, lang, console),
        "record" => ask::record(given, console),
        "verify" => ask::verify(given, lang, console),
        "sweep" => told::sweep(given, lang, console),
        "template" => told::template(given, lang, console),
        "towns" => told::towns(given, lang, console),
        "presets" => told::presets(given, lang, console),
        "explain-rules" => told::rules(given, console),
        "serve" => services::serve(given, console),
        "mcp" => services::mcp(console),
        _ => told::completion(given, lang, console),
    }
}

/// Tells the errors of a plan, as JSON (rule 15) or as a table; they are what a check is asked for.
fn errors(faulty: &Faulty, asked: bool, given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer {
    let output = text(given, "output").unwrap_or_default();
    // A file's ending is a form only where a command has several.
    let has_forms = given.try_contains_id("format").is_ok();
    let json = text(given, "format").unwrap_or_else(|| files::ending(&output)) == "json" && has_forms;
    console.out.to.flush().map_err(|error| Stop::of_output(&error))?;
    match (json, asked) {
        (true, true) => console.say(&faulty.to_json())?,
        (true, false) => console.tell(&faulty.to_json())?,
        (false, true) => console.show(&faulty.shown(lang))?,
        (false, false) => console.show_error(&faulty.shown(lang))?,
    }
    Err(Stop::Said)
}

/// Says why nothing more is done.
fn told(stop: &Stop, lang: Lang, console: &mut Console<'_>) -> Answer {
    match stop {
        Stop::Wrong(told) => console.tell(&format!("shuangbai: {}", told.of(lang))),
        Stop::Fault(what) => console.tell(&lang.of(
            format!("shuangbai: 内部错误，请连同输入报告给我们：{what}"),
            format!("shuangbai: a fault of shuangbai, please report it with what you gave: {what}"),
        )),
        Stop::Faulty(_) | Stop::Said | Stop::Interrupted | Stop::ReaderLeft => Ok(()),
    }
}
