//! The data set that is tried before one's own: penguins measured at Palmer Station, Antarctica.
//!
//! `public/samples/SOURCES.md` names its origin and licence.

pub const SAMPLE_NAME: &str = "penguins.csv";
pub const SAMPLE: &[u8] = include_bytes!("../../../public/samples/penguins.csv");
