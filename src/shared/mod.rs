//! Values and rules shared by the server and the browser.
//!
//! This floor knows serde, serde_json, schemars, uuid and thiserror, and JavaScript only to print a
//! float in a page. It has no clock, no randomness and no
//! IO, so that both sides compute the same answer from the same events.

pub mod address;
pub mod anchor;
pub mod civil;
pub mod color;
pub mod comparison;
pub mod decimal;
pub mod few;
pub mod html;
pub mod ids;
pub mod json;
pub mod note_page;
pub mod number;
pub mod period;
pub mod text;

pub mod access_token;
pub mod account;
pub mod account_page;
pub mod api_error;
pub mod error_code;
pub mod look;
pub mod report_page;
pub mod route;
pub mod served;

pub mod alike;
pub mod analysis;
pub mod chart;
pub mod dataset;
pub mod dataset_page;
pub mod door;
pub mod live_page;
pub mod markdown;
pub mod mentions;
pub mod reading;
pub mod reading_page;
pub mod rules_page;
pub mod shape;

pub mod protocol;
pub mod search;
pub mod session;
pub mod stream;
pub mod view;
