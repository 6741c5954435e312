//! The console's build: Trunk compiles it, our hook splits it, and what comes out is weighed.

mod assets;
mod link;
mod names;
mod page;
mod sections;
mod split;
mod unused;
mod walls;
mod weight;

use std::{env, fs, path::PathBuf, time::SystemTime};

use eyre::{OptionExt, Result, WrapErr};

use crate::{
    command::{command, read, run},
    fingerprint,
    steps::Steps,
    tools::Tools,
};

/// What the console is made from.
const SOURCES: [&str; 13] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "crates/base",
    "crates/incident",
    "crates/wire",
    "crates/wire_evidence",
    "crates/xtask",
    "index.html",
    "public",
    "src",
    "style",
];

/// A panic traps and says nothing: the page itself tells people (`public/boot.js`), and the words for developers, with
/// what formats them, would be a tenth of every module.
const SILENT_PANICS: [&str; 4] =
    ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"];

/// `cargo xtask build`: into `dist/`, with the sizes of what a first visit loads.
pub(crate) fn build() -> Result<()> {
    let mut steps = Steps::new(3);
    let tools = steps.step("Tools", Tools::for_console)?;
    steps.step("Console", || make(&tools))?;
    steps.step("Sizes and walls", check)
}

/// Builds the console into `dist/` unless it is there and made from exactly this.
pub(crate) fn make(tools: &Tools) -> Result<()> {
    let stamp_file = work().join("stamp");
    let stamp = stamp(&read(&mut command("rustc", ["-vV"]))?)?;
    if dist().join("index.html").is_file() && fingerprint::is(&stamp_file, &stamp) {
        println!("      nothing changed");
        return Ok(());
    }
    let mut trunk = tools.trunk()?;
    // Cargo takes these instead of the flags of `.cargo/config.toml`, and a space in them does not part them.
    let mut flags = usual_flags(&fs::read_to_string(crate::root().join(".cargo/config.toml"))?)?;
    flags.extend(nameless_paths()?);
    flags.extend(SILENT_PANICS.map(str::to_owned));
    trunk.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    // A standard library of the same kind, compiled for size from rustc's own sources. Cargo calls both unstable.
    trunk.env("RUSTC_BOOTSTRAP", "1").env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
    trunk.env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size");
    run(trunk.args(["--log", "warn", "build", "--release"]))?;
    fs::write(&stamp_file, stamp).wrap_err_with(|| format!("cannot write {}", stamp_file.display()))
}

/// The sources, and the compiler: another one makes another console of them.
fn stamp(compiler: &str) -> Result<String> {
    Ok(format!("{}\n{compiler}", fingerprint::of(&SOURCES)?))
}

/// What every compilation for the browser is told, as `.cargo/config.toml` has it.
fn usual_flags(config: &str) -> Result<Vec<String>> {
    let flags = config.lines().find_map(|line| line.strip_prefix("rustflags = "));
    // A list of texts on one line is the same in TOML and in JSON.
    serde_json::from_str(flags.ok_or_eyre("there are no rustflags")?)
        .wrap_err(".cargo/config.toml has no list of flags")
}

/// What ships names no path of the machine that built it: panics know their source by crate and file alone.
fn nameless_paths() -> Result<Vec<String>> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    let registries = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok()).into_iter().flatten();
    let mut flags = vec![format!("--remap-path-prefix={}=bulkhead", crate::root().display())];
    for registry in registries {
        flags.push(format!("--remap-path-prefix={}=crates", registry?.path().display()));
    }
    Ok(flags)
}

/// Prints the sizes; an error if something is too heavy, or evidence has got into the main module.
pub(crate) fn check() -> Result<()> {
    let build = assets::Manifest::read(&work())?;
    weight::print(&dist(), &build)?;
    walls::check(&dist(), &build)?;
    weight::gate(&dist(), &build)
}

/// Trunk's `post_build` hook: replaces the unsplit console in Trunk's staging folder by the split one.
pub(crate) fn split_hook() -> Result<()> {
    let staging = PathBuf::from(env::var_os("TRUNK_STAGING_DIR").ok_or_else(|| eyre::eyre!("only Trunk calls this"))?);
    let release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    let tools = Tools::for_console()?;
    let (app, parts) = split::split(&tools, &work(), release)?;
    let shell = assets::shell(&tools, &work(), release)?;
    assets::clear(&staging)?;
    let manifest = assets::publish(&staging, &app, &shell, parts)?;
    page::write(&staging, &manifest)?;
    assets::embed_script(&tools, &staging, release)?;
    if release {
        assets::compress(&staging)?;
        if let Ok(former) = assets::Manifest::read(&work()) {
            assets::keep_former(&dist(), &staging, &former, SystemTime::now())?;
        }
    }
    manifest.write(&work())
}

/// Where `dist/` is.
pub(crate) fn dist() -> PathBuf {
    crate::root().join("dist")
}

/// Where the hook works, and leaves its manifest.
fn work() -> PathBuf {
    crate::target().join("console")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_compiler_builds_anew() -> Result<()> {
        let stamps = [stamp("rustc 1.95.0")?, stamp("rustc 1.96.0")?, stamp("rustc 1.95.0")?];
        assert!(stamps[0] != stamps[1] && stamps[0] == stamps[2]);
        Ok(())
    }

    #[test]
    fn the_usual_flags_are_those_that_cargo_takes_by_itself() -> Result<()> {
        let config = fs::read_to_string(crate::root().join(".cargo/config.toml"))?;
        assert_eq!(usual_flags(&config)?, ["-Clink-args=--emit-relocs", "--cfg=erase_components"]);
        assert!(usual_flags("[target]\n").is_err());
        Ok(())
    }
}
