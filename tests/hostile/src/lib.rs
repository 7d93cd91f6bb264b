//! Inputs from outside, drawn by chance and without end, at every door: each is answered or refused, in bounded
//! time and memory, and never ends in a panic. What is only dressed up is read as if it were plain.
//!
//! Every round has a seed of its own. When one fails its door and seed are told, and it can be run again alone:
//!
//! ```sh
//! HOSTILE_DOOR=ledger_tables HOSTILE_ROUND=12345 cargo test -p shuangbai-hostile
//! ```
//!
//! `HOSTILE_SECONDS` is how long all doors together are tried, `HOSTILE_SEED` where the seeds begin. The process may
//! be gone before anything can be told: then the last round stands in the file `hostile-round`, in Cargo's folder for
//! temporary files.

use std::{
    collections::BTreeMap,
    env, fs,
    io::{Seek, Write},
    panic::{self, AssertUnwindSafe},
    path::Path,
    process,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

mod arrays;
mod texts;

pub use arrays::{Value, dressed, odd};
pub use shuangbai_tests::Draw;
pub use texts::{TEXTS, damaged};

/// A door: its name, and one round at it. A round panics when something is wrong.
pub type Door = (&'static str, fn(&mut Draw));

/// No round may take longer, nor all together more memory.
const LONGEST: Duration = Duration::from_secs(20);
const MOST_MEMORY: u64 = 1 << 30;

/// Tries all doors in turn until the time is over; `folder` is where the last round is noted.
///
/// # Panics
/// When a round failed: with the door, the seed and the fault of each kind of failure.
pub fn knock(doors: &[Door], folder: &Path) {
    let told = |name: &str| env::var(name).ok().map(|value| value.parse::<u64>().expect(name));
    let only = env::var("HOSTILE_DOOR").ok();
    let doors: Vec<&Door> =
        doors.iter().filter(|door| only.as_ref().is_none_or(|only| only == door.0)).collect();
    assert!(!doors.is_empty(), "there is no such door");
    let round = told("HOSTILE_ROUND");
    let end = Instant::now() + Duration::from_secs(told("HOSTILE_SECONDS").unwrap_or(5));
    let mut seeds = Draw::new(told("HOSTILE_SEED").unwrap_or(0));
    let mut note = fs::File::create(folder.join("hostile-round")).expect("a file for the last round");
    let mut failures: BTreeMap<String, String> = BTreeMap::new();
    let mut rounds = 0;

    let before = panic::take_hook();
    panic::set_hook(Box::new(|info| {
        *FAULT.lock().unwrap_or_else(PoisonError::into_inner) = info.to_string()
    }));
    thread::spawn(watch);
    while failures.len() < 10 && (rounds == 0 || Instant::now() < end) {
        for (name, door) in &doors {
            let seed = round.unwrap_or_else(|| seeds.number());
            let repeat = format!("HOSTILE_DOOR={name} HOSTILE_ROUND={seed}");
            note.rewind().and_then(|()| writeln!(note, "{repeat:<80}")).expect("the last round is noted");
            *NOW.lock().unwrap_or_else(PoisonError::into_inner) = repeat.clone();
            let start = Instant::now();
            SINCE.fetch_add(1, Ordering::SeqCst);
            let failed = panic::catch_unwind(AssertUnwindSafe(|| door(&mut Draw::new(seed)))).is_err();
            let fault = failed.then(|| FAULT.lock().unwrap_or_else(PoisonError::into_inner).clone());
            let fault = fault.or_else(|| {
                (start.elapsed() > LONGEST).then(|| format!("{:?} for one round", start.elapsed()))
            });
            let fault = fault.or_else(|| {
                let memory = memory().filter(|memory| *memory > MOST_MEMORY)?;
                Some(format!("{} MiB of memory", memory >> 20))
            });
            if let Some(fault) = fault {
                // One of each kind: the place where it came to light is the fault's first line.
                failures
                    .entry(fault.lines().next().unwrap_or_default().to_owned())
                    .or_insert(format!("{repeat}\n{fault}"));
                if fault.ends_with("of memory") {
                    break;
                }
            }
            rounds += 1;
        }
        if round.is_some() {
            break;
        }
    }
    panic::set_hook(before);
    println!("{rounds} rounds at {} doors", doors.len());
    let failures: Vec<String> = failures.into_values().collect();
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n\n"));
}

/// What the last panic said.
static FAULT: Mutex<String> = Mutex::new(String::new());
/// The round that runs, and how many there were.
static NOW: Mutex<String> = Mutex::new(String::new());
static SINCE: AtomicU64 = AtomicU64::new(0);

/// Ends the process when a round does not end.
fn watch() {
    loop {
        let round = SINCE.load(Ordering::SeqCst);
        thread::sleep(LONGEST * 2);
        if round == SINCE.load(Ordering::SeqCst) {
            let now = NOW.lock().unwrap_or_else(PoisonError::into_inner);
            eprintln!("{} does not end", *now);
            process::exit(1);
        }
    }
}

/// The most memory that this process had, where the system tells.
fn memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()? << 10)
}
