//! The program as a process of its own: what only it can show. What it prints, `tests/python/test_cli.py` tests through the same
//! library.

use std::{
    io::Write as _,
    process::{Command, Output, Stdio},
};

const PLAN: &str = r#"{
    "programme": "guangdong-2021",
    "horizon": {"first": 2021, "last": 2022},
    "stations": [{"code": "440203001", "name": "西联镇", "villages": 3}],
    "assumptions": {"fill": "norm"}
}"#;

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shuangbai"));
    command.args(arguments).env("LC_ALL", "en_US.UTF-8").env_remove("COLUMNS");
    command
}

/// Runs it with a text as its standard input.
fn run(arguments: &[&str], input: &str) -> Output {
    let mut command = program(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    // It may not want it.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    child.wait_with_output().expect("the program ends")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("what is printed is UTF-8")
}

#[test]
fn it_has_the_version_of_the_library() {
    let Output { stdout, stderr, status } = run(&["--version"], "");
    assert_eq!(text(&stdout), concat!("shuangbai ", env!("CARGO_PKG_VERSION"), "\n"));
    assert!(stderr.is_empty() && status.success());
}

#[test]
fn the_exit_status_says_how_it_ended() {
    let faulty = PLAN.replace("2021\",", "2031\",");
    for (arguments, input, status, said) in [
        (&["check", "--format", "json"][..], PLAN, 0, ""),
        (&["check", "--format", "json"], &faulty, 1, ""),
        (&["forecast"], &faulty, 1, "The plan has 1 error\n"),
        (&["forecast", "--nope"], PLAN, 2, "shuangbai: no such option --nope\n"),
        (&["serve", "--embed-in", "office.example"], "", 2, "shuangbai: --embed-in is a site's origin"),
        (
            &["serve", "--embed-in", "https://office.example/page"],
            "",
            2,
            "shuangbai: --embed-in is a site's origin",
        ),
        (
            &["serve", "--embed-in", "https://a.example; script-src *"],
            "",
            2,
            "shuangbai: --embed-in is a site's origin",
        ),
        (
            &["serve", "--embed-in", "https://office.example:x"],
            "",
            2,
            "shuangbai: --embed-in is a site's origin",
        ),
        (&["forecast", "nope.json"], "", 2, "shuangbai: nope.json: No such file or directory\n"),
        (&["forecast", "--lang", "zh", "nope.json"], "", 2, "shuangbai: nope.json: 没有这个文件\n"),
    ] {
        let output = run(arguments, input);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {stderr}");
        assert!(stderr.starts_with(said) && stderr.is_empty() == said.is_empty(), "{arguments:?}: {stderr}");
    }
}

#[test]
fn the_answer_is_the_library_s_byte_for_byte() {
    let printed = run(&["forecast", "--format", "json"], PLAN).stdout;
    let forecast = shuangbai::forecast_json(PLAN).expect("a right plan");
    assert_eq!(text(&printed), format!("{forecast}\n"));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    for arguments in
        [&["forecast", "--format", "json"][..], &["towns"], &["--help"], &["check", "--format", "json"]]
    {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = program(arguments);
        let mut child =
            command.stdin(Stdio::piped()).stdout(writer).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(command); // and with it its end of the pipe
        let _ = child.stdin.take().expect("a pipe").write_all(PLAN.as_bytes());
        let Output { stderr, status, .. } = child.wait_with_output().expect("it ends");
        assert_eq!((text(&stderr), status.code()), ("", Some(0)), "{arguments:?}");
    }
}

#[test]
fn every_command_and_option_is_told_in_both_languages() {
    let help = run(&["--help"], "").stdout;
    let commands = text(&help).split("Commands:").nth(1).expect("commands").split("\n\n").next();
    let commands = commands.expect("a list").lines().filter_map(|line| line.split_whitespace().next());
    let commands: Vec<&str> = commands.collect();
    assert!(commands.len() > 12, "{commands:?}");
    for command in commands {
        let [zh, en] = ["zh", "en"].map(|lang| run(&[command, "--lang", lang, "--help"], "").stdout);
        let names = |help: &str| -> Vec<String> {
            let options = help.split_whitespace().filter(|word| word.starts_with("--"));
            options
                .map(|word| word.split(['、', ',', '；', ';', '：']).next().unwrap_or(word).to_owned())
                .collect()
        };
        let [listed, other] = [&zh, &en].map(|help| names(text(help)));
        assert!(listed.iter().all(|name| text(&en).contains(&name[..])), "{command}: {listed:?} {other:?}");
        assert!(text(&zh).contains("用法") && text(&en).contains("Usage:"), "{command}");
    }
}

#[test]
fn a_shell_gets_its_completion() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(&["completion", shell], "").stdout;
        assert!(text(&script).contains("explain-rules"), "{shell}");
    }
    assert_eq!(run(&["completion", "csh"], "").status.code(), Some(2));
}
