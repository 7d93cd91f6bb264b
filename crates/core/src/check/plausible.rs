//! The end of rule 14: what of a plan can hardly be meant. Nothing here changes a figure.

use std::{collections::BTreeSet, hash::BuildHasher};

use foldhash::fast::FixedState;

use super::plan::StationIndex;
use crate::{
    faults::hint::{Hint, HintCode},
    plan::{
        assumptions::Horizon,
        entries::Effective,
        people::Station,
        plan::Plan,
        resets::Reset,
        roster::{Roster, at_row},
        timeline::Timeline,
    },
    rules::{fund::FundReport, norm::Open, pay::AppraisalRule},
    values::{
        fen::{Amount, Fen},
        month::{Month, Year},
        words::{Basis, By, Fill, FundKind, Payer},
    },
};

/// What people's rows are looked at by.
#[derive(Debug)]
pub(crate) struct Looking {
    horizon: Horizon,
    /// The lowest standard of the programme and the highest.
    standards: Option<(Amount, Amount)>,
    appraisals: Timeline<AppraisalRule>,
    stations: usize,
}

/// What was seen in the rows so far; rows of other threads add up.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    people: usize,
    never_there: Few,
    pay: Few,
    old_pay: Few,
    grade_unused: Few,
    /// By station, whether somebody is there.
    there: Vec<bool>,
    /// By row that may be like another: its hash.
    hashes: Vec<(u64, usize)>,
    /// Rows that are like an earlier one, and the first of both.
    alike: Option<(usize, [usize; 2])>,
}

/// How many rows, and the first of them.
#[derive(Debug, Default)]
struct Few {
    count: usize,
    first: Vec<usize>,
}

impl Few {
    const SHOWN: usize = 5;

    fn add(&mut self, row: usize) {
        self.count += 1;
        if self.first.len() < Few::SHOWN {
            self.first.push(row);
        }
    }

    /// Adds the rows of which it is true; `first` is the place of the first.
    fn add_all(&mut self, first: usize, rows: impl Iterator<Item = bool> + Clone) {
        let count = rows.clone().fold(0, |count: usize, is| count.wrapping_add(is.into())); // of at most all rows
        if count > 0 {
            let some = (first..).zip(rows).filter(|(_, is)| *is).map(|(row, _)| row);
            self.first.extend(some.take(Few::SHOWN.saturating_sub(self.first.len())));
            self.count += count;
        }
    }

    fn merge(&mut self, other: Few) {
        self.count += other.count;
        self.first.extend(other.first);
        self.first.sort_unstable();
        self.first.truncate(Few::SHOWN);
    }
}

/// By month, as an ordinal, whether any row has it.
struct SomeMonths(Vec<bool>);

impl SomeMonths {
    fn of(months: impl Iterator<Item = Month>) -> SomeMonths {
        let mut is_there = vec![false; usize::from(Year::LAST - Year::FIRST + 1) * 12 + 1];
        months.for_each(|month| is_there[usize::from(month.ordinal())] = true);
        SomeMonths(is_there)
    }

    /// Whether there is one of some months.
    fn any(&self, first: u16, last: u16) -> bool {
        self.0.get(first.into()..=last.into()).is_some_and(|months| months.contains(&true))
    }
}

/// Whether so many rows without ids are looked at for others like them.
#[cfg(any(feature = "arrow", feature = "csv"))]
pub(crate) fn are_compared(rows: usize) -> bool {
    rows <= 20_000
}

impl Looking {
    pub(crate) fn new(plan: &Plan) -> Looking {
        let standards = || plan.programme.subsidy.iter().map(|entry| entry.says.standard);
        Looking {
            horizon: plan.horizon,
            standards: standards().min().zip(standards().max()),
            appraisals: Timeline::new(
                plan.programme.appraisal.iter().map(|entry| (entry.from, AppraisalRule::new(&entry.says))),
            ),
            stations: plan.stations.len(),
        }
    }

    /// Looks at the rows of a roster; `first_row` is the place of the first among all workers of the plan. Rows alike
    /// are looked for where that is wanted.
    pub(crate) fn rows(&self, roster: &Roster<'_>, first_row: usize, compared: bool) -> Seen {
        let mut seen = Seen { people: roster.len(), ..Seen::default() };
        self.months(&mut seen.never_there, roster, first_row);
        self.pays(&mut seen, roster, first_row);
        // Hardly anybody; so nobody is looked at alone before somebody may be meant, first by the months that there are.
        let hired = SomeMonths::of(roster.hired.iter().copied());
        let left = SomeMonths::of(roster.left.iter().copied().flatten());
        for (year, grades) in &roster.appraisals {
            let Some(rule) = self.appraisals.in_force(year.month(12)) else { continue };
            let ([latest, earliest], grades) = (rule.counts_within(*year), &grades[..]);
            let short = |hired: &Month, grade: &Option<_>| grade.is_some() & (*hired > latest);
            let begun = hired.any(latest.ordinal() + 1, year.month(12).ordinal())
                && roster
                    .hired
                    .iter()
                    .zip(grades)
                    .fold(false, |any, (hired, grade)| any | short(hired, grade));
            let gone = |left: &Option<Month>, grade: &Option<_>| {
                grade.is_some() & left.is_some_and(|left| left < earliest)
            };
            let ended = left.any(year.month(1).ordinal(), earliest.ordinal() - 1)
                && roster.left.iter().zip(grades).fold(false, |any, (left, grade)| any | gone(left, grade));
            if begun || ended {
                self.unused(&mut seen.grade_unused, roster, *year, first_row);
            }
        }
        seen.there.resize(self.stations, false);
        let moved = roster.itineraries.iter().flat_map(|one| one.moves.iter().map(|moved| moved.station));
        for station in roster.station.iter().copied().chain(moved) {
            if let Some(there) = seen.there.get_mut(station as usize) {
                *there = true;
            }
        }
        if compared {
            seen.hashes = (first_row..)
                .zip((0..roster.len()).map(|row| hash(roster, row)))
                .map(|(row, hash)| (hash, row))
                .collect();
        }
        seen
    }

    fn months(&self, never: &mut Few, roster: &Roster<'_>, first: usize) {
        let (begin, end) = (self.horizon.first_month(), self.horizon.last_month());
        let late = roster.hired.iter().map(|hired| *hired > end);
        if roster.left.is_empty() {
            never.add_all(first, late);
        } else {
            let early = roster.left.iter().map(|left| left.is_some_and(|left| left < begin));
            never.add_all(first, late.zip(early).map(|(late, early)| late | early));
        }
    }

    fn pays(&self, seen: &mut Seen, roster: &Roster<'_>, first: usize) {
        let fen = |amount: Amount| amount.fen().0;
        if let Some((lowest, highest)) = self.standards {
            let (least, most) = (fen(lowest) / 10, fen(highest).saturating_mul(10));
            let strange =
                |pay: &Option<Amount>| pay.is_some_and(|pay| (fen(pay) < least) | (fen(pay) > most));
            seen.pay.add_all(first, roster.pay.iter().map(strange));
        }
        let begin = self.horizon.first_month();
        let old = roster.pay.iter().zip(roster.hired).map(|(pay, hired)| pay.is_some() & (*hired < begin));
        if roster.pay_year.is_empty() {
            seen.old_pay.add_all(first, old);
        } else {
            let undated = roster.pay_year.iter().map(Option::is_none);
            seen.old_pay.add_all(first, old.zip(undated).map(|(old, undated)| old & undated));
        }
    }

    /// Grades of a year that does not count by the months on the payroll, and that a raise could rest on otherwise.
    fn unused(&self, unused: &mut Few, roster: &Roster<'_>, year: Year, first: usize) {
        let Some(rule) = self.appraisals.in_force(year.month(12)) else { return };
        let column = roster.appraisals.iter().find(|(other, _)| *other == year);
        for (row, hired) in roster.hired.iter().enumerate() {
            let given = column.is_some_and(|(_, grades)| at_row(grades, row).is_some());
            let since = at_row(roster.pay_year, row).unwrap_or(hired.year());
            let (begin, end) = (*hired.max(&year.month(1)), year.month(12));
            let end = at_row(roster.left, row).map_or(end, |left| left.min(end));
            let months = (end.ordinal() + 1).saturating_sub(begin.ordinal()) as u8; // of one year
            if given && year >= since && year < self.horizon.last && months > 0 && !rule.counts_served(months)
            {
                unused.add(first + row);
            }
        }
    }
}

/// A hash of all that a row says. It rests on no random seed; who makes two rows alike by it makes a hint, no more.
fn hash(roster: &Roster<'_>, row: usize) -> u64 {
    let grades: Vec<_> = roster.appraisals.iter().map(|(_, grades)| at_row(grades, row)).collect();
    let (left, pay, pay_year) =
        (at_row(roster.left, row), at_row(roster.pay, row), at_row(roster.pay_year, row));
    FixedState::default().hash_one((
        roster.station[row],
        roster.post[row],
        roster.hired[row],
        left,
        pay,
        pay_year,
        grades,
    ))
}

impl Seen {
    pub(crate) fn merge(mut self, other: Seen) -> Seen {
        self.people += other.people;
        self.never_there.merge(other.never_there);
        self.pay.merge(other.pay);
        self.old_pay.merge(other.old_pay);
        self.grade_unused.merge(other.grade_unused);
        let stations = self.there.len().max(other.there.len());
        self.there.resize(stations, false);
        self.there.iter_mut().zip(other.there).for_each(|(there, other)| *there |= other);
        self.hashes.extend(other.hashes);
        self
    }

    /// All rows seen.
    pub(crate) fn close(mut self) -> Seen {
        let mut hashes = std::mem::take(&mut self.hashes);
        hashes.sort_unstable();
        let pairs = hashes.windows(2).filter_map(|two| match two {
            [(hash, row), (other, next)] if hash == other => Some([*row, *next]),
            _ => None,
        });
        self.alike = pairs.clone().min().map(|first| (pairs.count(), first));
        self
    }

    /// Rows that are alike in all columns.
    pub(crate) fn alike(&self) -> Option<Hint> {
        let (count, [row, next]) = self.alike?;
        let texts = (
            format!("{count} 行与前面的一行各列都相同；是否重复录入？不同的人请加上编号列"),
            format!(
                "{count} of the rows are like an earlier one in all columns: entered twice? Give ids to people who are not the same"
            ),
        );
        Some(Hint { rows: vec![row, next], ..Hint::new(HintCode::Alike, format!("/workers/{row}"), texts) })
    }

    /// What of a plan's people, hires and stations can hardly be meant.
    pub(crate) fn hints(&self, plan: &Plan) -> Vec<Hint> {
        let mut hints = Vec::new();
        let (begin, end) = (plan.horizon.first_month(), plan.horizon.last_month());
        let mut people = |code, few: &Few, zh: String, en: String| {
            if let Some(row) = few.first.first() {
                let (count, s) = (few.count, if few.count == 1 { "" } else { "s" });
                let texts = (format!("{count} 人{zh}"), format!("{count} worker{s} {en}"));
                hints.push(Hint {
                    rows: few.first.clone(),
                    ..Hint::new(code, format!("/workers/{row}"), texts)
                });
            }
        };
        people(
            HintCode::NeverThere,
            &self.never_there,
            format!("在预测期 {begin} 至 {end} 的任何月份都不在册，没有计入"),
            format!("in no month of the horizon, {begin} to {end}, and not counted"),
        );
        let standards = || plan.programme.subsidy.iter().map(|entry| entry.says.standard.fen());
        let (lowest, highest) = (standards().min().unwrap_or(Fen(0)), standards().max().unwrap_or(Fen(0)));
        people(
            HintCode::Pay,
            &self.pay,
            format!(
                "的年薪不到标准（{lowest} 元）的十分之一，或超过标准（{highest} 元）的十倍；年薪以元为单位，若表中是万元请指明（pay_unit = 万元），是月薪请把列名写作“月薪”"
            ),
            format!(
                "with a pay under a tenth of the standard ({lowest} yuan) or over ten times ({highest} yuan); pay is in yuan a year: say pay_unit = wan for ten thousands, or call a monthly column `monthly_pay`"
            ),
        );
        people(
            HintCode::OldPay,
            &self.old_pay,
            "的年薪没有年薪年度，按入职当年的年薪逐年递增；若是现在的年薪，请给出年薪年度（pay_year）".to_owned(),
            "with a pay without a year: it is taken as that of the year of hire and raised from then on; if it is today's, give its year (`pay_year`)".to_owned(),
        );
        people(
            HintCode::GradeUnused,
            &self.grade_unused,
            "有一年的考核不起作用：当年在册月数不够；若是调动而来，请按同一人填写（入职写最初的月份）".to_owned(),
            "with a grade that does not count, being too few months on the payroll in its year; who was moved is one worker, hired when it began".to_owned(),
        );
        hints.extend(self.alike());
        hints.extend(stations(plan, &self.there, self.people));
        hints
    }
}

/// Stations in no month, and those without anybody; a plan without anybody at all.
fn stations(plan: &Plan, there: &[bool], people: usize) -> Vec<Hint> {
    let mut hints = Vec::new();
    let (begin, end) = (plan.horizon.first_month(), plan.horizon.last_month());
    let mut some = |code, found: Vec<usize>, zh: String, en: String| {
        if let Some(row) = found.first() {
            let (count, s) = (found.len(), if found.len() == 1 { "" } else { "s" });
            let texts = (format!("{count} 个社工站{zh}"), format!("{count} station{s} {en}"));
            let rows = found.iter().copied().take(Few::SHOWN).collect();
            hints.push(Hint { rows, ..Hint::new(code, format!("/stations/{row}"), texts) });
        }
    };
    let open = |place: &usize| {
        let open = plan.stations.get(*place).map(|station| Open::new(station, plan.horizon));
        open.is_some_and(|open| open.opens <= end && !open.closed(begin))
    };
    let places = || 0..plan.stations.len();
    some(
        HintCode::NeverThere,
        places().filter(|place| !open(place)).collect(),
        format!("在预测期 {begin} 至 {end} 的任何月份都没有开办"),
        format!("open in no month of the horizon, {begin} to {end}"),
    );
    if plan.assumptions.fill == Fill::Norm {
        return hints;
    }
    if people == 0 && plan.hires.is_empty() {
        let texts = (
            "计划中没有社工、没有拟招聘，也没有按编制补齐：人数和薪酬全部为零；请给出 workers、hires，或 assumptions.fill = norm".to_owned(),
            "the plan has no workers, no hires and nothing filled, so there is no headcount and no pay: give workers or hires, or assumptions.fill = norm".to_owned(),
        );
        hints.push(Hint::new(HintCode::Empty, "", texts));
        return hints;
    }
    let index = StationIndex::new(&plan.stations);
    let mut held = there.to_vec();
    held.resize(plan.stations.len(), false);
    for station in plan.hires.iter().filter_map(|hire| index.find(hire.station)) {
        if let Some(held) = held.get_mut(station as usize) {
            *held = true;
        }
    }
    some(
        HintCode::NoPosts,
        places().filter(|place| open(place) && held.get(*place) == Some(&false)).collect(),
        "没有任何人员，也没有按编制补齐，人数为零".to_owned(),
        "without anybody, and nothing fills the posts: all zero there".to_owned(),
    );
    hints
}

/// Entries of a reform's lists, given whole, that leave out what their entry had before.
pub(crate) fn resets(plan: &Plan) -> Vec<Hint> {
    let hint = |Reset { list, entry, fields }: &Reset| {
        let (zh, en) = (fields.join("、"), fields.join(", "));
        let texts = (
            format!(
                "改革把 {list} 整个换掉，这一条没有写原来有的 {zh}，就按没有写计；只改几项、其余照旧，请写成 {{\"{list}\": {{…}}}}"
            ),
            format!(
                "the reform gives {list} whole, and this entry leaves out {en}, which it had: they are as if never said; to change a few fields and keep the rest, write `{{\"{list}\": {{...}}}}`"
            ),
        );
        Hint::new(HintCode::Reset, format!("/programme/{list}/{entry}"), texts)
    };
    plan.programme.resets.0.iter().map(hint).collect()
}

/// Entries of the programme that first work later than they say.
pub(crate) fn programme(plan: &Plan) -> Vec<Hint> {
    let (begin, end) = (plan.horizon.first_month(), plan.horizon.last_month());
    let entries = plan.programme.raise.iter().enumerate();
    let late =
        entries.filter(|(_, entry)| entry.from.of_year() > 1 && entry.from >= begin && entry.from <= end);
    late.filter_map(|(place, entry)| {
        let (from, year) = (entry.from, entry.from.year().next()?);
        let (zh, en) = match entry.says.effective {
            Effective::Month(month) => {
                let first = year.month(month.get() as u8);
                (format!("{first} 起"), format!("from {first} on"))
            }
            Effective::Anniversary => (format!("{year} 年各人的入职月起"), format!("from the month of hire in {year} on")),
        };
        let texts = (
            format!("这一递增条目写自 {from}，但一年的递增按当年一月有效的条目计，所以首次作用是{zh}；若要当年生效，请写自当年一月"),
            format!("this raise says {from}, but a year's step goes by the entry in force in its January, so it first works {en}; to have it work in that year, write its January"),
        );
        Some(Hint::new(HintCode::Later, format!("/programme/raise/{place}"), texts))
    })
    .collect()
}

/// Funds of the whole province, over a plan of a part of it that draws hardly anything of them.
pub(crate) fn funds(plan: &Plan, reports: &[FundReport]) -> Vec<Hint> {
    let city = |station: &Station| station.code.as_str().get(..By::City.digits()).map(str::to_owned);
    let cities: BTreeSet<_> = plan.stations.iter().map(city).collect();
    if cities.len() > 1 {
        return Vec::new();
    }
    let whole = reports.iter().enumerate().filter(|(_, fund)| {
        let (openings, drawn) =
            (fund.years.iter().map(|year| year.opening.0), fund.years.iter().map(|year| year.drawn.0));
        let available = match fund.kind {
            FundKind::Pool => openings.take(1).map(i128::from).sum::<i128>(),
            FundKind::Annual => openings.map(i128::from).sum(),
        };
        matches!(fund.payer, Payer::Province | Payer::Central)
            && drawn.map(i128::from).sum::<i128>() * 10 < available
    });
    whole.map(|(place, fund)| {
        let (name, stations) = (&fund.name, plan.stations.len());
        let s = if stations == 1 { "" } else { "s" };
        let texts = (
            format!("资金“{name}”像是全省的：本计划只有一个市的 {stations} 个社工站，用到的不足十分之一，其余不是结余；请在方案中去掉该资金，或改为本地的额度"),
            format!("the fund `{name}` seems to be the whole province's: this plan has {stations} station{s} of one city and draws less than a tenth of it; the rest is not left over. Leave the fund out of the programme, or give the quota of this part"),
        );
        Hint::new(HintCode::WholeFund, format!("/programme/funds/{place}"), texts)
    })
    .collect()
}

/// Standards that rise in the horizon while the pay of those in post stays behind: what is `surplus`, by year.
pub(crate) fn surplus(plan: &Plan, surplus: &[(u16, Fen)]) -> Vec<Hint> {
    let (begin, end) = (plan.horizon.first_month(), plan.horizon.last_month());
    let entries = &plan.programme.subsidy;
    let rises = |from: Month, standard: Amount| {
        let earlier = entries.iter().filter(|other| other.from < from).max_by_key(|other| other.from);
        earlier.is_some_and(|other| other.says.standard < standard)
    };
    let rising = entries.iter().enumerate().filter(|(_, entry)| {
        entry.from > begin
            && entry.from <= end
            && entry.says.basis != Basis::Pay
            && rises(entry.from, entry.says.standard)
    });
    rising
        .filter_map(|(place, entry)| {
            let (from, standard) = (entry.from, entry.says.standard);
            let (year, amount) = surplus.iter().find(|(year, fen)| *year >= from.year().number() && fen.0 > 0)?;
            let texts = (
                format!(
                    "标准自 {from} 起提高到 {standard} 元，在职人员的薪酬不随之提高，只有新入职的按新标准：{year} 年资助比薪酬多 {amount} 元（surplus）；\
                     要一并提高薪酬，请同时给出递增（raise）"
                ),
                format!(
                    "the standard rises to {standard} yuan from {from} on, but the pay of those in post does not, only new ones get it: in {year} subsidies \
                     are {amount} yuan above pay (surplus); to raise pay with it, give a raise, too"
                ),
            );
            Some(Hint::new(HintCode::Surplus, format!("/programme/subsidy/{place}"), texts))
        })
        .collect()
}
