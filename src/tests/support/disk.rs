//! Disks that fail: one that refuses on demand, and one that is so small that it can be filled.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};
use tempfile::TempDir;

/// A data folder whose writes or syncs fail while it is told so. Only for programs that are started
/// with its [`FailingDisk::environment`].
pub struct FailingDisk {
    folder: TempDir,
}

impl FailingDisk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        Self { folder }
    }

    pub fn data(&self) -> PathBuf {
        // As /proc names it.
        self.folder.path().canonicalize().unwrap().join("data")
    }

    pub fn environment(&self) -> Vec<(String, String)> {
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        vec![
            ("LD_PRELOAD".into(), text(library())),
            ("FAILING_DISK_FOLDER".into(), text(&self.data())),
            ("FAILING_DISK_SWITCH".into(), text(&self.switch())),
        ]
    }

    /// For a program that another user runs.
    pub fn open_to_all(&self) {
        use std::os::unix::fs::PermissionsExt;
        let open = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        open(self.folder.path(), 0o755);
        open(&self.data(), 0o777);
        open(library().parent().unwrap(), 0o755);
    }

    /// From now on: "write ENOSPC", "write EIO", "sync ENOSPC", "sync EIO".
    pub fn fail(&self, how: &str) {
        // Whole at once: the other process reads it at any moment.
        let new = self.folder.path().join("switch.new");
        fs::write(&new, how).unwrap();
        fs::rename(new, self.switch()).unwrap();
    }

    pub fn heal(&self) {
        fs::remove_file(self.switch()).unwrap();
    }

    fn switch(&self) -> PathBuf {
        self.folder.path().join("switch")
    }
}

/// Compiled once for all tests of a process.
fn library() -> &'static Path {
    static LIBRARY: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = LIBRARY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("failing_disk.c");
        let path = folder.path().join("failing_disk.so");
        fs::write(&source, include_str!("failing_disk.c")).unwrap();
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-o"])
            .args([&path, &source])
            .arg("-ldl")
            .status();
        assert!(compiled.unwrap().success(), "cc could not compile it");
        (folder, path)
    });
    path
}

/// A file system of its own in memory. Mounting takes root's rights.
pub struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// None where this user may not mount: there the failing disk must do. CI always may.
    pub fn of(megabytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let options = format!("size={megabytes}m,mode=0777");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(folder.path())
            .status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self { folder });
        }
        assert!(std::env::var_os("CI").is_none(), "CI could not mount");
        eprintln!("This user may not mount a small disk.");
        None
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Takes all the room there is.
    pub fn fill(&self) {
        let mut file = fs::File::create(self.filler()).unwrap();
        let mut piece = 1 << 20;
        while piece > 0 {
            match file.write(&vec![0; piece]) {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::StorageFull => piece /= 2,
                Err(error) => panic!("{error}"),
            }
        }
    }

    pub fn free(&self) {
        fs::remove_file(self.filler()).unwrap();
    }

    /// From now on it can only be read.
    pub fn close(&self) {
        let mut mount = Command::new("mount");
        let mount = mount.args(["-o", "remount,ro"]).arg(self.path());
        assert!(mount.status().unwrap().success());
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Whatever still has it open: it goes when that ends.
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}
