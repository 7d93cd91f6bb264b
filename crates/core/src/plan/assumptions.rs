//! Rules 4, 7, 9 and 11: the years of a forecast, and what is assumed of them.

use crate::{
    record::{declare::record, holds::holds},
    values::{
        fen::Rate,
        month::{Month, Year},
        words::{Fill, MissingHistory, Refill},
    },
};

record! {
    /// The years that a forecast covers, both included (rule 11).
    #[derive(Copy)]
    pub struct Horizon {
        /// The first year.
        pub first: Year = Year, always, "首年" "First";
        /// The last year.
        pub last: Year = Year, always, "末年" "Last";
    }
}

holds! {
    "horizon": Horizon;
    "assumptions": Assumptions;
}

impl Horizon {
    /// So many years at most (rule 11).
    pub(crate) const MOST_YEARS: usize = 100;

    /// What is wrong with its length, if anything is.
    pub(crate) fn too_long(self) -> Option<(String, String)> {
        let (Horizon { first, last }, years) = (self, self.years().len());
        (years > Horizon::MOST_YEARS).then(|| {
            (
                format!("预测期从 {first} 年到 {last} 年共 {years} 年，最多 {} 年", Horizon::MOST_YEARS),
                format!("{first} to {last} are {years} years, at most {} are allowed", Horizon::MOST_YEARS),
            )
        })
    }

    /// Its years; none when it ends before it begins.
    pub(crate) fn years(self) -> impl DoubleEndedIterator<Item = Year> + ExactSizeIterator + Clone {
        self.first.through(self.last)
    }

    pub(crate) fn first_month(self) -> Month {
        *self.first.months().start()
    }

    pub(crate) fn last_month(self) -> Month {
        *self.last.months().end()
    }
}

record! {
    /// What nobody can know yet (rules 4, 7 and 9).
    #[derive(Copy)]
    pub struct Assumptions {
        /// The chance that a year without a grade is passed; 1 if left out.
        pub pass_rate: Rate = Rate, or(Assumptions::NONE.pass_rate), "合格率" "Pass rate";
        /// The chance that somebody on the payroll in December leaves then; 0 if left out.
        pub leave_rate: Rate = Rate, or(Assumptions::NONE.leave_rate), "离职率" "Leave rate";
        /// Whether leavers by chance are replaced.
        pub refill: Refill = Refill, or(Assumptions::NONE.refill), "离职补充" "Refill";
        /// Whether stations are filled to the norm.
        pub fill: Fill = Fill, or(Assumptions::NONE.fill), "岗位补足" "Fill";
        /// The part of each filled post that stands empty; 0 if left out.
        pub vacancy_rate: Rate = Rate, or(Assumptions::NONE.vacancy_rate), "空岗率" "Vacancy rate";
        /// What a grade missing before `from` means.
        pub missing_history: MissingHistory = MissingHistory, or(Assumptions::NONE.missing_history), "缺少的考核" "Missing history";
        /// The first year for which anything is assumed; the horizon's first if left out.
        pub from: Option<Year> = Year, maybe, "自" "From";
    }
}

impl Assumptions {
    /// Nothing is assumed but what the defaults of rule 11 say.
    pub(crate) const NONE: Assumptions = Assumptions {
        pass_rate: Rate::ONE,
        leave_rate: Rate::ZERO,
        refill: Refill::None,
        fill: Fill::None,
        vacancy_rate: Rate::ZERO,
        missing_history: MissingHistory::Error,
        from: None,
    };

    /// Whether every figure is certain: all chances are 0 or 1 (rule 9).
    pub(crate) fn certain(&self) -> bool {
        [self.pass_rate, self.leave_rate, self.vacancy_rate].into_iter().all(Rate::is_certain)
    }
}

impl Default for Assumptions {
    fn default() -> Assumptions {
        Assumptions::NONE
    }
}
