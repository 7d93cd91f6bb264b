//! Rule 9: a leaf is a station's posts of one kind: what figures are rounded at.

use super::words::Post;

/// The two kinds of post, in the order of their leaves.
pub(crate) const POSTS: [Post; 2] = [Post::Administrative, Post::Service];

/// A station, by its index in the plan, and a kind of post, in one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Leaf(u32);

impl Leaf {
    pub(crate) fn new(station: u32, post: Post) -> Leaf {
        // An index of a list of stations; half of what 32 bits hold is more than there is room for.
        Leaf(station.wrapping_mul(POSTS.len() as u32) | u32::from(post == Post::Service))
    }

    /// The leaves of so many stations.
    pub(crate) fn of_stations(stations: usize) -> usize {
        stations * POSTS.len()
    }

    /// The leaves of the station with this index.
    pub(crate) fn of_station(station: u32) -> [Leaf; POSTS.len()] {
        POSTS.map(|post| Leaf::new(station, post))
    }

    /// Its place among all leaves.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }

    /// The station's index in the plan.
    pub(crate) fn station(self) -> usize {
        self.index() / POSTS.len()
    }

    pub(crate) fn post(self) -> Post {
        POSTS[self.index() % POSTS.len()]
    }
}
