//! Rules 11 and 15: people in columns as workers that a plan lists itself.

use super::rows::{lengths, rows};
use crate::{
    faults::{error::Errors, findings::Findings},
    plan::{
        people::{Appraisals, Graded, Move, Worker},
        plan::Plan,
        roster::{Moved, Roster, at_row},
    },
    values::month::Year,
};

/// The plan with the people of a roster behind its own workers; see [`Plan::with_workers`].
pub(crate) fn with_workers(mut plan: Plan, roster: &Roster<'_>) -> Result<Plan, Errors> {
    let mut findings = Findings::default();
    let first = plan.workers.len();
    lengths(&mut findings, roster, first);
    findings.close()?;
    let mut itineraries = roster.itineraries.iter().peekable();
    for row in 0..roster.len() {
        let itinerary = itineraries.next_if(|itinerary| itinerary.row == row);
        let (moves, away) = itinerary.map_or_else(Default::default, |it| (&it.moves[..], &it.away[..]));
        let moved = |moved: &Moved| {
            let Moved { from, station, post } = *moved;
            Some(Move { from, station: plan.stations.get(station as usize)?.code, post })
        };
        let moves: Option<Vec<Move>> = moves.iter().map(moved).collect();
        let place = plan.stations.get(roster.station[row] as usize).zip(moves);
        let Some((station, moves)) = place else {
            plan.workers.truncate(first);
            let ordered = plan.horizon.first <= plan.horizon.last;
            rows(&mut findings, &plan, roster, first, ordered);
            break;
        };
        let grades = roster.appraisals.iter().filter_map(|(year, column)| {
            let (decided, provisional) =
                (of_year(&roster.decided, *year, row), of_year(&roster.provisional, *year, row));
            Some((*year, Graded { grade: column[row]?, decided, provisional }))
        });
        plan.workers.push(Worker {
            id: roster.id.get(row).map_or_else(|| (first + row + 1).to_string(), |id| (*id).to_owned()),
            station: station.code,
            post: roster.post[row],
            hired: roster.hired[row],
            left: at_row(roster.left, row),
            pay: at_row(roster.pay, row),
            pay_year: at_row(roster.pay_year, row),
            appraisals: Appraisals(grades.collect()),
            moves,
            away: away.to_vec(),
        });
    }
    findings.close()?;
    Ok(plan)
}

/// What the column of a year has in a row.
fn of_year<T: Copy>(columns: &[(Year, &[Option<T>])], year: Year, row: usize) -> Option<T> {
    let (_, column) = columns.iter().find(|(other, _)| *other == year)?;
    at_row(column, row)
}
