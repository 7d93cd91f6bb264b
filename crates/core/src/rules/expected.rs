//! Rule 9 at the leaf: what a station's posts of one kind are expected to come to in a part of a year, in whole fen.

use super::{apportion::apportion_exact, subsidy};
use crate::base::exact::{Exact, rounded};

/// What a leaf's figures in one part of a year are expected to be, as numerators.
#[derive(Default)]
pub(crate) struct Expected<N> {
    pub(crate) pay: N,
    /// The pay, had the year brought no step.
    pub(crate) unraised: N,
    /// The subsidy by payer, in the programme's order.
    pub(crate) shares: Vec<N>,
    /// The top-up by the payer that bears it, in that order.
    pub(crate) top_ups: Vec<N>,
    /// Room to work in.
    fractions: Vec<N>,
}

/// A leaf's figures in whole fen, so that they add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LeafAmounts {
    pub(crate) pay: i64,
    pub(crate) subsidy: i64,
    pub(crate) top_up: i64,
    pub(crate) surplus: i64,
    pub(crate) raise_cost: i64,
}

impl<N: Exact + Default> Expected<N> {
    /// Brings the figures to whole fen; `shares` and `top_ups` then hold them. `None` when one does not fit 64 bits.
    pub(crate) fn at_leaf(&mut self, denominator: &N) -> Option<LeafAmounts> {
        let sum = |parts: &[N]| parts.iter().fold(N::zero(), |sum, part| sum + part.clone());
        let (pay, unraised) = (std::mem::take(&mut self.pay), std::mem::take(&mut self.unraised));
        let (subsidy, top_up) = (sum(&self.shares), sum(&self.top_ups));
        let surplus = subsidy::surplus(pay.clone(), subsidy.clone(), top_up.clone());
        // A raise can cost less than nothing in a month (rule 3 rounds sums), so mind the sign.
        let (raise_cost, sign) =
            if pay >= unraised { (pay.clone() - unraised, 1) } else { (unraised - pay.clone(), -1) };

        // whole = round(expected subsidy + expected top-up)
        let whole = rounded(subsidy.clone() + top_up.clone(), denominator);
        let (mut subsidies, mut pays) = ([subsidy, top_up], [pay, surplus]);
        let fractions = &mut self.fractions;
        // subsidy, top_up = apportion(whole, expected subsidy, expected top-up)
        apportion_exact(whole.clone(), &mut subsidies, denominator, fractions);
        // pay, surplus = apportion(whole, expected pay, expected surplus)
        apportion_exact(whole, &mut pays, denominator, fractions);
        let ([subsidy, top_up], [pay, surplus]) = (subsidies, pays);
        // shares by payer = apportion(subsidy, expected shares)
        apportion_exact(subsidy.clone(), &mut self.shares, denominator, fractions);
        // top-up by bearer = apportion(top_up, expected top-ups)
        apportion_exact(top_up.clone(), &mut self.top_ups, denominator, fractions);
        Some(LeafAmounts {
            pay: pay.to_i64()?,
            subsidy: subsidy.to_i64()?,
            top_up: top_up.to_i64()?,
            surplus: surplus.to_i64()?,
            // and `raise_cost` is rounded by rule 1
            raise_cost: rounded(raise_cost, denominator).to_i64()? * sign,
        })
    }
}
