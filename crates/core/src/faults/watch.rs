//! Long calculations that somebody watches: how far they are, and whether they should end.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
};

use super::error::Unanswered;

/// How far a calculation is, and whether somebody wants it to end: counters that the threads of a
/// calculation and its watcher share in an `Arc`.
///
/// The counts only go up. A watch of several calculations adds them up, and one that was stopped
/// stays so: each calculation had better have its own. No result rests on a watch.
///
/// ```
/// use std::{num::NonZeroUsize, sync::Arc};
/// use shuangbai::{Hire, Plan, Post, Station, Unanswered, Watch};
/// let plan = Plan::builder("guangdong-2021", 2021, 2022)
///     .station(Station::new("440203001")?.villages(3)?)
///     .hire(Hire::new("440203001", Post::Service, 1, "2021-01")?)
///     .build()?;
/// let watch = Arc::new(Watch::new());
/// let model = plan.check()?.watched(watch.clone());
/// model.forecast()?;
/// assert_eq!(watch.progress(), (1, 1)); // one leaf
/// watch.stop(); // nearly always from another thread
/// assert_eq!(model.forecast(), Err(Unanswered::Stopped));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Watch {
    done: AtomicU64,
    total: AtomicU64,
    /// In a place of its own: it is read all the time, and the counts are written all the time.
    stopped: Arc<AtomicBool>,
    /// How long an answer may be, in bytes; nothing for as long as it is.
    room: Option<usize>,
}

impl Watch {
    /// Nothing done yet, and nothing to do.
    pub fn new() -> Watch {
        Watch::default()
    }

    /// The same, and an explanation (rule 17) may be so many bytes long: one that would be longer ends as if it were
    /// stopped. Folded to many parts, that of a province may be longer than any memory.
    ///
    /// ```
    /// # use std::{num::NonZeroUsize, sync::Arc};
    /// # use shuangbai::{Watch, answer_watched};
    /// let question = r#"{"why": {"at": "/totals/0/pay"}, "plan": {
    ///     "programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2021},
    ///     "stations": [{"code": "440203001", "villages": 3}],
    ///     "hires": [{"station": "440203001", "post": "service", "count": 1, "month": "2021-08"}]
    /// }}"#;
    /// let asked = |room| answer_watched(question, NonZeroUsize::MIN, &Arc::new(Watch::with_room(room)));
    /// let answer = asked(1_000_000).unwrap();
    /// assert_eq!(asked(answer.len() / 2), None);
    /// ```
    pub fn with_room(bytes: usize) -> Watch {
        Watch { room: Some(bytes), ..Watch::default() }
    }

    /// How much is done, and of how much: blocks of rows, lives and leaves of one forecast or ledger, forecasts of a
    /// [sweep](crate::Model::sweep) or of [many](crate::forecasts). Of nothing until a calculation
    /// knows how much there is.
    ///
    /// ```
    /// assert_eq!(shuangbai::Watch::new().progress(), (0, 0));
    /// ```
    pub fn progress(&self) -> (u64, u64) {
        // In this order, so that never more is done than there is.
        let done = self.done.load(Relaxed);
        (done, self.total.load(Relaxed).max(done))
    }

    /// Asks the calculation to end. It does soon, [unanswered](Unanswered::Stopped).
    pub fn stop(&self) {
        self.stopped.store(true, Relaxed);
    }

    /// Whether it was asked to.
    ///
    /// ```
    /// let watch = shuangbai::Watch::new();
    /// assert!(!watch.is_stopped());
    /// watch.stop();
    /// assert!(watch.is_stopped());
    /// ```
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Relaxed)
    }

    /// [`Unanswered::Stopped`], when it was asked to end.
    pub(crate) fn going(&self) -> Result<(), Unanswered> {
        if self.is_stopped() { Err(Unanswered::Stopped) } else { Ok(()) }
    }

    /// The same, and when an answer is too long already: then nothing of it is of use any more.
    pub(crate) fn going_with(&self, bytes: usize) -> Result<(), Unanswered> {
        if self.room.is_some_and(|room| bytes > room) {
            self.stop();
        }
        self.going()
    }

    /// Things one after the other, until it is asked to end.
    pub(crate) fn each<'t, T>(&self, things: &'t [T]) -> impl Iterator<Item = &'t T> {
        /// So many take less than a millisecond.
        const MANY: usize = 1 << 14;
        things.chunks(MANY).take_while(|_| !self.is_stopped()).flatten()
    }

    /// So much more is to be done.
    pub(crate) fn announce(&self, units: usize) {
        self.total.fetch_add(units as u64, Relaxed);
    }

    /// One more is done.
    pub(crate) fn advance(&self) {
        self.done.fetch_add(1, Relaxed);
    }

    /// A watch for a part of the work: it ends with this one, and its progress is its own.
    pub(crate) fn of_part(&self) -> Arc<Watch> {
        Arc::new(Watch { stopped: Arc::clone(&self.stopped), room: self.room, ..Watch::default() })
    }
}
