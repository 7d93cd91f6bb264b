//! Who lives each life: how many people of it each account has, and who of them leaves.

use crate::{faults::watch::Watch, values::month::Month};

/// Some people, by life.
pub(crate) struct Population {
    present: Present,
    /// Those with a month of leaving in the horizon, in its order: it and the account.
    pub(crate) leavers: ByLife<(Month, u32)>,
}

/// How many people of each life each account has.
enum Present {
    /// A table of all lives and accounts.
    Table { accounts: usize, counts: Vec<u32> },
    /// The account of each: where a table would be large, or mostly empty.
    List(ByLife<u32>),
}

/// A table may have this many fields.
const LARGEST: usize = 1 << 22;

/// People as they are found: each the life and the account.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) people: Vec<(u32, u32)>,
    /// Those with a month of leaving in the horizon.
    pub(crate) leavers: Vec<(u32, (Month, u32))>,
}

impl Population {
    /// People of so many lives at so many accounts. Not all of them when the watch is stopped.
    pub(crate) fn new(found: &Found, lives: usize, accounts: usize, watch: &Watch) -> Population {
        let fields = lives * accounts;
        let present = if fields <= LARGEST && fields / 2 <= found.people.len() {
            let mut counts = vec![0; lives * accounts];
            watch.each(&found.people).for_each(|(life, account)| {
                counts[*life as usize * accounts + *account as usize] += 1;
            });
            Present::Table { accounts, counts }
        } else {
            Present::List(ByLife::new(&found.people, lives, watch))
        };
        let mut leavers = found.leavers.clone();
        leavers.sort_by_key(|(_, (left, _))| *left);
        Population { present, leavers: ByLife::new(&leavers, lives, watch) }
    }

    /// Tells which accounts have how many people of a life, leavers with them; an account may come
    /// several times.
    pub(crate) fn present(&self, life: usize, mut tell: impl FnMut(u32, u64)) {
        match &self.present {
            Present::Table { accounts, counts } => {
                for (account, count) in (0..).zip(&counts[life * accounts..][..*accounts]) {
                    if *count > 0 {
                        tell(account, (*count).into());
                    }
                }
            }
            Present::List(list) => list.of(life).iter().for_each(|account| tell(*account, 1)),
        }
    }

    /// How many people live a life.
    pub(crate) fn len(&self, life: usize) -> usize {
        let mut people = 0;
        self.present(life, |_, count| people += count as usize);
        people
    }
}

/// Things by the life that they belong to.
pub(crate) struct ByLife<T> {
    starts: Vec<usize>,
    things: Vec<T>,
}

impl<T: Copy> ByLife<T> {
    /// Puts things by life; those of one life stay in their order. Nothing is in its place when the
    /// watch is stopped.
    pub(crate) fn new(pairs: &[(u32, T)], lives: usize, watch: &Watch) -> ByLife<T> {
        let mut starts = vec![0; lives + 1];
        watch.each(pairs).for_each(|(life, _)| starts[*life as usize + 1] += 1);
        (0..lives).for_each(|life| starts[life + 1] += starts[life]);
        let mut next = starts.clone();
        let mut things: Vec<T> = pairs.iter().map(|(_, thing)| *thing).collect();
        watch.each(pairs).for_each(|(life, thing)| {
            things[next[*life as usize]] = *thing;
            next[*life as usize] += 1;
        });
        ByLife { starts, things }
    }

    pub(crate) fn of(&self, life: usize) -> &[T] {
        &self.things[self.starts[life]..self.starts[life + 1]]
    }
}
