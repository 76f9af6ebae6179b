//! The pages: rendered on the server, live in the browser.

pub mod api;
pub mod app;
pub mod components;
pub mod element;
pub mod live;
pub mod navigation;
pub mod pages;
pub mod reactive;
pub mod shell;
