//! How time and memory grow with each thing that a plan has more or less of: one line of a Markdown table each, every
//! step twice the one before. Of the last two steps the order of growth is told, the binary logarithm of their
//! ratio: 1 is linear, 2 is quadratic.
//!
//! Each step has a process of its own, so that peak memory is that step's, and a minute. What stood when the work
//! began (the program and its input) is not counted as memory.
//!
//! ```text
//! cargo run --release -p shuangbai-benches --bin growth             # all lines
//! cargo run --release -p shuangbai-benches --bin growth -- costs    # those whose names have this in them
//! ```

mod chosen;
mod lines;

use std::{
    fs,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use lines::{LINES, Line};
use shuangbai_benches::{Result, memory};

const LIMIT: Duration = Duration::from_secs(60);

/// What a step took.
#[derive(Clone, Copy)]
struct Took {
    time: Duration,
    /// At most, in KiB.
    memory: u64,
}

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [step, line, size] = &words[..]
        && step == "step"
    {
        let line = LINES.iter().find(|known| known.name == *line).ok_or("no such line")?;
        let Took { time, memory } = take(line, size.parse()?)?;
        println!("{} {memory}", time.as_micros());
        return Ok(());
    }
    println!("| what grows | steps | ms | order | MiB | order |\n| --- | --- | --- | --- | --- | --- |");
    let asked = |line: &&Line| words.iter().all(|word| line.name.contains(word.as_str()));
    for line in LINES.iter().filter(asked) {
        let took = steps(line)?;
        let (time, memory) = ("over 60,000".to_owned(), "not known".to_owned());
        let times = listed(&took, time, |took| tenths(took.time.as_micros() / 100));
        let memories = listed(&took, memory, |took| tenths(u128::from(took.memory) * 10 / 1024));
        let orders = [|took: Took| took.time.as_micros(), |took: Took| u128::from(took.memory)];
        let [in_time, in_memory] = orders.map(|of| order(&took, of));
        let sizes = line.sizes.map(grouped).join(", ");
        println!("| {} | {sizes} | {times} | {in_time} | {memories} | {in_memory} |", line.name);
    }
    Ok(())
}

/// Does the work of a line at a size, in this process.
fn take(line: &Line, size: usize) -> Result<Took> {
    let work = (line.prepare)(size)?;
    // The most so far is forgotten. Where that can't be, the input's memory is counted too.
    fs::write("/proc/self/clear_refs", "5").ok();
    let before = memory("VmRSS")?;
    let start = Instant::now();
    let rows = work()?;
    let time = start.elapsed();
    assert!(rows > 0, "{} {size}: a forecast has rows", line.name);
    Ok(Took { time, memory: memory("VmHWM")?.saturating_sub(before) })
}

/// The steps of a line up to the first that takes too long, each in a process of its own.
fn steps(line: &Line) -> Result<Vec<Took>> {
    let mut took = Vec::new();
    for size in line.sizes {
        let mut step = Command::new(std::env::current_exe()?)
            .args(["step", line.name, &size.to_string()])
            .stdout(Stdio::piped())
            .spawn()?;
        let start = Instant::now();
        while step.try_wait()?.is_none() {
            if start.elapsed() > LIMIT {
                step.kill()?;
                step.wait()?;
                return Ok(took);
            }
            thread::sleep(Duration::from_millis(5));
        }
        let output = step.wait_with_output()?;
        let text = String::from_utf8(output.stdout)?;
        let (time, memory) =
            text.trim().split_once(' ').ok_or_else(|| format!("{} {size} failed", line.name))?;
        took.push(Took { time: Duration::from_micros(time.parse()?), memory: memory.parse()? });
    }
    Ok(took)
}

/// Each step's figure; of a line that was not finished, what stands for the next one.
fn listed(took: &[Took], unfinished: String, figure: impl Fn(Took) -> String) -> String {
    let more = (took.len() < lines::STEPS).then_some(unfinished);
    took.iter().map(|took| figure(*took)).chain(more).collect::<Vec<_>>().join(", ")
}

/// The binary logarithm of the ratio of the last two, with two decimals.
#[expect(clippy::disallowed_types, reason = "it is no figure of a plan")]
fn order(took: &[Took], of: impl Fn(Took) -> u128) -> String {
    let [.., before, last] = took else { return "not known".to_owned() };
    format!("{:.2}", (of(*last).max(1) as f64 / of(*before).max(1) as f64).log2())
}

/// With a decimal where the number is small.
fn tenths(tenths: u128) -> String {
    if tenths < 1000 { format!("{}.{}", tenths / 10, tenths % 10) } else { grouped((tenths / 10) as usize) }
}

/// With commas between thousands.
fn grouped(number: usize) -> String {
    if number < 1000 {
        return number.to_string();
    }
    format!("{},{:03}", grouped(number / 1000), number % 1000)
}
