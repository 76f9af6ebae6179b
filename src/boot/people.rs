//! `tandem person …` and `tandem invite`: accounts, by whoever runs the server and beside it.

use super::{database, listen};
use crate::server::{
    auth::{Auth, INVITATION_DAYS, MOST_INVITATION_DAYS, Token},
    bus::Nobody,
    config::{Config, Registration},
    db::{Database, operators},
    folder, worker,
};
use crate::shared::account::Person;
use anyhow::{Context, anyhow, bail};
use std::{io::BufRead, sync::Arc, time::Duration};

/// How often it is asked whether an account is gone, 5 a second.
const ASKS: u32 = 50;

/// What is asked of accounts.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    List,
    Add(String, Password),
    ResetPassword(String, Password),
    Disable(String),
    Enable(String),
    /// With what the person said, or without.
    Delete(String, bool),
    Invite {
        days: i64,
    },
}

/// Where a password comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Password {
    /// Made up, and printed.
    Random,
    /// The first line of what is sent in.
    Sent,
}

pub const USAGE: &str = "\
tandem person list
tandem person add NAME [--password-stdin]
tandem person reset-password NAME [--password-stdin]
tandem person disable NAME
tandem person enable NAME
tandem person delete NAME [--with-words]";

impl Command {
    /// What stands behind `tandem person`; the error says how it should look.
    pub fn person(words: &[String]) -> Result<Self, String> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (words, password) = match words.as_slice() {
            [before @ .., "--password-stdin"] => (before, Password::Sent),
            all => (all, Password::Random),
        };
        let sent = password == Password::Sent;
        Ok(match words {
            ["list"] if !sent => Self::List,
            ["add", name] => Self::Add((*name).to_owned(), password),
            ["reset-password", name] => Self::ResetPassword((*name).to_owned(), password),
            ["disable", name] if !sent => Self::Disable((*name).to_owned()),
            ["enable", name] if !sent => Self::Enable((*name).to_owned()),
            ["delete", name] if !sent => Self::Delete((*name).to_owned(), false),
            ["delete", name, "--with-words"] if !sent => Self::Delete((*name).to_owned(), true),
            _ => return Err(format!("It is one of these:\n\n{USAGE}")),
        })
    }

    /// What stands behind `tandem invite`.
    pub fn invite(words: &[String]) -> Result<Self, String> {
        let expected =
            || format!("It is: tandem invite [DAYS], with 1 to {MOST_INVITATION_DAYS} days.");
        let days = match words {
            [] => INVITATION_DAYS,
            [days] => days.parse().map_err(|_| expected())?,
            _ => return Err(expected()),
        };
        match (1..=MOST_INVITATION_DAYS).contains(&days) {
            true => Ok(Self::Invite { days }),
            false => Err(expected()),
        }
    }
}

pub async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    let auth = Auth::new(open(&config, &command).await?, &config, Arc::new(Nobody));
    match command {
        Command::List => list(&auth).await,
        Command::Add(name, password) => add(&auth, &name, password).await,
        Command::ResetPassword(name, password) => reset(&auth, &name, password).await,
        Command::Disable(name) => {
            let person = named(&auth, &name).await?;
            auth.disable(person.id).await?;
            println!(
                "{} is signed out everywhere and cannot sign in; what they said stays.",
                person.name
            );
            Ok(())
        }
        Command::Enable(name) => {
            let person = named(&auth, &name).await?;
            match auth.enable(person.id).await? {
                true => println!("{} can sign in again.", person.name),
                false => println!("{} could sign in already.", person.name),
            }
            Ok(())
        }
        Command::Delete(name, with_words) => delete(&auth, &config, &name, with_words).await,
        Command::Invite { days } => invite(&auth, &config, days).await,
    }
}

/// The first account, or the first invitation, may come before the first start.
async fn open(config: &Config, command: &Command) -> anyhow::Result<Database> {
    let is_first = matches!(command, Command::Add(..) | Command::Invite { .. });
    if is_first && !database::is_there(config) {
        folder::prepare(config)?;
        return Ok(database::open(config).await?);
    }
    Ok(database::open_beside(config).await?)
}

/// How the first account of an empty server is made; none when there is one.
pub async fn first(
    db: &Database,
    registration: Registration,
    here: &str,
) -> anyhow::Result<Option<String>> {
    if operators::is_anybody_there(db).await? {
        return Ok(None);
    }
    let how = match registration {
        Registration::Open => format!("{here}/register"),
        Registration::Invite => "the link that “tandem invite” prints".to_owned(),
        Registration::Closed => "“tandem person add NAME”".to_owned(),
    };
    Ok(Some(format!(
        "Nobody has an account yet. Make the first by {how}"
    )))
}

async fn named(auth: &Auth, name: &str) -> anyhow::Result<Person> {
    let found = auth.named(name).await?;
    found.ok_or_else(|| {
        anyhow!("Nobody here is called “{name}”. tandem person list shows who is there.")
    })
}

async fn list(auth: &Auth) -> anyhow::Result<()> {
    let everybody = auth.everybody().await?;
    if everybody.is_empty() {
        println!("Nobody has an account yet.");
    }
    for listed in everybody {
        let since = worker::date(listed.created_at);
        let closed = if listed.disabled { "  disabled" } else { "" };
        println!("{:<32}  since {since}{closed}", listed.person.name);
    }
    Ok(())
}

async fn add(auth: &Auth, name: &str, password: Password) -> anyhow::Result<()> {
    let secret = password.secret()?;
    let person = auth.add(name, &secret).await?;
    println!("{} has an account.{}", person.name, password.told(&secret));
    Ok(())
}

async fn reset(auth: &Auth, name: &str, password: Password) -> anyhow::Result<()> {
    let person = named(auth, name).await?;
    let secret = password.secret()?;
    auth.set_password(&person, &secret, None).await?;
    println!(
        "{} has a new password and is signed out everywhere; access tokens stay good.{}",
        person.name,
        password.told(&secret)
    );
    Ok(())
}

/// The server that runs does it, or the next one: it alone knows who is where.
async fn delete(auth: &Auth, config: &Config, name: &str, with_words: bool) -> anyhow::Result<()> {
    let person = named(auth, name).await?;
    auth.ask_deletion(person.id, with_words).await?;
    let name = &person.name;
    if folder::is_free(config) {
        println!("{name} is signed out, and the account goes when the server starts.");
        return Ok(());
    }
    let mut clock = tokio::time::interval(Duration::from_millis(200));
    for _ in 0..ASKS {
        clock.tick().await;
        if auth.named(name).await?.is_none() {
            match with_words {
                true => println!("{name} has no account any more, and what they said is gone."),
                false => println!(
                    "{name} has no account any more; what they said stays, as of someone who left."
                ),
            }
            return Ok(());
        }
    }
    println!("{name} is signed out, and the account goes as soon as the server comes to it.");
    Ok(())
}

async fn invite(auth: &Auth, config: &Config, days: i64) -> anyhow::Result<()> {
    let token = auth.invite(days).await?;
    let origin = config.origins.first().cloned();
    let origin = origin.unwrap_or_else(|| listen::url(config.addr));
    println!("{origin}{}/register?invite={}", config.base, token.as_str());
    println!("One account can be made by this link, within {days} days.");
    if config.registration != Registration::Invite {
        eprintln!(
            "It is needed only where TANDEM_REGISTRATION is invite; here it is {}.",
            config.registration
        );
    }
    Ok(())
}

impl Password {
    fn secret(self) -> anyhow::Result<String> {
        match self {
            // As hard to guess as a token, and short enough to be typed once.
            Self::Random => Ok(Token::random().as_str()[..20].to_owned()),
            Self::Sent => {
                let mut line = String::new();
                std::io::stdin()
                    .lock()
                    .read_line(&mut line)
                    .context("The password could not be read from standard input")?;
                let secret = line.trim_end_matches(['\r', '\n']).to_owned();
                if secret.is_empty() {
                    bail!("Send the password in: echo SECRET | tandem person … --password-stdin");
                }
                Ok(secret)
            }
        }
    }

    fn told(self, secret: &str) -> String {
        match self {
            Self::Random => format!("\nPassword: {secret}"),
            Self::Sent => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &str) -> Vec<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn what_is_asked_is_read_whole_or_not_at_all() {
        let person = |said: &str| Command::person(&words(said));
        assert_eq!(person("list"), Ok(Command::List));
        let ada = || "Ada".to_owned();
        assert_eq!(person("add Ada"), Ok(Command::Add(ada(), Password::Random)));
        assert_eq!(
            person("add Ada --password-stdin"),
            Ok(Command::Add(ada(), Password::Sent))
        );
        assert_eq!(person("disable Ada"), Ok(Command::Disable(ada())));
        for wrong in [
            "",
            "add",
            "add Ada Grace",
            "list Ada",
            "disable Ada --password-stdin",
            "promote Ada",
        ] {
            assert!(
                person(wrong)
                    .unwrap_err()
                    .contains("tandem person add NAME"),
                "{wrong}"
            );
        }
    }

    #[test]
    fn an_invitation_lasts_for_days() {
        let invite = |said: &str| Command::invite(&words(said));
        assert_eq!(invite(""), Ok(Command::Invite { days: 7 }));
        assert_eq!(invite("30"), Ok(Command::Invite { days: 30 }));
        for wrong in ["0", "-1", "366", "soon", "1 2"] {
            assert!(invite(wrong).is_err(), "{wrong}");
        }
    }
}
