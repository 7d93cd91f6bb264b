//! The program `shuangbai`: the command line on a process's own streams, and the services.

use std::{
    ffi::OsString,
    io::{self, IsTerminal, Write},
    panic::{self, AssertUnwindSafe},
    process::{self, ExitCode},
};

use shuangbai_cli::{Console, Files, Services, Settings, Stream, run};
use terminal_size::{Width, terminal_size_of};
use tokio::runtime::{self, Runtime};

/// The services, which end in order.
struct Program;

impl Services for Program {
    fn serve(&self, settings: &Settings) -> io::Result<()> {
        runtime()?.block_on(async {
            let listening = shuangbai_serve::listen(settings).await?;
            eprintln!("http://{}", listening.address()?);
            listening.until(told_to_end()?).await;
            Ok(())
        })
    }

    fn mcp(&self) -> io::Result<()> {
        let runtime = runtime()?;
        let answer = runtime.block_on(shuangbai_serve::models::converse());
        // A read of standard input can't be ended.
        runtime.shutdown_background();
        answer
    }
}

/// It has a thread to take requests; those that calculate are made when they are needed.
fn runtime() -> io::Result<Runtime> {
    runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()
}

/// Ctrl-C, or the signal with which a system ends a service.
fn told_to_end() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        let terminated = terminate.recv();
        #[cfg(not(unix))]
        let terminated = std::future::pending::<()>();
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated => {}
        }
    })
}

fn main() -> ExitCode {
    // Whatever is done, nothing of it is of use to somebody who leaves; a service ends in order.
    let serves = std::env::args_os().nth(1).is_some_and(|name| name == "serve");
    let watching = if serves { Ok(()) } else { ctrlc::set_handler(|| process::exit(130)) };
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
        files: Files::System,
        services: Some(&Program),
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
