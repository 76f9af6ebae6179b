//! The pages over HTTP: each is read first, then drawn whole around what was read; and the same as
//! JSON, for a browser that goes on to it. Beside them the server functions and the files of the site.

use crate::{
    server::{
        app::App,
        auth::Login,
        context,
        http::{methods::not_allowed, reached},
    },
    shared::{route::Route, served::Served},
    ui::{
        navigation::{CurrentPage, Page, PageUrl},
        shell::shell,
    },
};
use axum::{
    Json, Router,
    body::Body,
    extract::{Query, Request, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use futures_util::{
    FutureExt, StreamExt,
    future::{self, BoxFuture},
    stream::{self, BoxStream},
};
use http::{HeaderMap, Method, StatusCode, Uri, header::ACCEPT_ENCODING, request::Parts};
use leptos::{
    IntoView,
    config::LeptosOptions,
    prelude::{Owner, provide_context, use_context},
    reactive::computed::ScopedFuture,
};
use leptos_axum::{LeptosRoutes, ResponseOptions, ResponseParts, handle_response_inner};
use serde::Deserialize;
use tower::ServiceExt;
use tower_http::services::ServeDir;

#[derive(Clone)]
struct Pages {
    app: App,
    options: LeptosOptions,
}

pub fn router(app: App, options: LeptosOptions) -> Router {
    let provided = app.clone();
    let functions = Router::new()
        .leptos_routes_with_context(&options, vec![], move || context::provide(&provided), || ())
        .with_state(options.clone());
    Route::patterns()
        .fold(Router::new(), |router, path| router.route(path, get(page)))
        .route("/api/page", post(content))
        .fallback(file_or_page)
        .with_state(Pages { app, options })
        .merge(functions)
}

async fn page(State(pages): State<Pages>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let asked = parts.uri.path_and_query();
    let path = asked.map_or_else(|| parts.uri.path().to_owned(), |asked| asked.to_string());
    let (page, said) = read(&pages.app, parts.clone(), &path).await;
    draw(pages, parts, page, said).await
}

#[derive(Deserialize)]
struct Asked {
    path: String,
}

/// What stands at a path, whatever that is, as JSON. Answering says nothing of its status: a session
/// that is closed to the visitor is a page like any other.
async fn content(
    State(pages): State<Pages>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Json<Page> {
    let (parts, _) = request.into_parts();
    let (page, _) = read(&pages.app, parts, &asked.path).await;
    Json(page)
}

async fn file_or_page(State(pages): State<Pages>, request: Request) -> Response {
    if request.method() == Method::POST {
        return not_allowed("GET, HEAD");
    }
    let file = file(&pages.options.site_root, request.uri(), request.headers());
    match file.await {
        Some(file) => file,
        None => page(State(pages), request).await,
    }
}

/// A file of the site: the program, its style sheet, its pictures.
fn file(
    site: &str,
    uri: &Uri,
    headers: &HeaderMap,
) -> impl Future<Output = Option<Response>> + use<> {
    let files = ServeDir::new(site).precompressed_gzip().precompressed_br();
    let mut asked = Request::new(Body::empty());
    *asked.uri_mut() = uri.clone();
    if let Some(encodings) = headers.get(ACCEPT_ENCODING) {
        asked
            .headers_mut()
            .insert(ACCEPT_ENCODING, encodings.clone());
    }
    async {
        let file = files.oneshot(asked).await.into_response();
        (file.status() == StatusCode::OK).then_some(file)
    }
}

/// The page, and what reading it said of the response: a status, an address to go to.
async fn read(app: &App, request: Parts, path: &str) -> (Page, ResponseParts) {
    let response = ResponseOptions::default();
    let owner = Owner::new();
    let reading = owner.with(|| {
        provide_context(request);
        provide_context(response.clone());
        context::provide(app);
        ScopedFuture::new(Page::read(path))
    });
    let page = reading.await;
    let mut said = response.0.read().map_or_else(
        |poisoned| poisoned.into_inner().clone(),
        |said| said.clone(),
    );
    if matches!(page, Page::NotFound) {
        said.status = Some(StatusCode::NOT_FOUND);
    }
    (page, said)
}

async fn draw(pages: Pages, request: Parts, page: Page, said: ResponseParts) -> Response {
    let url = PageUrl::parse(request.uri.path_and_query().map_or("/", |url| url.as_str()));
    let first = CurrentPage::first(url, page);
    let login = request.extensions.get::<Login>();
    let look = login.map(|login| login.look).unwrap_or_default();
    let Pages { app, options } = pages;
    let served = Served {
        base: app.config.base.clone(),
        needs_https: reached::needs_https(&app.config, &request.headers, &request.uri),
    };
    let provide = move || {
        context::provide(&app);
        provide_context(served.clone());
        if let Some(response) = use_context::<ResponseOptions>() {
            response.overwrite(said.clone());
        }
    };
    let request = Request::from_parts(request, Body::empty());
    handle_response_inner(
        provide,
        move || shell(options, first, look),
        request,
        |page, _, _| whole(page),
    )
    .await
}

/// Everything is known by now, so nothing is waited for and nothing comes behind. Parsers drop U+0000:
/// a text of nothing else would be no node, and the browser's program would not find its place.
fn whole(page: impl IntoView + 'static) -> BoxFuture<'static, BoxStream<'static, String>> {
    let html = page.to_html().replace('\0', "\u{fffd}");
    future::ready(stream::once(future::ready(html)).boxed()).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::prelude::*;

    #[tokio::test]
    async fn a_text_of_no_character_is_still_a_text() {
        let page = view! { <p>{"\0"}</p> <p title="\0">"a\0b"</p> };
        let html: String = whole(page).await.collect::<Vec<_>>().await.concat();
        assert_eq!(html.matches('\u{fffd}').count(), 3, "{html}");
        assert!(!html.contains('\0'), "{html}");
    }
}
