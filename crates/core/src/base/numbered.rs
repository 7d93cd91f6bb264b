//! Distinct keys, numbered as they first come.
//!
//! A hash without a random seed is fast, and the same in every run; but keys come from outside, and somebody
//! could choose ones that collide. So a look-up goes a few steps at most in the hash, and then to a sorted map:
//! at worst it costs what sorting does.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher, Hash},
};

use foldhash::fast::FixedState;

/// Keys with their numbers, from 0 on.
#[derive(Clone, Debug)]
pub(crate) struct Numbered<K> {
    keys: Vec<K>,
    /// Numbers by hash; more than twice as many as there are keys.
    slots: Vec<u32>,
    /// The keys that found no slot near their hash.
    beyond: BTreeMap<K, u32>,
}

impl<K> Default for Numbered<K> {
    fn default() -> Numbered<K> {
        Numbered { keys: Vec::new(), slots: vec![EMPTY; STEPS], beyond: BTreeMap::new() }
    }
}

/// How many slots are looked at.
const STEPS: usize = 16;

/// A slot without a key.
const EMPTY: u32 = u32::MAX;

/// What a look-up comes to.
enum Found {
    Number(u32),
    /// None: here is room.
    Room(usize),
    /// None, and no room near its hash.
    Nowhere,
}

impl<K: Hash + Ord + Clone> Numbered<K> {
    /// The number of a key that has one.
    pub(crate) fn find(&self, key: &K) -> Option<u32> {
        match self.look_up(key) {
            Found::Number(number) => Some(number),
            Found::Room(_) => None,
            Found::Nowhere => self.beyond.get(key).copied(),
        }
    }

    /// The number of a key, a new one where it comes for the first time.
    pub(crate) fn number(&mut self, key: &K) -> u32 {
        let next = self.keys.len() as u32;
        match self.look_up(key) {
            Found::Number(number) => return number,
            Found::Room(slot) => self.slots[slot] = next,
            Found::Nowhere => {
                if let Some(number) = self.beyond.get(key) {
                    return *number;
                }
                self.beyond.insert(key.clone(), next);
            }
        }
        self.keys.push(key.clone());
        if self.keys.len() * 2 >= self.slots.len() {
            self.grow();
        }
        next
    }

    /// The keys, by number.
    pub(crate) fn into_keys(self) -> Vec<K> {
        self.keys
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The key with a number.
    pub(crate) fn key(&self, number: u32) -> &K {
        &self.keys[number as usize]
    }

    fn look_up(&self, key: &K) -> Found {
        for slot in self.near(key) {
            match self.slots[slot] {
                // Slots fill up in this order, so a key that had come would stand here or before.
                EMPTY => return Found::Room(slot),
                number if self.keys[number as usize] == *key => return Found::Number(number),
                _ => {}
            }
        }
        Found::Nowhere
    }

    fn near(&self, key: &K) -> impl Iterator<Item = usize> + use<K> {
        let hash = FixedState::default().hash_one(key) as usize;
        let mask = self.slots.len() - 1; // a power of two
        (0..STEPS).map(move |step| hash.wrapping_add(step) & mask)
    }

    fn grow(&mut self) {
        self.slots = vec![EMPTY; self.slots.len() * 4];
        self.beyond.clear();
        for number in 0..self.keys.len() {
            let room = self.near(&self.keys[number]).find(|slot| self.slots[*slot] == EMPTY);
            match room {
                Some(slot) => self.slots[slot] = number as u32,
                None => drop(self.beyond.insert(self.keys[number].clone(), number as u32)),
            }
        }
    }
}
