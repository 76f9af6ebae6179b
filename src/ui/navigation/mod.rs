//! Going from page to page without loading the program again.
//!
//! A page's address says which page it is ([`Route`](crate::shared::route::Route)), the server says what it shows ([`Page`]), and
//! in the browser [`Navigator`] takes links over, brings the next page and swaps the two.

mod current_page;
mod link;
mod navigator;
mod page;
mod page_url;
mod served;
mod window;

pub use current_page::{CurrentPage, SCRIPT_ID, query};
pub use navigator::{AGAIN_MS, Navigator};
pub use page::{Page, ask};
pub use page_url::PageUrl;
pub use served::{served, url};
pub use window::{load, url as here};
