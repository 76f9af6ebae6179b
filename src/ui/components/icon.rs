//! Line icons on a 16 px grid, drawn in the colour of the text around them.
//!
//! An icon is decoration: hidden from assistive technology, and always beside a word
//! or inside a control that has a name.

use leptos::prelude::*;

/// Every icon of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    Back,
    Bell,
    Chart,
    Chat,
    Check,
    Clock,
    CloudOff,
    Data,
    Error,
    Eye,
    Hash,
    Leave,
    Line,
    Link,
    More,
    Note,
    People,
    Play,
    Plus,
    Pointer,
    Profile,
    Redo,
    Send,
    Spin,
    Stop,
    Upload,
    Warn,
    X,
}

#[component]
pub fn Icon(glyph: Glyph) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d=glyph.outline()></path>
        </svg>
    }
}

impl Glyph {
    /// The strokes, as SVG path data.
    fn outline(self) -> &'static str {
        match self {
            Self::Back => "M10 3.5L5.5 8l4.5 4.5",
            Self::Bell => {
                "M3.5 11.5h9L11.3 9.7V7A3.3 3.3 0 0 0 4.7 7v2.7zM6.7 13.5a1.5 1.5 0 0 0 2.6 0"
            }
            Self::Chart => "M2.5 13.5h11M4.5 11V7.5M8 11V3.5M11.5 11V6",
            Self::Chat => "M2.5 3.5h11v7.5H7l-3 2.5V11H2.5z",
            Self::Check => "M3 8.5l3.2 3.2L13 4.8",
            Self::Clock => "M2.5 8a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0zM8 5v3.2l2 1.3",
            Self::CloudOff => {
                "M5 12.5h6a2.5 2.5 0 0 0 1.3-4.6M9.8 5.3A3.6 3.6 0 0 0 5 7.5a2.5 2.5 0 0 0-1.7 4.2M2.5 2.5l11 11"
            }
            Self::Data => {
                "M3 4a5 1.9 0 1 0 10 0a5 1.9 0 1 0 -10 0zM3 4v8c0 1 2.2 1.9 5 1.9s5-.9 5-1.9V4M3 8c0 1 2.2 1.9 5 1.9s5-.9 5-1.9"
            }
            Self::Error => "M2.5 8a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0zM8 5v3.5M8 10.9v.01",
            Self::Eye => {
                "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM6.2 8a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0 -3.6 0z"
            }
            Self::Hash => "M6.3 3L5 13M11 3L9.7 13M3 6.3h10.5M2.5 9.7H13",
            Self::Leave => "M9.5 3H3.5v10h6M7 8h6.5M11 5.5L13.5 8 11 10.5",
            Self::Line => "M2.5 13.5h11M2.5 10l3.2-3.6 2.8 2.1 4.6-5.2",
            Self::Link => {
                "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l.8-.8"
            }
            Self::More => {
                "M3.1 8a0.4 0.4 0 1 0 0.8 0a0.4 0.4 0 1 0 -0.8 0zM7.6 8a0.4 0.4 0 1 0 0.8 0a0.4 0.4 0 1 0 -0.8 0zM12.1 8a0.4 0.4 0 1 0 0.8 0a0.4 0.4 0 1 0 -0.8 0z"
            }
            Self::Note => "M3.5 2.5h9v11h-9zM5.5 5.5h5M5.5 8h5M5.5 10.5h3",
            Self::People => {
                "M3.7 5.5a2.3 2.3 0 1 0 4.6 0a2.3 2.3 0 1 0 -4.6 0zM2 13c0-2.4 1.8-4 4-4s4 1.6 4 4M10.5 3.4a2.3 2.3 0 0 1 0 4.2M11.5 9.3c1.5.5 2.5 1.9 2.5 3.7"
            }
            Self::Play => "M5 3.5v9l7-4.5z",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Pointer => "M3.5 2.5v10l2.8-2.4 1.8 3.6 1.8-.9-1.8-3.5h3.7z",
            Self::Profile => {
                "M2.5 13.5h11M3.5 13.5V11h2v2.5M5.5 11V7h2v6.5M7.5 7V4h2v9.5M9.5 9h2v4.5M9.5 8.5V9"
            }
            Self::Redo => "M13 8a5 5 0 1 1-1.5-3.6M13 2.5v2.5h-2.5",
            Self::Send => "M8 13V3.5M4 7.3L8 3.3l4 4",
            Self::Spin => "M8 2.5A5.5 5.5 0 1 1 2.5 8",
            Self::Stop => {
                "M5.5 4.5h5a1 1 0 0 1 1 1v5a1 1 0 0 1 -1 1h-5a1 1 0 0 1 -1 -1v-5a1 1 0 0 1 1 -1z"
            }
            Self::Upload => "M8 10.5V3M4.8 6L8 2.8 11.2 6M2.5 11v2.5h11V11",
            Self::Warn => "M8 2.5L14 13H2zM8 6.5v3M8 11.3v.01",
            Self::X => "M4 4l8 8M12 4l-8 8",
        }
    }
}
