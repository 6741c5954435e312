//! The split: one compiled console becomes a main module and chunks that travel when they are needed.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
    thread,
};

use eyre::{Result, WrapErr};
use wasm_split_cli_support::Options;

use super::{assets, link, names, unused};
use crate::{
    command::{read, run},
    fingerprint,
    tools::Tools,
};

/// What rustc emits. `--all-features` would let wasm-opt write what browsers refuse.
const WASM_FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-reference-types",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
];

/// What makes a module small as it travels, which is not what makes it small: a few more bytes that resemble each other
/// compress better than a few less. Tried on the whole console, a fiftieth less of every module than `-Oz`.
const SHRINKING: [&str; 10] = [
    "--flatten",
    "--rereloop",
    "-Os",
    "-Os",
    // Nothing of Rust's lies in the first kilobyte: it is the far end of the stack.
    "--low-memory-unused",
    "--always-inline-max-function-size=0",
    "--flexible-inline-max-function-size=0",
    "--one-caller-inline-max-function-size=0",
    // What made it and what it needs is asked by no browser.
    "--strip-producers",
    "--strip-target-features",
];

/// Answers what travels with each part, and the folder with `main.js`, `main_bg.wasm`, the link script, the chunks and any snippets: one unit.
pub(super) fn split(tools: &Tools, work: &Path, release: bool) -> Result<(PathBuf, assets::Parts)> {
    let app = work.join("app");
    assets::make_empty(&app)?;
    // TRUNK_PROFILE says debug or release only; index.html chooses the profile `wasm` for a release.
    let profile = if release { "wasm" } else { "debug" };
    let whole = crate::target().join("wasm32-unknown-unknown").join(profile).join("bulkhead.wasm");
    let whole = fs::read(&whole).wrap_err_with(|| format!("cannot read {}", whole.display()))?;
    let whole = unused::drop_classes(&whole)?;

    let main = work.join("main.wasm");
    let mut options = Options::new(&whole);
    options.output_dir = &app;
    options.main_out_path = &main;
    options.main_module = "./main.js";
    options.target.web();
    let parts = wasm_split_cli_support::transform(options)?;

    let mut bindgen = tools.wasm_bindgen();
    bindgen.args(["--target", "web", "--keep-lld-exports", "--no-demangle", "--no-typescript", "--out-name", "main"]);
    run(bindgen.arg("--out-dir").arg(&app).arg(&main))?;

    let made_of = parts.prefetch_map.into_iter().collect();
    link::write(tools, &app, &made_of, release)?;
    if release {
        let mut modules = vec![app.join("main_bg.wasm")];
        modules.extend(parts.split_modules.iter().cloned());
        shrink_modules(tools, &modules)?;
        names::shorten(&modules, &scripts(&app)?)?;
    }
    link::seal(&app, &made_of, &parts.split_modules)?;
    if release {
        shrink_scripts(tools, &app)?;
    }
    Ok((app, made_of))
}

/// One for each processor at a time: all of them at once would need several GB.
fn shrink_modules(tools: &Tools, modules: &[PathBuf]) -> Result<()> {
    let left = Mutex::new(modules.iter());
    let work = || {
        loop {
            let next = left.lock().map_or(None, |mut left| left.next());
            let Some(module) = next else { return Ok(()) };
            shrink_module(tools, module)?;
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("a worker returns its error"))
    })
}

fn shrink_module(tools: &Tools, module: &Path) -> Result<()> {
    let mut opt = tools.npm_program("wasm-opt");
    // Heard only when it fails: it warns of the names in every module, which the browser never sees.
    read(opt.args(SHRINKING).args(WASM_FEATURES).arg(module).arg("-o").arg(module))?;
    fs::write(module, unused::drop_nulls(&fs::read(module)?)?)?;
    Ok(())
}

fn shrink_scripts(tools: &Tools, app: &Path) -> Result<()> {
    for script in scripts(app)? {
        let mut esbuild = tools.npm_program("esbuild");
        esbuild.args(["--minify", "--target=es2022", "--log-level=warning", "--allow-overwrite"]);
        // wasm-bindgen names the link script once for each chunk: the same module under the same key.
        esbuild.arg("--log-override:duplicate-object-key=silent");
        let mut out = std::ffi::OsString::from("--outfile=");
        out.push(&script);
        run(esbuild.arg(&script).arg(out))?;
    }
    Ok(())
}

fn scripts(app: &Path) -> Result<Vec<PathBuf>> {
    let mut files = fingerprint::files(app)?;
    files.retain(|file| file.extension().is_some_and(|kind| kind == "js"));
    Ok(files)
}
