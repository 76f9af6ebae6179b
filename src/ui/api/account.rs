//! Signing up, in and out, and who is signed in. Plain forms and programs use the same addresses.

use super::{Failure, Json};
use crate::shared::account::Person;
use leptos::{prelude::*, server_fn::codec::Post};

/// Creates an account and signs in; a form then goes to `next`, if that is a path of this server.
#[server(endpoint = "register")]
pub async fn register(
    username: String,
    password: String,
    next: Option<String>,
) -> Result<Person, Failure> {
    use crate::server::context;
    let opened = match context::can_stay_signed_in() {
        Ok(()) => {
            let auth = context::auth();
            auth.register(&username, &password, context::knock()).await
        }
        Err(refusal) => Err(refusal),
    };
    Ok(context::enter("/register", &username, next.as_deref(), opened).await?)
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
