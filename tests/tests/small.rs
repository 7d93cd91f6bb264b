//! Small inputs, all of them, against exact fractions; and the largest ones.

mod exact;

use dashu_int::IBig;
use dashu_ratio::RBig;
use exact::{largest_fractions, ratio, round};
use rust_decimal::Decimal;
use shuangbai::{
    Amount, Basis, By, Code, Count, Fen, Figure, Fill, Flaw, FundKind, Grade, MissingHistory, Mode, Month,
    NotWritten, OfYear, Part, Payer, Post, Rate, Refill, RegionCode, Status, TermYears, Villages, Whole,
    Word, Year, apportion, span, split,
};

fn integers(fens: &[Fen]) -> Vec<IBig> {
    fens.iter().map(|fen| IBig::from(fen.0)).collect()
}

/// Every list of one to three parts from 1 to 5.
fn part_lists() -> Vec<Vec<u32>> {
    let mut lists = vec![vec![]];
    for _ in 0..3 {
        let longer: Vec<Vec<u32>> =
            lists.iter().flat_map(|list| (1..=5).map(|part| [&list[..], &[part]].concat())).collect();
        lists.extend(longer);
    }
    lists.sort();
    lists.dedup();
    lists.retain(|list| !list.is_empty());
    lists
}

#[test]
fn a_split_loses_nothing_and_is_within_a_fen_of_the_exact_part() {
    let lists = part_lists();
    assert_eq!(lists.len(), 5 + 25 + 125);
    for parts in lists {
        let whole: u32 = parts.iter().sum();
        for amount in -30..=60 {
            let shares = split(Fen(amount), &parts);
            assert_eq!(shares.iter().map(|share| share.0).sum::<i64>(), amount, "{amount} at {parts:?}");
            for (share, part) in shares.iter().zip(&parts) {
                let exact = ratio(amount * i64::from(*part), whole);
                let apart = RBig::from(share.0) - exact;
                assert!(apart < RBig::ONE && apart > -RBig::ONE, "{amount} at {parts:?}: {share}");
            }
            assert_eq!(
                integers(&shares),
                exact::split(amount, &parts),
                "{amount} at {parts:?}: rule 2, literally"
            );
        }
    }
}

#[test]
fn the_fen_left_over_go_to_larger_remainders_first() {
    for parts in part_lists() {
        let whole: i64 = parts.iter().copied().map(i64::from).sum();
        for amount in 0..=60 {
            let shares = split(Fen(amount), &parts);
            let rest = |place: usize| amount * i64::from(parts[place]) % whole;
            let given = |place: usize| shares[place].0 - amount * i64::from(parts[place]) / whole;
            for (a, b) in (0..parts.len()).flat_map(|a| (0..parts.len()).map(move |b| (a, b))) {
                let before = rest(a) > rest(b) || rest(a) == rest(b) && a < b;
                assert!(!before || given(a) >= given(b), "{amount} at {parts:?}: {a} comes before {b}");
                assert!(given(a) == 0 || given(a) == 1);
            }
        }
    }
}

#[test]
#[rustfmt::skip]
fn splits_have_the_worked_results() {
    for (amount, parts, shares, why) in [
        (       5, &[6, 4][..],                 &[3, 2][..],           "0.05 of the rules"),
        (       1, &[1, 1],                     &[1, 0],               "0.01 of the rules: the earlier on a tie"),
        (       4, &[1, 2, 2],                  &[1, 2, 1],            "remainders 4, 3, 3 of 5"),
        (      -5, &[6, 4],                     &[-3, -2],             "a negative amount: its absolute value, negated"),
        (      -1, &[1, 1],                     &[-1, 0],              "the earlier pays it also when negative"),
        (       2, &[1, 1, 1],                  &[1, 1, 0],            "two fen left over go to two payers"),
        (       0, &[6, 4],                     &[0, 0],               "nothing"),
        (       7, &[1],                        &[7],                  "one payer pays all"),
        ( 999_999, &[1_000_000, 1],             &[999_998, 1],         "remainders 1 and 999,999 of 1,000,001"),
        (i64::MAX, &[1, 1],                     &[i64::MAX / 2 + 1, i64::MAX / 2], "an odd amount: the first has one more"),
        (i64::MIN, &[1],                        &[i64::MIN],           "the least amount to one payer"),
        (i64::MIN, &[1, 1],                     &[i64::MIN / 2, i64::MIN / 2], "the least amount halved"),
    ] {
        let found: Vec<i64> = split(Fen(amount), parts).iter().map(|share| share.0).collect();
        assert_eq!(found, shares, "{amount} at {parts:?}: {why}");
    }
}

#[test]
fn huge_splits_are_exact() {
    let parts: &[&[u32]] = &[
        &[1_000_000, 999_999, 1],
        &[1, 1_000_000],
        &[u32::MAX, u32::MAX, 1],
        &[3; 12],
        &[1, 2, 3, 4, 5, 6, 7, 8, 9],
    ];
    for parts in parts {
        for amount in [i64::MAX, i64::MAX - 1, i64::MIN, i64::MIN + 1, 999_999_999_999_999, -7, 1 << 40] {
            assert_eq!(
                integers(&split(Fen(amount), parts)),
                exact::split(amount, parts),
                "{amount} at {parts:?}"
            );
        }
    }
}

#[test]
fn spans_add_up_and_are_what_rule_3_says() {
    for annual in -300..=300 {
        assert_eq!(span(Fen(annual), 1, 12), Fen(annual), "the months of a full year");
        for first in 1..=12 {
            for last in first..=12 {
                let found = span(Fen(annual), first, last);
                assert_eq!(
                    IBig::from(found.0),
                    exact::span(annual, first, last),
                    "{annual}, {first} to {last}"
                );
                assert_eq!(
                    span(Fen(-annual), first, last),
                    Fen(-found.0),
                    "{annual}, {first} to {last}, negated"
                );
                for middle in first..last {
                    let (left, right) =
                        (span(Fen(annual), first, middle), span(Fen(annual), middle + 1, last));
                    assert_eq!(
                        left.checked_add(right),
                        Some(found),
                        "{annual}, {first} to {middle} to {last}"
                    );
                }
            }
        }
    }
}

#[test]
fn huge_spans_are_exact_and_months_are_taken_into_the_year() {
    for annual in [i64::MAX, i64::MAX - 5, i64::MIN, i64::MIN + 5, 999_999_999_999_999] {
        for first in 1..=12 {
            for last in first..=12 {
                let found = IBig::from(span(Fen(annual), first, last).0);
                assert_eq!(found, exact::span(annual, first, last), "{annual}, {first} to {last}");
            }
        }
    }
    assert_eq!(span(Fen(1200), 0, 255), Fen(1200));
    assert_eq!(span(Fen(1200), 7, 6), Fen(0), "no month");
    assert_eq!(span(Fen(1200), 13, 14), Fen(0), "no month");
}

#[test]
fn small_expected_parts_are_apportioned_by_the_largest_fractions() {
    // Two parts whose sum is rounded, as at every leaf.
    for denominator in 1..=7u32 {
        for first in 0..=3 * denominator {
            for second in 0..=3 * denominator {
                let exact = [ratio(first, denominator), ratio(second, denominator)];
                let whole = round(&(&exact[0] + &exact[1]));
                let fen = Fen(i64::try_from(whole.clone()).unwrap());
                let found = apportion(fen, &[first.into(), second.into()], denominator.into()).unwrap();
                assert_eq!(
                    integers(&found),
                    largest_fractions(&whole, &exact),
                    "{first} and {second} of {denominator}"
                );
                assert_eq!(
                    found.iter().map(|part| part.0).sum::<i64>(),
                    fen.0,
                    "{first} and {second} of {denominator}"
                );
            }
        }
    }
    // Three parts, and a whole one below or above their rounded sum, as for shares.
    for numerators in (0..8u32).flat_map(|a| (0..8).flat_map(move |b| (0..8).map(move |c| [a, b, c]))) {
        let exact = numerators.map(|numerator| ratio(numerator, 3));
        let sum = exact.iter().fold(RBig::ZERO, |sum, part| sum + part);
        for whole in [sum.floor(), sum.ceil()] {
            let fen = Fen(i64::try_from(whole.clone()).unwrap());
            let found = apportion(fen, &numerators.map(u128::from), 3).unwrap();
            assert_eq!(
                integers(&found),
                largest_fractions(&whole, &exact),
                "{whole} of {numerators:?} thirds"
            );
        }
    }
}

#[test]
#[rustfmt::skip]
fn apportioning_keeps_to_its_limits() {
    let huge = u128::MAX / 2;
    for (whole, numerators, denominator, parts, why) in [
        (      31, &[104, 204][..],  10, &[11, 20][..],      "a tie: the earlier part"),
        (      31, &[104, 206],      10, &[10, 21],          "the larger fraction"),
        (       0, &[4, 4],          10, &[0, 0],            "rounded down"),
        (       5, &[],               1, &[],                "nobody"),
        (      -5, &[1, 1],           2, &[0, 0],            "nothing is not negative"),
        (       1, &[30, 30],        10, &[3, 3],            "floors that exceed the whole stay"),
        (i64::MAX, &[huge, huge],  huge, &[2, 2],            "one fen left over to each, and no more"),
        (       3, &[huge],        huge, &[2],               "likewise"),
    ] {
        let found = apportion(Fen(whole), numerators, denominator).unwrap();
        let found: Vec<i64> = found.iter().map(|part| part.0).collect();
        assert_eq!(found, parts, "{whole} to {numerators:?} of {denominator}: {why}");
    }
    assert_eq!(apportion(Fen(i64::MAX), &[u128::MAX], 1), None, "no part beyond what fits");
    assert_eq!(apportion(Fen(5), &[1, 1], 0), None, "no denominator");
}

#[test]
fn a_rate_rounds_half_away_from_zero() {
    let rates = [0, 1, 250_000, 333_333, 333_334, 499_999, 500_000, 500_001, 666_667, 999_999, 1_000_000];
    for millionths in rates {
        let rate = Rate::from_millionths(millionths).unwrap();
        for amount in (-300..=300).chain([i64::MAX, i64::MIN, i64::MAX - 1, 999_999_999_999_999]) {
            let exact = round(&ratio(IBig::from(amount) * IBig::from(millionths), 1_000_000));
            assert_eq!(
                Fen(amount).times(rate).map(|fen| IBig::from(fen.0)),
                Some(exact),
                "{amount} × {rate}"
            );
        }
    }
    let half = Rate::from_millionths(500_000).unwrap();
    assert_eq!(
        [1, -1, 3, -3].map(|fen| Fen(fen).times(half).unwrap().0),
        [1, -1, 2, -2],
        "0.005 becomes 0.01"
    );
}

#[test]
fn fen_that_do_not_fit_are_none() {
    assert_eq!(Fen(i64::MAX).checked_add(Fen(1)), None);
    assert_eq!(Fen(i64::MIN).checked_sub(Fen(1)), None);
    for (a, b) in
        [(5, 3), (3, 5), (-5, 3), (5, -3), (0, 0), (i64::MAX, 1), (i64::MIN, -1), (i64::MAX, i64::MAX)]
    {
        let difference = Fen(a).checked_sub(Fen(b));
        assert_eq!(difference, Some(Fen(a - b)), "{a} - {b} fits");
        assert_eq!(
            difference.and_then(|rest| rest.checked_add(Fen(b))),
            Some(Fen(a)),
            "and comes back to {a}"
        );
    }
    assert_eq!(
        [Fen(i64::MAX), Fen(1), Fen(-1)].into_iter().sum::<Option<Fen>>(),
        None,
        "never a wrong number"
    );
    assert_eq!([Fen(1), Fen(2)].into_iter().sum::<Option<Fen>>(), Some(Fen(3)));
}

#[test]
fn every_small_amount_survives_being_printed_and_read() {
    for fen in (-20_050..=20_050).chain([
        i64::MIN,
        i64::MIN + 1,
        i64::MAX - 1,
        i64::MAX,
        Amount::MAX.0,
        -Amount::MAX.0,
    ]) {
        let text = Fen(fen).to_string();
        assert_eq!(text.parse(), Ok(Fen(fen)), "{text}");
        assert_eq!(text.len() - text.find('.').unwrap(), 3, "always two decimals");
        assert_eq!(
            serde_json::from_str::<Fen>(&serde_json::to_string(&Fen(fen)).unwrap()).unwrap(),
            Fen(fen)
        );
        assert_eq!(Decimal::from(Fen(fen)).to_string(), text);
        assert_eq!(Fen::try_from(Decimal::from(Fen(fen))), Ok(Fen(fen)));
        let amount = Amount::try_from(Fen(fen));
        assert_eq!(amount.is_ok(), (0..=Amount::MAX.0).contains(&fen), "{text}");
        assert_eq!(amount.clone().ok(), text.parse::<Amount>().ok(), "{text}");
        assert!(amount.as_ref().err().is_none_or(|error| error.flaw == Flaw::Range), "{text}");
        amount
            .into_iter()
            .for_each(|amount| assert_eq!((Fen::from(amount), amount.to_string()), (Fen(fen), text.clone())));
    }
}

fn flaw(error: NotWritten) -> Flaw {
    error.flaw
}

const FORMAT: Flaw = Flaw::Format;
const RANGE: Flaw = Flaw::Range;

#[test]
#[rustfmt::skip]
fn amounts_are_read_as_rule_1_writes_them() {
    for (text, read) in [
        ("0", Ok(0)), ("0.0", Ok(0)), ("0.00", Ok(0)), ("00.01", Ok(1)), ("0050000.00", Ok(5_000_000)),
        ("5", Ok(500)), ("5.1", Ok(510)), ("5.10", Ok(510)), ("0.05", Ok(5)), ("9999999999999.99", Ok(999_999_999_999_999)),
        ("0000000000000000000000000000009999999999999.99", Ok(999_999_999_999_999)),
        ("10000000000000.00", Err(RANGE)), ("10000000000000", Err(RANGE)), ("99999999999999999999999999999999", Err(RANGE)),
        ("9999999999999999999999999999999999999999", Err(RANGE)), ("99999999999999999999999999999999.9", Err(RANGE)), ("92233720368547758.08", Err(RANGE)),
        ("", Err(FORMAT)), (".", Err(FORMAT)), ("5.", Err(FORMAT)), (".5", Err(FORMAT)), ("5.123", Err(FORMAT)),
        ("5.000", Err(FORMAT)), ("5..1", Err(FORMAT)), ("5.1.1", Err(FORMAT)), ("+5", Err(FORMAT)), ("-5", Err(FORMAT)),
        ("-0", Err(FORMAT)), (" 5", Err(FORMAT)), ("5 ", Err(FORMAT)), ("5,000", Err(FORMAT)), ("1e3", Err(FORMAT)),
        ("0x1", Err(FORMAT)), ("５", Err(FORMAT)), ("5.１", Err(FORMAT)), ("NaN", Err(FORMAT)), ("5_0", Err(FORMAT)),
        ("99999999999999999999999999999999.123", Err(FORMAT)),
    ] {
        assert_eq!(text.parse::<Amount>().map(|amount| amount.fen().0).map_err(flaw), read, "`{text}`");
    }
    for (json, read) in [
        ("0", Some(0)), ("50000", Some(5_000_000)), ("9999999999999", Some(999_999_999_999_900)), ("\"5.1\"", Some(510)),
        ("-0", Some(0)), ("10000000000000", None), ("-1", None), ("1.0", None), ("1e0", None), ("null", None),
        ("true", None), ("[]", None), ("{}", None), ("\"-1\"", None), ("18446744073709551615", None),
    ] {
        let found = serde_json::from_str::<Amount>(json).ok();
        // serde_json itself makes a float of -0, which is no whole number; a plan's own reader does not.
        let wanted = if json == "-0" { None } else { read };
        assert_eq!(found.map(|amount| amount.fen().0), wanted, "{json}");
    }
}

#[test]
#[rustfmt::skip]
fn printed_amounts_are_read_with_a_sign() {
    for (text, read) in [
        ("-0.01", Ok(-1)), ("-0.00", Ok(0)), ("-5", Ok(-500)), ("92233720368547758.07", Ok(i64::MAX)),
        ("-92233720368547758.08", Ok(i64::MIN)), ("92233720368547758.08", Err(RANGE)), ("-92233720368547758.09", Err(RANGE)),
        ("--1", Err(FORMAT)), ("-", Err(FORMAT)), ("- 1", Err(FORMAT)), ("+1", Err(FORMAT)), ("", Err(FORMAT)),
    ] {
        assert_eq!(text.parse::<Fen>().map(|fen| fen.0).map_err(flaw), read, "`{text}`");
    }
    for (decimal, read) in [
        (Decimal::new(-1, 2), Ok(-1)), (Decimal::new(1005, 3), Err(FORMAT)), (Decimal::new(1000, 3), Ok(100)),
        (Decimal::new(5, 0), Ok(500)), (Decimal::MAX, Err(RANGE)), (Decimal::MIN, Err(RANGE)), (Decimal::new(1, 28), Err(FORMAT)),
    ] {
        assert_eq!(Fen::try_from(decimal).map(|fen| fen.0).map_err(flaw), read, "{decimal}");
    }
}

#[test]
#[rustfmt::skip]
fn rates_are_read_as_rule_1_writes_them() {
    for (text, read) in [
        ("0", Ok(0)), ("1", Ok(1_000_000)), ("1.000000", Ok(1_000_000)), ("0.05", Ok(50_000)), ("0.000001", Ok(1)),
        ("00.5", Ok(500_000)), ("0.999999", Ok(999_999)), ("1.000001", Err(RANGE)), ("2", Err(RANGE)), ("99999999999999999999999", Err(RANGE)),
        ("0.0000001", Err(FORMAT)), ("1.0000000", Err(FORMAT)), (".5", Err(FORMAT)), ("1.", Err(FORMAT)), ("-0", Err(FORMAT)),
        ("5%", Err(FORMAT)), ("1e-2", Err(FORMAT)), ("", Err(FORMAT)), ("０.5", Err(FORMAT)),
    ] {
        assert_eq!(text.parse::<Rate>().map(Rate::millionths).map_err(flaw), read, "`{text}`");
    }
    for millionths in (0..=1_000_000).step_by(997).chain([1, 10, 100, 999_999, 1_000_000]) {
        let rate = Rate::from_millionths(millionths).unwrap();
        assert_eq!(rate.to_string().parse(), Ok(rate));
        assert_eq!(Rate::try_from(Decimal::from(rate)), Ok(rate));
        assert_eq!(serde_json::from_str::<Rate>(&serde_json::to_string(&rate).unwrap()).unwrap(), rate);
        assert_eq!(rate.is_certain(), millionths == 0 || millionths == 1_000_000);
    }
    assert_eq!(Rate::from_millionths(1_000_001), None);
    for (decimal, read) in [
        (Decimal::new(-1, 6), Err(RANGE)), (Decimal::new(1_000_001, 6), Err(RANGE)), (Decimal::new(5, 1), Ok(500_000)),
        (Decimal::new(-0, 0), Ok(0)), (Decimal::new(1, 7), Err(FORMAT)), (Decimal::MAX, Err(RANGE)), (Decimal::new(10, 7), Ok(1)),
    ] {
        assert_eq!(Rate::try_from(decimal).map(Rate::millionths).map_err(flaw), read, "{decimal}");
    }
    for (json, read) in [("0", Some(0)), ("1", Some(1_000_000)), ("2", None), ("0.5", None), ("\"0.5\"", Some(500_000)), ("null", None)] {
        assert_eq!(serde_json::from_str::<Rate>(json).ok().map(Rate::millionths), read, "{json}");
    }
}

#[test]
fn every_month_survives_being_printed_and_read() {
    let mut before: Option<Month> = None;
    for year in 1949..=2200 {
        assert_eq!(Year::try_from(year).map(Year::number), Ok(year));
        assert_eq!(Year::try_from(year).map(u16::from), Ok(year));
        for of_year in 1..=12 {
            let month = Month::new(year, of_year).unwrap();
            assert_eq!((month.year().number(), month.of_year()), (year, of_year));
            assert_eq!(month.to_string(), format!("{year}-{of_year:02}"));
            assert_eq!(month.to_string().parse(), Ok(month));
            assert!(before < Some(month), "months are in order");
            assert!(month.year().months().contains(&month));
            before = Some(month);
        }
        let months = [0, 13].map(|of_year| Month::new(year, of_year).map_err(flaw));
        assert_eq!(months, [Err(RANGE), Err(RANGE)]);
    }
    for year in (0..1949).chain(2201..=u16::MAX) {
        assert_eq!(Year::try_from(year).map_err(flaw), Err(RANGE), "{year}");
        assert_eq!(Month::new(year, 1).map_err(flaw), Err(RANGE), "{year}");
    }
}

#[test]
#[rustfmt::skip]
fn months_and_codes_are_read_as_rule_11_writes_them() {
    for (text, read) in [
        ("2021-08", None), ("1949-01", None), ("2200-12", None),
        ("2021-00", Some(RANGE)), ("2021-13", Some(RANGE)), ("2021-99", Some(RANGE)), ("1948-12", Some(RANGE)),
        ("2201-01", Some(RANGE)), ("0000-00", Some(RANGE)), ("9999-01", Some(RANGE)),
        ("2021", Some(FORMAT)), ("2021-8", Some(FORMAT)), ("2021-008", Some(FORMAT)), ("21-08", Some(FORMAT)),
        ("2021/08", Some(FORMAT)), ("2021-08-01", Some(FORMAT)), (" 2021-08", Some(FORMAT)), ("2021-0８", Some(FORMAT)),
        ("+021-08", Some(FORMAT)), ("-021-08", Some(FORMAT)), ("", Some(FORMAT)), ("2021‑08", Some(FORMAT)), ("202a-08", Some(FORMAT)),
    ] {
        assert_eq!(text.parse::<Month>().err().map(flaw), read, "`{text}`");
    }
    for (text, station, region) in [
        ("440203001", true,  true ), ("000000000", true,  true ), ("44",        false, true ), ("4402",      false, true ),
        ("440203",    false, true ), ("",          false, false), ("4",         false, false), ("440",       false, false),
        ("44020300",  false, false), ("4402030011",false, false), ("44020300a", false, false), ("４４",      false, false),
        ("44 203001", false, false), ("+4",        false, false), ("-40203001", false, false), ("440203001 ",false, false),
    ] {
        assert_eq!((text.parse::<Code>().is_ok(), text.parse::<RegionCode>().is_ok()), (station, region), "`{text}`");
        text.parse::<Code>().into_iter().for_each(|code| assert_eq!((code.as_str(), code.to_string()), (text, text.to_owned())));
    }
}

#[test]
#[rustfmt::skip]
fn whole_numbers_keep_to_their_limits() {
    fn limits<const LEAST: u32, const MOST: u32>() -> (u32, u32) {
        let ok = |number| shuangbai::Whole::<LEAST, MOST>::new(number).map(|whole| whole.get()) == Ok(number);
        for number in [0, 1, 12, 13, 100, 101, 10_000, 10_001, 1_000_000, 1_000_001, u32::MAX] {
            assert_eq!(ok(number), (LEAST..=MOST).contains(&number), "{number}");
            let json = serde_json::from_str::<shuangbai::Whole<LEAST, MOST>>(&number.to_string());
            assert_eq!(json.is_ok(), (LEAST..=MOST).contains(&number), "{number} in JSON");
        }
        (LEAST, MOST)
    }
    let _same: (Villages, Count, Part) = (Whole::new(0).unwrap(), Whole::new(1).unwrap(), Whole::new(1).unwrap());
    let _same: (Figure, OfYear, TermYears) = (Whole::new(0).unwrap(), Whole::new(1).unwrap(), Whole::new(1).unwrap());
    assert_eq!(limits::<0, 10_000>(),    (0, 10_000),    "villages, posts, hours");
    assert_eq!(limits::<1, 1_000_000>(), (1, 1_000_000), "a hire's count, a split's part");
    assert_eq!(limits::<1, 12>(),        (1, 12),        "months of a year");
    assert_eq!(limits::<1, 100>(),       (1, 100),       "years of a contract");
}

#[test]
fn every_word_survives_being_written_and_read_and_has_a_chinese_term() {
    fn all<W: Word + PartialEq + std::fmt::Debug>(words: &[&str]) {
        let offered: Vec<&str> = W::ALL.iter().map(|(_, word, _)| *word).collect();
        assert_eq!(offered, words, "the words of the rules");
        for (value, word, zh) in W::ALL {
            assert_eq!(W::from_word(word), Some(*value));
            assert!(zh.chars().all(|char| !char.is_ascii()), "{zh} is Chinese");
        }
        for word in ["", "Pass", " pass", "pass ", "合格", "none\0"] {
            assert_eq!(W::from_word(word), None, "`{word}`");
        }
    }
    all::<Payer>(&["central", "province", "local", "city", "county", "town"]);
    all::<Post>(&["administrative", "service"]);
    all::<Grade>(&["excellent", "pass", "basic", "fail"]);
    all::<Basis>(&["pay", "standard", "indexed", "lower"]);
    all::<Mode>(&["compound", "simple"]);
    all::<FundKind>(&["pool", "annual"]);
    all::<Status>(&["stated", "press", "assumed"]);
    all::<Refill>(&["none", "january"]);
    all::<Fill>(&["none", "norm"]);
    all::<MissingHistory>(&["error", "pass", "fail"]);
    all::<By>(&["province", "city", "county", "station"]);
    assert_eq!(By::ALL.iter().map(|(by, ..)| by.digits()).collect::<Vec<_>>(), [2, 4, 6, 9]);
}

#[test]
fn many_payers_share_by_the_same_rule_as_few() {
    for payers in 1..=20 {
        let parts: Vec<u32> = (0..payers).map(|payer| payer * 7 % 5 + 1).collect();
        let whole: i64 = parts.iter().map(|part| i64::from(*part)).sum();
        for amount in [0, 1, 7, 99, 1_000_003] {
            // The floors, then one fen each by remainder, the earlier payer first on a tie.
            let product = |payer: usize| amount * i64::from(parts[payer]);
            let mut wanted: Vec<i64> = (0..parts.len()).map(|payer| product(payer) / whole).collect();
            let left = amount - wanted.iter().sum::<i64>();
            let mut order: Vec<usize> = (0..parts.len()).collect();
            order.sort_by_key(|&payer| (-(product(payer) % whole), payer));
            order.iter().take(usize::try_from(left).expect("few")).for_each(|&payer| wanted[payer] += 1);
            let shares: Vec<i64> = split(Fen(amount), &parts).into_iter().map(|share| share.0).collect();
            assert_eq!(shares, wanted, "{amount} at {parts:?}");
        }
    }
    assert_eq!(split(Fen(5), &[0, 0]), [Fen(5), Fen(0)], "no part at all: all is the first payer's");
}
