//! Rules 11 and 15: workers of Arrow tables packed on threads, and never a roster of all of them.
//!
//! Stretches of rows are read into small rosters, which are packed at once. This way only notices that
//! something is wrong with somebody; then all are read one after the other, and that says what.

use std::{
    hash::BuildHasher,
    num::NonZeroUsize,
    ops::Range,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use foldhash::fast::FixedState;

use super::{cells::KeptBatch, people::People};
use crate::{
    base::threads::on_threads,
    check::plausible::{Looking, Seen, are_compared},
    faults::{findings::Findings, watch::Watch},
    model::{
        blocks::Sites,
        crowd::{NotPacked, Piece, Work},
    },
    plan::{assumptions::Horizon, roster::RosterBuf},
};

/// Rows of a stretch, at most: their roster stays near the processor.
const MOST: usize = 1 << 16;

/// And at least, where there are so many: a thread is not worth less.
const LEAST: usize = 1 << 12;

/// Rows one after the other, from one batch or several.
struct Stretch<'k> {
    /// The number of the first row.
    first: usize,
    rows: usize,
    parts: Vec<(&'k KeptBatch, Range<usize>)>,
}

/// Cuts batches into stretches, as many for each thread.
fn stretches(batches: &[Arc<KeptBatch>], threads: NonZeroUsize) -> Vec<Stretch<'_>> {
    let rows: usize = batches.iter().map(|batch| batch.rows).sum();
    let threads = threads.get().min(rows.div_ceil(LEAST)).max(1);
    let count = rows.div_ceil(MOST).next_multiple_of(threads).max(1);
    let share = rows.div_ceil(count).next_multiple_of(512).clamp(LEAST, MOST);
    let mut stretches: Vec<Stretch<'_>> = Vec::with_capacity(count);
    let mut first = 0;
    for batch in batches {
        let mut start = 0;
        while start < batch.rows {
            if stretches.last().is_none_or(|last| last.rows == share) {
                stretches.push(Stretch { first, rows: 0, parts: Vec::new() });
            }
            let Some(stretch) = stretches.last_mut() else { break };
            let end = batch.rows.min(start + share - stretch.rows);
            stretch.parts.push((batch, start..end));
            stretch.rows += end - start;
            first += end - start;
            start = end;
        }
    }
    stretches
}

/// People of batches, packed, and what was seen in their rows.
pub(crate) struct Packed {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) seen: Seen,
}

/// How people of batches are packed, and on how many threads.
pub(crate) struct Packing<'g> {
    pub(crate) horizon: Horizon,
    pub(crate) looking: &'g Looking,
    pub(crate) threads: NonZeroUsize,
    pub(crate) watch: &'g Watch,
}

/// Stretches on their way into pieces.
struct Reading<'r> {
    packing: &'r Packing<'r>,
    nobody: &'r People,
    /// Rosters that have been read into, with room and known dictionaries.
    spare: Mutex<Vec<People>>,
    /// Whether a stretch can't be used: then none is needed.
    wrong: AtomicBool,
    /// Whether all are so few that rows without ids are compared.
    compared: bool,
}

impl Packing<'_> {
    /// The pieces of all rows of batches, in their order, which are read as `nobody` would; nothing where something
    /// is wrong with one of them, may be, or the watch is stopped.
    pub(crate) fn pieces(&self, nobody: &People, batches: &[Arc<KeptBatch>]) -> Option<Packed> {
        if self.horizon.last < self.horizon.first || !nobody.takes_columns(batches) {
            return None;
        }
        let stretches = stretches(batches, self.threads);
        let reading = Reading {
            packing: self,
            nobody,
            spare: Mutex::default(),
            wrong: AtomicBool::new(false),
            compared: are_compared(stretches.iter().map(|stretch| stretch.rows).sum()),
        };
        let pieces = on_threads(self.threads, &stretches, |stretch| {
            let piece = reading.piece(stretch);
            reading.wrong.fetch_or(piece.is_err(), Relaxed);
            piece
        });
        let read: Vec<ReadStretch> = pieces.into_iter().collect::<Result<_, _>>().ok()?;
        let (mut packed, mut hashes) = (Packed { pieces: Vec::new(), seen: Seen::default() }, Vec::new());
        for stretch in read {
            packed.pieces.push(stretch.piece);
            packed.seen = packed.seen.merge(stretch.seen);
            hashes.extend(stretch.ids);
        }
        // Stable, as it makes use of each stretch being sorted.
        hashes.sort();
        // Most of those with one hash have one id; who else is told apart when all are read.
        hashes.windows(2).all(|pair| pair[0] != pair[1]).then_some(packed)
    }
}

/// A stretch, packed.
struct ReadStretch {
    piece: Piece,
    seen: Seen,
    /// The hashes of its ids, sorted.
    ids: Vec<u64>,
}

impl Reading<'_> {
    fn piece(&self, stretch: &Stretch<'_>) -> Result<ReadStretch, NotPacked> {
        if self.wrong.load(Relaxed) || self.packing.watch.is_stopped() {
            return Err(NotPacked);
        }
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut people = spare.unwrap_or_else(|| self.nobody.another());
        let mut findings = Findings::default();
        people.start_again();
        for (batch, rows) in &stretch.parts {
            if rows.len() == batch.rows {
                people.add(&mut findings, &batch.as_batch());
            } else {
                people.add(&mut findings, &batch.slice(rows.clone()).as_batch());
            }
        }
        people.close(&mut findings);
        if findings.len() > 0 || people.found_meaning() {
            return Err(NotPacked);
        }
        let roster = people.roster();
        let columns = roster.as_roster();
        let work = Work { roster: &columns, rows: 0..stretch.rows, first: stretch.first };
        let Packing { horizon, looking, watch, .. } = *self.packing;
        let piece = Piece::new(&work, horizon, &Sites::new(people.stations().list(), horizon), watch)?;
        let compared = self.compared && people.are_nameless();
        let seen = looking.rows(&columns, stretch.first, compared);
        let ids = hashes(roster);
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(people);
        Ok(ReadStretch { piece, seen, ids })
    }
}

/// The hashes of ids, sorted. They rest on no random seed: whoever makes two alike makes reading slower, no more.
fn hashes(roster: &RosterBuf) -> Vec<u64> {
    let hash = |id: &str| FixedState::default().hash_one(id);
    let mut hashes: Vec<u64> = roster.ids().into_iter().map(hash).collect();
    hashes.sort_unstable();
    hashes
}
