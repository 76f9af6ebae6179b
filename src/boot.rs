//! Builds the app from its parts and serves it.
