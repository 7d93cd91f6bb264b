//! The regions of a plan's stations, as finely as a ledger has them.

use crate::{plan::people::Station, values::words::By};

/// Regions, and which of them each station is in.
pub(crate) struct Regions<'p> {
    /// In order, each once.
    pub(crate) codes: Vec<&'p str>,
    of_station: Vec<usize>,
}

impl<'p> Regions<'p> {
    pub(crate) fn new(stations: &'p [Station], by: By) -> Regions<'p> {
        let of_stations = stations.iter().map(|station| &station.code.as_str()[..by.digits()]);
        let mut codes: Vec<&str> = of_stations.clone().collect();
        codes.dedup();
        codes.sort_unstable();
        codes.dedup();
        let mut place = 0;
        // Most stations are in the region of the one before.
        let of_station = of_stations.map(|code| {
            if codes[place] != code {
                place = codes.partition_point(|other| *other < code);
            }
            place
        });
        Regions { of_station: of_station.collect(), codes }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.codes.len()
    }

    /// The place of a station's region.
    pub(crate) fn of(&self, station: usize) -> usize {
        self.of_station[station]
    }
}
