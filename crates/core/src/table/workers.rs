//! Rule 11: the workers of a plan's tables, for whoever asks for them again.

use std::{borrow::Cow, sync::Arc};

use super::{cells::KeptBatch, options::TableOptions, people::People, stations::Stations};
use crate::{
    faults::{error::Errors, findings::Findings},
    plan::roster::{Itinerary, RosterBuf},
};

/// The workers of a plan's tables (rule 11), all of whom can be read: those of record batches as the columns that they
/// came in, which are shared, not copied; see [`PlanReader::check`](super::PlanReader::check).
#[derive(Clone, Debug)]
pub struct Workers {
    stations: Arc<Stations>,
    /// How many of the plan's own are before them.
    first: usize,
    kept: Vec<Arc<KeptBatch>>,
    /// How they are read.
    options: Arc<TableOptions>,
    /// Those that were read at once, before the others.
    read: Arc<RosterBuf>,
    /// Who of those kept moves or is away, as other tables say.
    itineraries: Arc<[Itinerary]>,
}

impl Workers {
    pub(crate) fn kept(people: &People) -> Workers {
        let (stations, kept) = (Arc::clone(people.stations()), people.kept().to_vec());
        Workers {
            stations,
            first: people.first(),
            kept,
            options: Arc::clone(people.options()),
            read: Arc::default(),
            itineraries: Arc::default(),
        }
    }

    /// These, read already where none is kept.
    pub(crate) fn or_read(self, roster: RosterBuf) -> Workers {
        if self.kept.is_empty() {
            Workers { read: Arc::new(roster), ..self }
        } else {
            Workers { itineraries: roster.itineraries.into(), ..self }
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.kept.iter().map(|batch| batch.rows).sum::<usize>() + self.read.station.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them as a roster, for the plan that they came with. It takes some forty bytes for each.
    ///
    /// # Errors
    /// None, unless somebody has changed the columns since.
    pub fn roster(&self) -> Result<Cow<'_, RosterBuf>, Errors> {
        if self.kept.is_empty() {
            return Ok(Cow::Borrowed(&self.read));
        }
        let mut people = People::new(Arc::clone(&self.stations), self.first, Arc::clone(&self.options));
        let mut findings = Findings::default();
        self.kept.iter().for_each(|batch| people.add(&mut findings, &batch.as_batch()));
        people.close(&mut findings);
        findings.close()?;
        Ok(Cow::Owned(RosterBuf { itineraries: self.itineraries.to_vec(), ..people.into_roster() }))
    }
}
