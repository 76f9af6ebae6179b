//! Signing up, in and out, and who is signed in. Plain forms and programs use the same addresses.

use super::{Failure, Json};
use crate::shared::{account::Person, door::Door};
use leptos::{prelude::*, server_fn::codec::Post};

/// Creates an account and signs in; a form then goes to `next`, if that is a path of this server.
/// `invite` is the secret of an invitation, where one is needed.
#[server(endpoint = "register")]
pub async fn register(
    username: String,
    password: String,
    next: Option<String>,
    invite: Option<String>,
) -> Result<Person, Failure> {
    use crate::server::context;
    let invite = invite.filter(|secret| !secret.is_empty());
    let opened = match context::can_stay_signed_in() {
        Ok(()) => {
            let (auth, from) = (context::auth(), context::knock());
            auth.register_by(invite.as_deref(), &username, &password, from)
                .await
        }
        Err(refusal) => Err(refusal),
    };
    let page = context::register_page(invite.as_deref());
    Ok(context::enter(&page, &username, next.as_deref(), opened).await?)
}

/// Signs in; a form then goes to `next`, if that is a path of this server.
#[server(endpoint = "login")]
pub async fn login(
    username: String,
    password: String,
    next: Option<String>,
) -> Result<Person, Failure> {
    use crate::server::context;
    let opened = match context::can_stay_signed_in() {
        Ok(()) => {
            let auth = context::auth();
            auth.login(&username, &password, context::knock()).await
        }
        Err(refusal) => Err(refusal),
    };
    Ok(context::enter("/login", &username, next.as_deref(), opened).await?)
}

/// Ends this login; its sockets close on every tab. A form goes to the front page.
#[server(endpoint = "logout")]
pub async fn logout() -> Result<(), Failure> {
    use crate::server::context;
    context::leave().await?;
    context::answer_form("/", None)
}

/// The person this request is signed in as.
#[server(endpoint = "current_person", output = Post<Json>)]
pub async fn current_person() -> Result<Option<Person>, Failure> {
    use crate::server::context;
    Ok(context::person().map(|login| login.person))
}

/// How the door stands to somebody without an account, who may have an invitation. Sets the response's
/// status: 403 when there is no form.
#[server(endpoint = "registration", output = Post<Json>)]
pub async fn registration(invite: Option<String>) -> Result<Door, Failure> {
    use crate::server::context;
    Ok(context::door(invite.as_deref()).await?)
}
