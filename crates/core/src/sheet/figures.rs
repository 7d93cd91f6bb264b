//! Rule 20: the figures of a month's rows and totals, in one table: people who are alike share a row of it.

use crate::{
    engine::payroll::{BY_PAYER, PAY, SUBSIDY, TOP_UP, width},
    faults::error::Unanswered,
    model::problem::overflow,
    rules::subsidy::surplus,
    values::fen::Fen,
};

/// An amount does not fit 64 bits.
#[derive(Debug)]
pub(crate) struct TooLarge;

impl From<TooLarge> for Unanswered {
    fn from(TooLarge: TooLarge) -> Unanswered {
        overflow(&[]).into()
    }
}

pub(crate) fn fen(amount: i128) -> Result<Fen, TooLarge> {
    i64::try_from(amount).map(Fen).map_err(|_| TooLarge)
}

/// Some figures, in fen.
#[derive(Clone, Copy)]
pub(crate) struct Figures<'t>(&'t [i64]);

impl Figures<'_> {
    pub(crate) fn pay(self) -> i128 {
        self.0[PAY].into()
    }

    pub(crate) fn subsidy(self) -> i128 {
        self.0[SUBSIDY].into()
    }

    pub(crate) fn top_up(self) -> i128 {
        self.0[TOP_UP].into()
    }

    pub(crate) fn surplus(self) -> i128 {
        surplus(self.pay(), self.subsidy(), self.top_up())
    }

    /// The share of the payer with a place.
    pub(crate) fn share(self, payer: usize) -> i128 {
        self.0[BY_PAYER + payer].into()
    }

    /// What a payer owes: the share, and the top-up that it bears.
    pub(crate) fn due(self, payer: usize) -> i128 {
        self.share(payer) + i128::from(self.0[BY_PAYER + self.payers() + payer])
    }

    fn payers(self) -> usize {
        (self.0.len() - BY_PAYER) / 2
    }

    /// Adds all of them to a sum.
    pub(crate) fn add_to(self, sum: &mut [i128]) {
        self.0.iter().zip(sum).for_each(|(figure, sum)| *sum += i128::from(*figure));
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FigureRow(u32);

impl FigureRow {
    /// The row in which all figures are 0.
    pub(crate) const NOTHING: FigureRow = FigureRow(0);

    /// Its place in a column.
    pub(crate) fn place(self) -> usize {
        self.0 as usize
    }
}

/// What a month has, and what is owed of months before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Due {
    pub(crate) now: FigureRow,
    pub(crate) arrears: FigureRow,
}

/// The figures of a month.
pub(crate) struct FigureTable {
    payers: usize,
    amounts: Vec<i64>,
    /// The annual pay of one, by row.
    annual: Vec<Fen>,
    /// Whether all of them are less than [`USUAL`].
    usual: bool,
}

/// No row has a sum of more than four such amounts, so that all of them have at most 18 digits, and fit 64 bits.
const USUAL: u64 = 100_000_000_000_000_000;

impl FigureTable {
    pub(crate) fn new(payers: usize) -> FigureTable {
        let mut table = FigureTable { payers, amounts: Vec::new(), annual: Vec::new(), usual: true };
        table.clear();
        table
    }

    /// Forgets all rows but [`FigureRow::NOTHING`].
    pub(crate) fn clear(&mut self) {
        self.amounts.clear();
        self.amounts.resize(width(self.payers), 0);
        self.annual.clear();
        self.annual.push(Fen(0));
        self.usual = true;
    }

    /// A row of figures, and of the annual pay of one of those who have them.
    pub(crate) fn push(&mut self, figures: &[i128], annual: Fen) -> Result<FigureRow, TooLarge> {
        let row = FigureRow(self.annual.len() as u32); // of a few rows for each of a plan
        self.usual &= annual.0.unsigned_abs() < USUAL;
        self.annual.push(annual);
        for figure in figures {
            let Fen(amount) = fen(*figure)?;
            self.usual &= amount.unsigned_abs() < USUAL;
            self.amounts.push(amount);
        }
        Ok(row)
    }

    pub(crate) fn get(&self, FigureRow(row): FigureRow) -> Figures<'_> {
        Figures(&self.amounts[row as usize * width(self.payers)..][..width(self.payers)])
    }

    /// The annual pay of one of those who have a row.
    pub(crate) fn annual_of(&self, FigureRow(row): FigureRow) -> Fen {
        self.annual[row as usize]
    }

    /// That of all rows, by their places.
    pub(crate) fn annual(&self) -> Vec<i128> {
        self.annual.iter().map(|annual| annual.0.into()).collect()
    }

    /// One figure of all rows, by their places.
    pub(crate) fn column(&self, of: impl Fn(Figures<'_>) -> i128) -> Vec<i128> {
        self.amounts.chunks_exact(width(self.payers)).map(|row| of(Figures(row))).collect()
    }

    /// A row and so many times another one.
    pub(crate) fn and(&mut self, row: FigureRow, more: FigureRow, times: u64) -> Result<FigureRow, TooLarge> {
        match (row, times) {
            (FigureRow::NOTHING, 1) => Ok(more),
            _ => {
                let mut sum = vec![0; width(self.payers)];
                self.get(more).add_to(&mut sum);
                sum.iter_mut().for_each(|figure| *figure *= i128::from(times));
                self.get(row).add_to(&mut sum);
                self.push(&sum, self.annual_of(more))
            }
        }
    }

    /// Whether no amount takes more than the usual digits.
    #[cfg(feature = "arrow")]
    pub(crate) fn is_usual(&self) -> bool {
        self.usual
    }

    /// What a payer owes of both.
    pub(crate) fn owed(&self, Due { now, arrears }: Due, payer: usize) -> i128 {
        self.get(now).due(payer) + self.get(arrears).due(payer)
    }

    /// Pay and its arrears.
    pub(crate) fn payable(&self, Due { now, arrears }: Due) -> i128 {
        self.get(now).pay() + self.get(arrears).pay()
    }

    /// That all that is printed of a row or a total fits.
    pub(crate) fn check(&self, due: Due) -> Result<(), TooLarge> {
        if self.usual {
            return Ok(());
        }
        fen(self.get(due.now).surplus())?;
        fen(self.get(due.arrears).surplus())?;
        fen(self.payable(due))?;
        (0..self.payers).try_for_each(|payer| fen(self.owed(due, payer)).map(drop))
    }
}

/// An amount of what [`FigureTable::check`] has seen, which fits.
pub(crate) fn checked(amount: i128) -> Fen {
    Fen(amount as i64)
}
