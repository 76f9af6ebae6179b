//! Who this program runs as, and whose a file is.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
};

/// The user of this process, by name and number: `tandem (998)`.
pub fn me() -> String {
    // The process's own folder belongs to its effective user.
    match fs::metadata("/proc/self") {
        Ok(own) => user(own.uid()),
        Err(_) => "of this process".to_owned(),
    }
}

/// "belongs to root (0) with the rights 755".
pub fn whose(path: &Path) -> String {
    match fs::metadata(path) {
        Ok(found) => {
            let rights = found.permissions().mode() & 0o7777;
            format!(
                "belongs to {} with the rights {rights:o}",
                user(found.uid())
            )
        }
        Err(error) => format!("cannot be looked at: {error}"),
    }
}

fn user(uid: u32) -> String {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    match name(&users, uid) {
        Some(name) => format!("{name} ({uid})"),
        None => format!("number {uid}"),
    }
}

fn name(users: &str, uid: u32) -> Option<&str> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let number: u32 = fields.nth(1)?.parse().ok()?;
        (number == uid).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_number() {
        let users = "root:x:0:0:root:/root:/bin/sh\nbroken\nada:x:1000:100::/home/ada:\n";
        assert_eq!(name(users, 0), Some("root"));
        assert_eq!(name(users, 1000), Some("ada"));
        assert_eq!(name(users, 100), None);
    }

    #[test]
    fn everybody_is_somebody() {
        assert!(
            me().ends_with(')') || me().starts_with("number "),
            "{}",
            me()
        );
        let folder = tempfile::tempdir().unwrap();
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(folder.path(), private).unwrap();
        let whose = whose(folder.path());
        assert!(whose.starts_with("belongs to "), "{whose}");
        assert!(whose.ends_with("with the rights 700"), "{whose}");
    }
}
