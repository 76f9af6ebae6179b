//! What stands above a page whose live line is blocked.

use super::{
    icon::{Glyph, Icon},
    shown::Shown,
};
use leptos::prelude::*;

#[component]
pub fn BlockedLine(#[prop(into)] blocked: Signal<bool>) -> impl IntoView {
    view! {
        <Shown when=move || blocked.get()>
            <p class="blocked-line" role="alert">
                <Icon glyph=Glyph::CloudOff/>
                <span>
                    "The live line is blocked: the server answers, but something on the way lets no WebSocket through. You can read what is here, and reload to see what is new; what you write waits. Ask whoever runs this server or your network to let WebSocket through."
                </span>
            </p>
        </Shown>
    }
}
