//! Rule 7: what a norm asks of a station of which only the figure is known that it comes to.

use crate::{plan::entries::Norm, rules::norm::Required, values::whole::Villages};

/// What a norm that requires so many posts asks of a station: its villages are those known, or those that make the figure.
pub(crate) fn asked(norm: &Norm, required: u64, villages: &mut Option<Villages>) -> Option<Required> {
    if let Norm::Villages(by) = norm {
        let service = required.checked_sub(by.administrative.get().into())?;
        // Without posts by village, any number of villages makes the figure, and none is known by it.
        let Some(asked) = service.checked_div(by.per_village.get().into()) else {
            return Required::new(norm, Some(Villages::fixed::<0>())).ok();
        };
        let asked = Villages::of_number(asked.into()).ok()?;
        return Required::new(norm, Some(*villages.get_or_insert(asked))).ok();
    }
    Required::new(norm, None).ok()
}

/// The posts that a norm may require, in words.
pub(super) fn allowed_posts(norm: &Norm, villages: Option<Villages>) -> String {
    match norm {
        Norm::Range(range) => range.min.to_string(),
        Norm::Villages(by) => match villages {
            Some(villages) => format!("{} + {villages} × {}", by.administrative, by.per_village),
            None => format!("{} + villages × {}", by.administrative, by.per_village),
        },
    }
}
