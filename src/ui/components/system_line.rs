//! A line of the conversation that nobody said: who came, what was brought.

use super::icon::{Glyph, Icon};
use crate::ui::element::ElementChild;
use crate::ui::live::Topic;
use leptos::prelude::*;

#[component]
pub fn SystemLine(topic: Topic, text: String) -> impl IntoView {
    let glyph = match topic {
        Topic::People => Glyph::People,
        Topic::Data => Glyph::Data,
    };
    view! {
        <li class="sys">
            <Icon glyph/>
            <span>{text}</span>
        </li>
    }
}
