//! What runs until it is told to end, and what it asks of the command line: tables in, tables out, without a system's files.

use std::{collections::BTreeMap, ffi::OsString, io, net::IpAddr, num::NonZeroUsize, time::Duration};

use clap::ArgMatches;

use crate::{
    asked, command,
    console::{Console, Files, Stream},
    lang::Lang,
    options::{text, texts},
    parsed,
    stop::{Answer, Stop, Told, wrong},
};

/// What only a program of its own does.
pub trait Services {
    /// The service over HTTP, until it is told to end.
    fn serve(&self, settings: &Settings) -> io::Result<()>;

    /// The service for language models, over standard input and output, until the input ends.
    fn mcp(&self) -> io::Result<()>;
}

/// How the service over HTTP runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address that it listens at; of this computer alone unless it is told otherwise.
    pub host: IpAddr,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// How long a request may be, in bytes.
    pub size: usize,
    /// How long a calculation may take, and a client that sends.
    pub time: Duration,
    /// How many calculations run side by side; others wait.
    pub at_once: NonZeroUsize,
    /// The sites that may show the page in a frame, beside its own: origins, such as `https://office.example`.
    pub embed_in: Vec<String>,
}

pub(crate) fn serve(given: &ArgMatches, console: &Console<'_>) -> Answer {
    let services = services(console)?;
    let number = |name: &str| given.get_one::<u32>(name).copied().unwrap_or(1) as usize;
    let host = text(given, "host").unwrap_or_default();
    let Ok(host) = host.parse() else {
        return wrong(
            format!("--host 应是 IP 地址，如 127.0.0.1、0.0.0.0，不是 {host}"),
            format!("--host is an IP address, such as 127.0.0.1 or 0.0.0.0, not {host}"),
        );
    };
    let embed_in = texts(given, "embed-in");
    if let Some(site) = embed_in.iter().find(|site| !is_origin(site)) {
        return wrong(
            format!("--embed-in 应是网站的来源，如 https://office.example，不带路径，不是 {site}"),
            format!(
                "--embed-in is a site's origin, such as https://office.example, without a path, not {site}"
            ),
        );
    }
    let processors = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let at_once = given.get_one::<u32>("at-once").and_then(|number| NonZeroUsize::new(*number as usize));
    let settings = Settings {
        host,
        port: given.get_one::<u16>("port").copied().unwrap_or_default(),
        size: number("megabytes") * 1_000_000,
        time: Duration::from_secs(number("seconds") as u64),
        at_once: at_once.unwrap_or(processors),
        embed_in,
    };
    services.serve(&settings).map_err(|error| of_network(&settings, &error))
}

pub(crate) fn mcp(console: &Console<'_>) -> Answer {
    services(console)?.mcp().map_err(|error| Stop::Fault(error.to_string()))
}

fn services<'c>(console: &Console<'c>) -> Answer<&'c dyn Services> {
    match console.services {
        Some(services) => Ok(services),
        None => wrong(
            "serve 和 mcp 只在单独的程序 shuangbai 里，Python 包的命令没有",
            "serve and mcp are in the program shuangbai alone, not in the Python package's command",
        ),
    }
}

/// Whether it is a site as browsers name it: scheme, host, and the port if it is not the usual one. Nothing else may stand in
/// the header that it goes into.
fn is_origin(site: &str) -> bool {
    let Some(at) = ["https://", "http://"].iter().find_map(|scheme| site.strip_prefix(scheme)) else {
        return false;
    };
    let (host, port) = at.split_once(':').map_or((at, None), |(host, port)| (host, Some(port)));
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.split('.').all(label) && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// An address where nothing can listen.
fn of_network(Settings { host, port, .. }: &Settings, error: &io::Error) -> Stop {
    let why = match error.kind() {
        io::ErrorKind::AddrInUse => ("已被占用，请换 --port", "is in use, give another --port"),
        io::ErrorKind::PermissionDenied => ("没有权限", "is not permitted"),
        io::ErrorKind::AddrNotAvailable => ("不是本机的地址", "is no address of this computer"),
        _ => return Stop::Fault(error.to_string()),
    };
    Stop::Wrong(Told::new(format!("{host}:{port} {}", why.0), format!("{host}:{port} {}", why.1)))
}

/// What a command printed, and what it told beside it: hints.
#[derive(Debug, Default)]
pub struct Printed {
    /// What was asked for.
    pub out: Vec<u8>,
    /// Sentences on lines.
    pub told: String,
}

/// Why a command printed nothing.
#[derive(Debug)]
pub enum Refused {
    /// A wrong option, or a file that can't be read, in Chinese and English.
    Wrong {
        /// In Chinese.
        zh: String,
        /// In English.
        en: String,
    },
    /// The plan has errors: `{"errors": [...]}` of rule 15, with file, row and column, or cell.
    Faulty(String),
    /// It was told to end.
    Stopped,
    /// A fault of ours.
    Fault(String),
}

/// Does what the arguments say with the files that came along, by name, and no others. In memory a table of them may be as
/// long as there is `room`, in bytes.
///
/// # Errors
/// As the command line has them.
pub fn printed(
    arguments: &[OsString],
    files: &BTreeMap<String, Vec<u8>>,
    room: usize,
    going: &dyn Fn() -> bool,
) -> Result<Printed, Refused> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console = Console {
        input: &mut io::empty(),
        input_is_terminal: true,
        out: Stream { to: &mut out, terminal: None },
        err: Stream { to: &mut err, terminal: None },
        files: Files::Given { files, room },
        services: None,
        going,
    };
    let texts: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    let lang = Lang::of_arguments(texts.iter().map(|text| &text[..]));
    let answer = parsed(arguments, lang, &mut console).and_then(|parsed| match parsed {
        Some((name, given)) => asked(&name, &given, lang, &mut console),
        None => Ok(()),
    });
    match answer {
        Ok(()) => Ok(Printed { out, told: String::from_utf8_lossy(&err).into_owned() }),
        Err(Stop::Faulty(faulty)) => Err(Refused::Faulty(faulty.located_json())),
        Err(Stop::Wrong(told)) => Err(Refused::Wrong { zh: told.zh, en: told.en }),
        Err(Stop::Interrupted | Stop::ReaderLeft) => Err(Refused::Stopped),
        Err(Stop::Said) => Err(Refused::Fault("an answer that is none".to_owned())),
        Err(Stop::Fault(what)) => Err(Refused::Fault(what)),
    }
}

/// An option of a command: its name, what its value is called, and what it is for.
#[derive(Debug)]
pub struct Choice {
    /// The name, without dashes.
    pub name: String,
    /// Whether it names a file, and so takes one.
    pub file: bool,
    /// Whether it can be given several times.
    pub several: bool,
    /// What its value may be; nothing where that is free.
    pub words: Vec<String>,
    /// What it is for, in Chinese and English.
    pub about: [String; 2],
}

/// The options of a command that say what the plan is and what is asked of it: neither where it is written, nor how many
/// processors work.
pub fn options(name: &str) -> Vec<Choice> {
    let [zh, en] = [Lang::Zh, Lang::En].map(command::command);
    let arguments = |command: &clap::Command| -> Vec<clap::Arg> {
        command
            .find_subcommand(name)
            .map(|found| found.get_arguments().cloned().collect())
            .unwrap_or_default()
    };
    let pairs = arguments(&zh).into_iter().zip(arguments(&en));
    let kept =
        pairs.filter(|(arg, _)| !["help", "output", "mark", "threads"].contains(&arg.get_id().as_str()));
    let choice = |(zh, en): (clap::Arg, clap::Arg)| Choice {
        name: en.get_id().to_string(),
        file: en.get_value_hint() == clap::ValueHint::FilePath,
        several: matches!(en.get_action(), clap::ArgAction::Append),
        words: en.get_possible_values().iter().map(|word| word.get_name().to_owned()).collect(),
        about: [zh, en].map(|arg| arg.get_help().map(ToString::to_string).unwrap_or_default()),
    };
    kept.map(choice).collect()
}
