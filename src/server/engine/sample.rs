//! The data set that Tandem ships, for trying it out: 344 penguins of the Palmer Archipelago (CC0).

pub const SAMPLE_NAME: &str = "penguins.csv";
pub const SAMPLE: &[u8] = include_bytes!("penguins.csv");
