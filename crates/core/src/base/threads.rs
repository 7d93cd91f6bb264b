//! Work in pieces on threads, as many as the caller allows.

use std::{
    iter,
    num::NonZeroUsize,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    thread,
};

/// Does each piece of work, on at most so many threads, the caller's among them, which take one after the other; the
/// results are in the order of the pieces.
pub(crate) fn on_threads<T: Sync, R: Send>(
    threads: NonZeroUsize,
    pieces: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let threads = threads.get().min(pieces.len());
    if threads <= 1 {
        return pieces.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let run = || {
        let one = || {
            let place = next.fetch_add(1, Relaxed);
            Some((place, work(pieces.get(place)?)))
        };
        iter::from_fn(one).collect::<Vec<_>>()
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let running: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        let mut done = run();
        let others = running.into_iter().map(thread::ScopedJoinHandle::join);
        done.extend(others.flat_map(|other| other.unwrap_or_else(|panic| std::panic::resume_unwind(panic))));
        done
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}
