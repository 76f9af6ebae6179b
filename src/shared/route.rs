//! The pages there are: one table, which the server's router, the browser's links and every address of a
//! page are made from.

use std::fmt;

/// Which page stands at a path. Its text is the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Home,
    Login,
    Register,
    /// A room by its name or stream; without one the lobby.
    Messages(String),
    Session(String),
}

/// A path, with at most one name in braces, which stands last; and the page for such a name.
type Row = (&'static str, fn(&str) -> Route);

const ROUTES: [Row; 6] = [
    ("/", |_| Route::Home),
    ("/login", |_| Route::Login),
    ("/register", |_| Route::Register),
    ("/messages", |_| Route::Messages(String::new())),
    ("/messages/{room}", |room| Route::Messages(room.to_owned())),
    ("/session/{session_uuid}", |session_uuid| {
        Route::Session(session_uuid.to_owned())
    }),
];

impl Route {
    /// The paths of all pages, with names in braces.
    pub fn patterns() -> impl Iterator<Item = &'static str> {
        ROUTES.into_iter().map(|(pattern, _)| pattern)
    }

    pub fn session(session: impl fmt::Display) -> Self {
        Self::Session(session.to_string())
    }

    pub fn room(room: impl fmt::Display) -> Self {
        Self::Messages(room.to_string())
    }

    pub fn at(path: &str) -> Option<Self> {
        let mut routes = ROUTES.into_iter();
        routes.find_map(|(pattern, route)| Some(route(name_in(pattern, path)?)))
    }

    fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Home => ("/", ""),
            Self::Login => ("/login", ""),
            Self::Register => ("/register", ""),
            Self::Messages(room) if room.is_empty() => ("/messages", ""),
            Self::Messages(room) => ("/messages/", room),
            Self::Session(session_uuid) => ("/session/", session_uuid),
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (folder, name) = self.parts();
        write!(f, "{folder}{name}")
    }
}

/// What stands for the name in braces, or nothing where there is none; `None` for another path.
fn name_in<'a>(pattern: &str, path: &'a str) -> Option<&'a str> {
    let Some((folder, _)) = pattern.split_once('{') else {
        return (path == pattern).then_some("");
    };
    let name = path.strip_prefix(folder)?;
    (!name.is_empty() && !name.contains('/')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_has_its_path() {
        for (path, route) in [
            ("/", Route::Home),
            ("/login", Route::Login),
            ("/register", Route::Register),
            ("/messages", Route::Messages(String::new())),
            ("/messages/lobby", Route::Messages("lobby".to_owned())),
            ("/session/7", Route::Session("7".to_owned())),
        ] {
            assert_eq!(Route::at(path).as_ref(), Some(&route), "{path}");
            assert_eq!(route.to_string(), path);
        }
    }

    #[test]
    fn every_row_is_found_by_its_path_and_says_it() {
        for (pattern, _) in ROUTES {
            let path = pattern.replace(['{', '}'], "");
            assert_eq!(Route::at(&path).unwrap().to_string(), path);
        }
    }

    #[test]
    fn everything_else_is_no_page() {
        for path in [
            "",
            "//",
            "/session",
            "/session/",
            "/session/7/runs",
            "/account/tokens",
            "/docs/events",
            "/api/logout",
            "/pkg/tandem.js",
        ] {
            assert_eq!(Route::at(path), None, "{path}");
        }
    }
}
