//! The browser's edge: Socket.IO, the outbox, uploads. Compiles on both builds, runs in the browser.
