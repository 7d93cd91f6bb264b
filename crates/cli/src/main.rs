//! The program `shuangbai`.

use std::{
    ffi::OsString,
    io::{self, IsTerminal, Write},
    panic::{self, AssertUnwindSafe},
    process::{self, ExitCode},
};

use shuangbai_cli::{Console, Stream, run};
use terminal_size::{Width, terminal_size_of};

fn main() -> ExitCode {
    // Whatever is done, nothing of it is of use to somebody who leaves.
    let watching = ctrlc::set_handler(|| process::exit(130));
    debug_assert!(watching.is_ok(), "{watching:?}");
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let (mut input, mut out, mut err) = (io::stdin(), io::BufWriter::new(io::stdout()), io::stderr());
    let columns = |size: Option<(Width, _)>| size.map_or(80, |(Width(columns), _)| columns.into());
    let mut console = Console {
        input_is_terminal: input.is_terminal(),
        input: &mut input,
        out: Stream {
            terminal: io::stdout().is_terminal().then(|| columns(terminal_size_of(io::stdout()))),
            to: &mut out,
        },
        err: Stream {
            terminal: io::stderr().is_terminal().then(|| columns(terminal_size_of(io::stderr()))),
            to: &mut err,
        },
        going: &|| true,
    };
    // A panic is a fault of ours: it says so, and where.
    panic::set_hook(Box::new(|panic| {
        let _ = writeln!(
            io::stderr(),
            "shuangbai: 内部错误，请连同输入报告给我们 (a fault of shuangbai, please report it with what you gave): {panic}"
        );
    }));
    panic::catch_unwind(AssertUnwindSafe(|| run(&arguments, &mut console)))
        .map_or(ExitCode::from(70), ExitCode::from)
}
