//! Who lives each life: how many people of it each account has, and who of them leaves.

use super::accounts::Accounts;
use crate::{
    faults::{error::Fault, watch::Watch},
    model::{
        crowd::{Member, Piece},
        rulebook::Rulebook,
    },
    values::month::Month,
};

/// The people of a piece of the rows, by life.
pub(crate) struct Population {
    present: Present,
    /// Those with a month of leaving in the horizon, in its order: it and the account.
    pub(crate) leavers: ByLife<(Month, u32)>,
    /// For each leaf and year, how the posts held in December change; only where it is asked for.
    pub(crate) held: Vec<i32>,
}

/// How many people of each life each account has.
enum Present {
    /// A table of all lives and accounts.
    Table { accounts: usize, counts: Vec<u32> },
    /// The account of each: where a table would be large and mostly empty.
    List(ByLife<u32>),
}

/// A table may have this many fields.
const LARGEST: usize = 1 << 22;

/// Which life the cases of a piece live, of so many.
pub(crate) struct Lives<'l> {
    pub(crate) of_case: &'l [u32],
    pub(crate) count: usize,
}

impl Population {
    /// The members of a piece; its cases live these of so many lives. Not all of them when the watch
    /// is stopped.
    pub(crate) fn new(
        rules: &Rulebook,
        accounts: &Accounts,
        piece: &Piece,
        lives: &Lives<'_>,
        counts_held: bool,
        watch: &Watch,
    ) -> Result<Population, Fault> {
        let Lives { of_case, count: lives } = *lives;
        let width = accounts.class.len();
        let mut held = Held::new(rules, if counts_held { accounts.leaves() } else { 0 }, piece);
        let mut leavers = Vec::new();
        let mut lost = false;
        let mut of = |member: &Member| {
            let life = of_case[member.case as usize];
            let Some(account) = accounts.find(member.leaf) else {
                lost = true;
                return None;
            };
            held.add(member);
            if let Some(left) = member.left {
                leavers.push((u32::from(left.ordinal()), (life, (left, account))));
            }
            Some((life, account))
        };
        let present = if lives * width <= LARGEST {
            let mut counts = vec![0; lives * width];
            watch.each(&piece.members).filter_map(&mut of).for_each(|(life, account)| {
                counts[life as usize * width + account as usize] += 1;
            });
            Present::Table { accounts: width, counts }
        } else {
            let mut list = Vec::with_capacity(piece.members.len());
            watch.each(&piece.members).filter_map(&mut of).for_each(|pair| list.push(pair));
            Present::List(ByLife::new(&list, lives, watch))
        };
        // By month first: what is then put by life stays in that order.
        let months = usize::from(rules.last_month().ordinal()) + 1;
        let leavers = ByLife::new(&ByLife::new(&leavers, months, watch).things, lives, watch);
        if lost && !watch.is_stopped() {
            return Err(Fault::here("the leaf of everybody has an account"));
        }
        Ok(Population { present, leavers, held: held.changes })
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

/// How the posts held in December change from year to year, leaf by leaf.
struct Held<'r> {
    rules: &'r Rulebook,
    /// The year of hire of each case, as its place in the horizon.
    hired: Vec<u8>,
    width: usize,
    changes: Vec<i32>,
}

impl<'r> Held<'r> {
    /// For so many leaves; with none, nothing is counted.
    fn new(rules: &'r Rulebook, leaves: usize, piece: &Piece) -> Held<'r> {
        let hired = piece.cases().map(|case| rules.place(case.hired.year()) as u8).collect(); // of 100 years
        let width = rules.parts.len() + 1;
        Held { rules, hired, width, changes: vec![0; leaves * width] }
    }

    fn add(&mut self, member: &Member) {
        let Some(leaf) = self.changes.get_mut(member.leaf.index() * self.width..) else { return };
        let Some(leaf) = leaf.get_mut(..self.width) else { return };
        leaf[usize::from(self.hired[member.case as usize])] += 1;
        if let Some(left) = member.left {
            // Who leaves in December still holds the post then.
            leaf[self.rules.place(left.year()) + usize::from(left.of_year() == 12)] -= 1;
        }
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
