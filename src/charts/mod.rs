//! Charts: from [`crate::shared::chart::Chart`] to SVG, the same on server and in the browser.
