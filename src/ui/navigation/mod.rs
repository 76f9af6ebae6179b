//! Going from page to page without loading the program again.
//!
//! A page's address says which page it is ([`Place`]), the server says what it shows ([`Page`]), and
//! in the browser [`Travel`] takes links over, brings the next page and swaps the two.

mod link;
mod page;
mod page_url;
mod place;
mod served;
mod shown;
mod travel;
mod window;

pub use page::{Page, ask};
pub use page_url::PageUrl;
pub use place::Place;
pub use served::{served, url};
pub use shown::{SCRIPT_ID, Shown, query};
pub use travel::Travel;
pub use window::{load, url as here};
