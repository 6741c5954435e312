//! PostgreSQL for the tenant API's tests, which start one of their own: its programs, looked for and installed where missing.

use std::{fs, path::Path};

use eyre::{Result, bail, ensure};

use super::apt;

/// Where Debian and Ubuntu put the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";
/// The oldest that the tenant API runs on.
const OLDEST: u32 = 15;

pub(super) fn find_or_install() -> Result<()> {
    let versions = Path::new(VERSIONS);
    if check(newest(versions)).is_ok() {
        return Ok(());
    }
    if !apt::system_is(&["debian", "ubuntu"]) {
        bail!(
            "under {VERSIONS} the tenant API's tests find a PostgreSQL to start: install version {OLDEST} or newer there"
        );
    }
    println!(
        "      installing postgresql, which every test of the tenant API is run on too, in a folder of its own (apt)"
    );
    apt::install("postgresql", "run `apt-get install postgresql`")?;
    check(newest(versions))
}

fn check(newest: Option<u32>) -> Result<()> {
    let Some(newest) = newest else { bail!("there is no PostgreSQL under {VERSIONS}") };
    ensure!(newest >= OLDEST, "PostgreSQL {newest} is too old: install version {OLDEST} or newer under {VERSIONS}");
    Ok(())
}

/// The highest version with a server. Before version 10 there were two numbers, of which the first is enough to be too old.
fn newest(versions: &Path) -> Option<u32> {
    let has_server = |version: &Path| version.join("bin/initdb").is_file() && version.join("bin/postgres").is_file();
    let installed = fs::read_dir(versions).ok()?.flatten().filter(|version| has_server(&version.path()));
    installed.filter_map(|version| version.file_name().to_str()?.split('.').next()?.parse().ok()).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_is_the_highest_number_and_what_is_too_old_is_named() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("xtask-postgres-{}", std::process::id()));
        for (version, is_whole) in [("9.6", true), ("13", true), ("99", false), ("later", true)] {
            let programs = folder.join(version).join("bin");
            fs::create_dir_all(&programs)?;
            fs::write(programs.join("initdb"), "")?;
            if is_whole {
                fs::write(programs.join("postgres"), "")?;
            }
        }
        let found = newest(&folder);
        fs::remove_dir_all(&folder)?;
        assert_eq!(found, Some(13));
        let said = check(found).map_or_else(|error| error.to_string(), |()| "taken".to_owned());
        assert!(said.contains("13 is too old") && said.contains("15 or newer"), "{said}");
        assert!(check(None).is_err() && check(Some(15)).is_ok() && check(Some(100)).is_ok());
        Ok(())
    }
}
