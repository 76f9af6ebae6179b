//! The bridge between server functions and the server: the only file here that knows Leptos.
