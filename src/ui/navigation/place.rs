//! The pages there are, by their paths.

/// Which page stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Home,
    Login,
    Register,
    /// A room by its name or stream; without one the lobby.
    Messages(String),
    Session(String),
}

impl Place {
    pub fn at(path: &str) -> Option<Self> {
        Some(match path {
            "/" => Self::Home,
            "/login" => Self::Login,
            "/register" => Self::Register,
            "/messages" => Self::Messages(String::new()),
            _ => match one_below(path)? {
                ("messages", room) => Self::Messages(room.to_owned()),
                ("session", session_uuid) => Self::Session(session_uuid.to_owned()),
                _ => return None,
            },
        })
    }
}

/// `/folder/name`, with nothing further.
fn one_below(path: &str) -> Option<(&str, &str)> {
    let (folder, name) = path.strip_prefix('/')?.split_once('/')?;
    (!name.is_empty() && !name.contains('/')).then_some((folder, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_has_its_path() {
        for (path, place) in [
            ("/", Place::Home),
            ("/login", Place::Login),
            ("/register", Place::Register),
            ("/messages", Place::Messages(String::new())),
            ("/messages/lobby", Place::Messages("lobby".to_owned())),
            ("/session/7", Place::Session("7".to_owned())),
        ] {
            assert_eq!(Place::at(path), Some(place), "{path}");
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
            assert_eq!(Place::at(path), None, "{path}");
        }
    }
}
