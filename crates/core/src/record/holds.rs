//! What a field holds, as the dictionary of terms tells it to whoever shows or asks for the field.

use super::read::{ByRegion, FirstMonth, LastMonth, ListOf, SomeOf};
use crate::values::{
    code::Code,
    fen::{Amount, Rate},
    month::{Month, Year},
    whole::Whole,
    words::{Basis, By, Fill, FundKind, Grade, MissingHistory, Mode, Payer, Post, Refill, Status},
};

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    /// A kind of words, an object, or how the value is written: the dictionary's name for it.
    pub(crate) kind: &'static str,
    /// Whether it is a list of such.
    pub(crate) list: bool,
}

/// A type, or a way to read one, that a field can have.
pub(crate) trait Holds {
    const HELD: Held;
}

macro_rules! holds {
    ($($kind:literal: $($type:ty),+;)+) => {$($(
        impl $crate::record::holds::Holds for $type {
            const HELD: $crate::record::holds::Held =
                $crate::record::holds::Held { kind: $kind, list: false };
        }
    )+)+};
}
pub(crate) use holds;

holds! {
    "payer": Payer;
    "post": Post;
    "grade": Grade;
    "basis": Basis;
    "mode": Mode;
    "fund": FundKind;
    "status": Status;
    "refill": Refill;
    "fill": Fill;
    "missing_history": MissingHistory;
    "by": By;
    "text": String, Code;
    "amount": Amount;
    "rate": Rate;
    "month": Month, FirstMonth, LastMonth;
    "year": Year;
    "texts_by_region": ByRegion;
}

impl<const LEAST: u32, const MOST: u32> Holds for Whole<LEAST, MOST> {
    const HELD: Held = Held { kind: "whole", list: false };
}

impl<T: Holds> Holds for ListOf<T> {
    const HELD: Held = Held { list: true, ..T::HELD };
}

impl<T: Holds> Holds for SomeOf<T> {
    const HELD: Held = Held { list: true, ..T::HELD };
}
