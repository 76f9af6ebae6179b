//! Says on the forms that sign somebody in that they cannot stay signed in over http.

use crate::ui::{
    components::icon::{Glyph, Icon},
    navigation::served,
};
use leptos::prelude::*;

/// Nothing where browsers keep the login.
#[component]
pub fn NeedsHttps() -> impl IntoView {
    served().needs_https.then(|| {
        view! {
            <div class="fail-note" role="alert">
                <strong>
                    <Icon glyph=Glyph::Error/>
                    "Signing in needs https"
                </strong>
                <p>
                    "This page came over http, where your browser keeps no sign-in. Open the address that begins with https://, or ask whoever runs this server for it."
                </p>
                <p>
                    "Do you run it? Put a proxy with https in front, and set TANDEM_ORIGINS to its address: docs/RUNNING.md shows how."
                </p>
            </div>
        }
    })
}
