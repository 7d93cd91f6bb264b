//! Answers the plan on standard input, in a process of its own: `tests/heavy.rs` ends it when it
//! takes too long, and asks on standard error how much memory it took at most, in kB.

use std::{
    fs,
    io::{self, Read, Write},
};

fn main() -> io::Result<()> {
    let mut plan = String::new();
    io::stdin().read_to_string(&mut plan)?;
    let answer = shuangbai_tests::answer_text(&plan);
    io::stdout().write_all(answer.as_bytes())?;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    writeln!(io::stderr(), "{}", most.trim().trim_end_matches(" kB"))
}
