//! A pot is given out as it says: every small one, by the definition and nothing of the way there.

use shuangbai::{Allotment, Bound, Claim, Fen, allot};

/// Every claim with needs, floors and caps so small.
fn claims() -> Vec<Claim> {
    let mut all = Vec::new();
    for need in 0..=3 {
        for floor in [0, 2, 5] {
            for cap in [None, Some(0), Some(4), Some(9)] {
                all.push(Claim { need, floor: Fen(floor), cap: cap.map(Fen) });
            }
        }
    }
    all
}

/// A claim's part at the level, times the level's need.
fn exact(claim: &Claim, allotment: &Allotment) -> i128 {
    let level = allotment.level;
    let times = |fen: Fen| i128::from(fen.0) * level.need as i128;
    let part = (level.fen as i128 * i128::from(claim.need)).max(times(claim.floor));
    claim.cap.map_or(part, |cap| part.min(times(cap)))
}

#[test]
fn what_is_given_adds_up_at_one_level_and_within_bounds() {
    let all = claims();
    let mut answered = 0;
    for one in &all {
        for other in &all {
            for third in all.iter().step_by(5) {
                let claims = [*one, *other, *third];
                for pot in [0, 1, 7, 10, 23] {
                    let sound = claims.iter().all(|claim| claim.cap.is_none_or(|cap| cap >= claim.floor));
                    let floors: i64 = claims.iter().map(|claim| claim.floor.0).sum();
                    let most = |claim: &Claim| {
                        if claim.need == 0 { claim.floor.0 } else { claim.cap.map_or(pot, |cap| cap.0) }
                    };
                    let most: i64 = claims.iter().map(most).sum();
                    let answer = allot(Fen(pot), &claims);
                    assert_eq!(
                        answer.is_ok(),
                        sound && floors <= pot && pot <= most,
                        "{pot} over {claims:?}"
                    );
                    let Ok(allotment) = answer else { continue };
                    answered += 1;
                    let need = allotment.level.need as i128;
                    let exactly: i128 = claims.iter().map(|claim| exact(claim, &allotment)).sum();
                    assert_eq!(exactly, i128::from(pot) * need, "{pot} over {claims:?}");
                    assert_eq!(allotment.given.iter().map(|given| given.amount.0).sum::<i64>(), pot);
                    for (claim, given) in claims.iter().zip(&allotment.given) {
                        let part = exact(claim, &allotment);
                        assert!((i128::from(given.amount.0) * need - part).abs() < need, "within a fen");
                        assert!(
                            given.amount >= claim.floor && claim.cap.is_none_or(|cap| given.amount <= cap)
                        );
                        let is_at = |fen: Fen| part == i128::from(fen.0) * need;
                        let bound = if claim.floor.0 > 0 && is_at(claim.floor) {
                            Some(Bound::Floor)
                        } else {
                            claim.cap.filter(|cap| is_at(*cap)).map(|_| Bound::Cap)
                        };
                        assert_eq!(given.bound, bound, "{pot} over {claims:?}");
                    }
                }
            }
        }
    }
    assert!(answered > 10_000, "{answered}");
}

#[test]
fn fen_that_are_left_over_go_by_rule_9() {
    let claims = [1, 1, 1].map(|need| Claim { need, floor: Fen(0), cap: None });
    let allotment = allot(Fen(100), &claims).unwrap();
    assert_eq!(allotment.given.iter().map(|given| given.amount.0).collect::<Vec<_>>(), [34, 33, 33]);
    assert_eq!((allotment.level.fen, allotment.level.need), (100, 3));
}

#[test]
fn the_widest_numbers_have_room() {
    let widest = Claim { need: u64::MAX, floor: Fen(i64::MAX / 4), cap: Some(Fen(i64::MAX)) };
    let least = Claim { need: 1, floor: Fen(0), cap: Some(Fen(i64::MAX)) };
    let allotment = allot(Fen(i64::MAX), &[widest, widest, least]).unwrap();
    assert_eq!(allotment.given.iter().map(|given| i128::from(given.amount.0)).sum::<i128>(), i64::MAX.into());
    let error = allot(Fen(i64::MAX), &[Claim { floor: Fen(i64::MAX), ..widest }; 2]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the floors are 184467440737095516.14 in all, the pot has 92233720368547758.07"
    );
}

#[test]
fn what_can_t_be_met_is_told_with_the_claim() {
    let claim = Claim { need: 1, floor: Fen(500), cap: Some(Fen(400)) };
    let sound = Claim { cap: None, ..claim };
    let error = allot(Fen(1_000), &[sound, claim]).unwrap_err();
    assert_eq!((error.place, error.zh.as_str()), (Some(1), "保底 5.00 高于封顶 4.00"));
    let error = allot(Fen(1_000), &[Claim { need: 0, ..sound }]).unwrap_err();
    assert!(error.en.contains("5.00 at most") && error.zh.contains("不足总额 10.00"), "{error}");
    assert!(allot(Fen(-1), &[]).is_err() && allot(Fen(1), &[]).is_err() && allot(Fen(0), &[]).is_ok());
}
