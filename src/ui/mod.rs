//! The pages: rendered on the server, live in the browser.

pub mod api;
pub mod app;
pub mod components;
pub mod lean;
pub mod live;
pub mod navigation;
pub mod owned;
pub mod pages;
pub mod screen_reader;
pub mod shell;

#[cfg(test)]
mod testing;
