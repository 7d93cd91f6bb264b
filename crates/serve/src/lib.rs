//! The services of shuangbai: the library's doors over HTTP ([`http`]), and for language models ([`models`]).
//!
//! They are stateless, know no rule and calculate nothing: what comes in goes to the core (rules 11, 14, 15 and 16) or to the
//! command line, and their answers go out, byte by byte. [`doors`] has what both of them offer.

mod doors;
pub mod http;
pub mod models;

pub use http::{Listening, listen};
