//! Hash tables without random seeds, for keys of our own types. Text from outside is kept in sorted
//! sets instead: there, no choice of words can make a look-up slow.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

/// A hash table; nothing depends on the order of its keys.
pub(crate) type Map<K, V> = HashMap<K, V, FixedState>;

/// A hash set; nothing depends on its order.
pub(crate) type Set<K> = HashSet<K, FixedState>;
