//! How many connections there may be, and how long each may take for what.

use super::parsed;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    /// `TANDEM_CONNECTIONS`; none is three quarters of the files that this process may open.
    pub most: Option<u32>,
    /// `TANDEM_CONNECTIONS_PER_ADDRESS`; none is 500 more than
    /// `TANDEM_SOCKETS_PER_ADDRESS`. Not counted
    /// behind a trusted proxy, from whose one address they all come.
    pub per_address: Option<u32>,
    /// `TANDEM_HEADER_SECONDS`, 20: a request's headers, and the silence before them.
    pub headers_within: Duration,
    /// `TANDEM_BODY_SECONDS`, 30: how long a body may rest at once, and in all beyond a second for
    /// each [`Connections::BODY_RATE`] bytes; and how long whoever is answered may take nothing.
    pub body_rests: Duration,
    /// `TANDEM_UPLOADS_PER_PERSON`, 10: on their way in at the same time.
    pub uploads_per_person: u32,
    /// `TANDEM_STOP_SECONDS`, 8: for what is still going on when the server is asked to stop.
    pub stops_within: Duration,
}

impl Default for Connections {
    fn default() -> Self {
        Self {
            most: None,
            per_address: None,
            headers_within: Duration::from_secs(20),
            body_rests: Duration::from_secs(30),
            uploads_per_person: 10,
            stops_within: Duration::from_secs(8),
        }
    }
}

impl Connections {
    /// Bytes a second that a body brings at least.
    pub const BODY_RATE: u64 = 4_000;

    /// The error is a sentence for whoever started the server.
    pub fn read(setting: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let usual = Self::default();
        let count = |name: &str| match parsed::<u32>(&setting, name, "a number above 0")? {
            Some(0) => Err(format!("{name} is 0: nobody could use the server.")),
            count => Ok(count),
        };
        let seconds = |name: &str| match parsed::<u16>(&setting, name, "seconds, a number above 0")?
        {
            Some(0) => Err(format!("{name} is 0: there would be no time for anything.")),
            seconds => Ok(seconds.map(|seconds| Duration::from_secs(seconds.into()))),
        };
        Ok(Self {
            most: count("TANDEM_CONNECTIONS")?,
            per_address: count("TANDEM_CONNECTIONS_PER_ADDRESS")?,
            headers_within: seconds("TANDEM_HEADER_SECONDS")?.unwrap_or(usual.headers_within),
            body_rests: seconds("TANDEM_BODY_SECONDS")?.unwrap_or(usual.body_rests),
            uploads_per_person: count("TANDEM_UPLOADS_PER_PERSON")?
                .unwrap_or(usual.uploads_per_person),
            stops_within: seconds("TANDEM_STOP_SECONDS")?.unwrap_or(usual.stops_within),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_let_nobody_in_is_refused() {
        for name in [
            "TANDEM_CONNECTIONS",
            "TANDEM_CONNECTIONS_PER_ADDRESS",
            "TANDEM_HEADER_SECONDS",
            "TANDEM_BODY_SECONDS",
            "TANDEM_UPLOADS_PER_PERSON",
            "TANDEM_STOP_SECONDS",
        ] {
            let set = |value: &'static str| {
                Connections::read(move |asked| (asked == name).then(|| value.to_owned()))
            };
            assert!(set("7").is_ok(), "{name}");
            for wrong in ["0", "-1", "many", "99999999999"] {
                let sentence = set(wrong).unwrap_err();
                assert!(sentence.starts_with(name), "{sentence}");
            }
        }
        assert_eq!(Connections::read(|_| None), Ok(Connections::default()));
    }
}
