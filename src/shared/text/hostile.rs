//! Texts made of what ends every element that they can stand in, and of what deceives.

use proptest::prelude::*;

const PIECES: [&str; 36] = [
    "</title>",
    "</script>",
    "</textarea>",
    "</head>",
    "</body>",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    "\"",
    "'",
    "\0",
    "\r",
    "\n",
    "&",
    "&lt;",
    "&#0;",
    "`",
    "<svg onload=x>",
    "<img src=x>",
    "<meta http-equiv=refresh content=0>",
    "<plaintext>",
    "\u{2028}",
    "\\ud800",
    "\\u003c",
    "\u{202e}",
    "\u{2068}",
    "\u{200b}",
    "\u{3164}",
    "\u{feff}",
    " ",
    "a",
    "é",
    "ا",
    "👩",
    "\u{200d}",
];

/// Up to a dozen pieces in a row.
pub fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES.to_vec());
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}
