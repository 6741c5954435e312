//! Files under `/assets/<hash of the folder's contents>/`, which never change under their name.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use brotli::enc::{BrotliEncoderParams, backward_references::BrotliEncoderMode};
use eyre::{OptionExt, Result, WrapErr};
use serde_json::json;
use sha2::{Digest, Sha256, Sha384};

use crate::{command::run, fingerprint, tools::Tools};

/// No page is open for longer without signing in again.
const SESSION: Duration = Duration::from_secs(12 * 60 * 60);

/// The oldest browsers that style and scripts are written for, as esbuild names them; the README says the same to people.
const BROWSERS: &str = "chrome123,firefox128,safari18";

/// `<bulkhead-console>`, within `dist/`.
pub(super) const EMBED_SCRIPT: &str = "embed/v1.js";

/// What a build published: addresses within `dist/` (`assets/…`) and their integrity.
pub(super) struct Manifest {
    /// The folder of main module, link script, chunks and snippets: one unit.
    pub(super) app: String,
    /// The folder of style sheet, `boot.js`, icons and manifest.
    pub(super) shell: String,
    pub(super) integrity: BTreeMap<String, String>,
    /// What travels when a part is opened: the part's name, and the modules within `app`, without their ending.
    pub(super) parts: Parts,
}

pub(super) type Parts = BTreeMap<String, Vec<String>>;

impl Manifest {
    /// Scripts that the page may run, in the order of their addresses.
    pub(super) fn scripts(&self) -> impl Iterator<Item = (&str, &str)> {
        let scripts = self.integrity.iter().filter(|(file, _)| file.ends_with(".js"));
        scripts.map(|(file, integrity)| (file.as_str(), integrity.as_str()))
    }

    pub(super) fn read(work: &Path) -> Result<Self> {
        let file = work.join("manifest.json");
        let text = fs::read(&file).wrap_err("the console is not built yet: run `cargo xtask build`")?;
        let value: serde_json::Value = serde_json::from_slice(&text)?;
        Ok(Self {
            app: serde_json::from_value(value["app"].clone())?,
            shell: serde_json::from_value(value["shell"].clone())?,
            integrity: serde_json::from_value(value["integrity"].clone())?,
            parts: serde_json::from_value(value["parts"].clone())?,
        })
    }

    pub(super) fn write(&self, work: &Path) -> Result<()> {
        let value = json!({ "app": self.app, "shell": self.shell, "integrity": self.integrity, "parts": self.parts });
        Ok(fs::write(work.join("manifest.json"), value.to_string())?)
    }
}

/// `public/` and the style sheet in one folder.
pub(super) fn shell(tools: &Tools, work: &Path, release: bool) -> Result<PathBuf> {
    let shell = work.join("shell");
    make_empty(&shell)?;
    let public = crate::root().join("public");
    // What partners' pages load keeps its name; what boot.js imports is in it.
    let is_elsewhere = |file: &&PathBuf| ["embed", "boot"].iter().any(|folder| file.starts_with(public.join(folder)));
    for file in fingerprint::files(&public)?.iter().filter(|file| !is_elsewhere(file)) {
        copy(file, &shell.join(file.strip_prefix(&public)?))?;
    }
    bundle(tools, "style/index.css", &shell.join("bulkhead.css"), release)?;
    bundle(tools, "public/boot.js", &shell.join("boot.js"), release)?;
    Ok(shell)
}

/// One file of `source` and what it imports, for the browsers that we support.
pub(super) fn bundle(tools: &Tools, source: &str, file: &Path, release: bool) -> Result<()> {
    let mut esbuild = tools.npm_program("esbuild");
    esbuild.args([source, "--bundle", "--format=esm", "--log-level=warning", "--allow-overwrite"]);
    esbuild.arg(format!("--target=es2022,{BROWSERS}")).args(release.then_some("--minify"));
    run(esbuild.arg(format!("--outfile={}", file.display())))
}

/// The script of partners' pages, under the one name that they know.
pub(super) fn embed_script(tools: &Tools, staging: &Path, release: bool) -> Result<()> {
    bundle(tools, "public/embed/v1.js", &staging.join(EMBED_SCRIPT), release)
}

/// Removes what Trunk itself put there, but the page.
pub(super) fn clear(staging: &Path) -> Result<()> {
    for entry in fs::read_dir(staging)? {
        let path = entry?.path();
        if path.is_dir() {
            fs::remove_dir_all(&path)?;
        } else if path.file_name().is_some_and(|name| name != "index.html") {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// Copies both folders into the staging folder under names made from their contents, and writes the hashes for the policy.
pub(super) fn publish(staging: &Path, app: &Path, shell: &Path, parts: Parts) -> Result<Manifest> {
    let mut integrity = BTreeMap::new();
    let mut publish_folder = |folder: &Path| -> Result<String> {
        let address = format!("assets/{}", hash_of(folder)?);
        for file in fingerprint::files(folder)? {
            let file_address = format!("{address}/{}", file.strip_prefix(folder)?.display());
            integrity.insert(file_address.clone(), self::integrity(&fs::read(&file)?));
            copy(&file, &staging.join(file_address))?;
        }
        Ok(address)
    };
    let manifest = Manifest { app: publish_folder(app)?, shell: publish_folder(shell)?, integrity, parts };
    let scripts: Vec<&str> = manifest.scripts().map(|(_, integrity)| integrity).collect();
    fs::write(staging.join("integrity.json"), json!({ "script_src": scripts }).to_string())?;
    Ok(manifest)
}

/// Writes a brotli and a gzip twin beside every file that a browser may ask for.
pub(super) fn compress(staging: &Path) -> Result<()> {
    let files = fingerprint::files(staging)?;
    for file in files.iter().filter(|file| !file.ends_with("integrity.json")) {
        let contents = fs::read(file)?;
        let twin = |kind: &str| PathBuf::from(format!("{}.{kind}", file.display()));
        fs::write(twin("br"), brotli(&contents)?)?;
        let mut gzip = flate2::write::GzEncoder::new(fs::File::create(twin("gz"))?, flate2::Compression::best());
        gzip.write_all(&contents)?;
        gzip.finish()?;
    }
    Ok(())
}

/// In the smallest of a few ways: as any file, or with each byte foretold by the upper bits of the one before it, which suits code;
/// and in blocks of several lengths, of which none suits every module.
fn brotli(contents: &[u8]) -> Result<Vec<u8>> {
    /// Two to the power of that, bytes; 0 leaves it to the encoder.
    const BLOCKS: [i32; 3] = [0, 16, 17];
    let modes = [BrotliEncoderMode::BROTLI_MODE_GENERIC, BrotliEncoderMode::BROTLI_FORCE_MSB_PRIOR];
    let mut smallest: Option<Vec<u8>> = None;
    for mode in modes {
        for lgblock in BLOCKS {
            let parameters = BrotliEncoderParams { quality: 11, lgwin: 24, mode, lgblock, ..Default::default() };
            let mut twin = vec![];
            brotli::BrotliCompress(&mut &*contents, &mut twin, &parameters)?;
            if smallest.as_ref().is_none_or(|smallest| twin.len() < smallest.len()) {
                smallest = Some(twin);
            }
        }
    }
    smallest.ok_or_eyre("there is a way")
}

/// Takes over what open pages may still ask for: the folders of the build that this one replaces, and those that it had
/// taken over itself, until a session's length has passed since they were replaced. That moment is the folder's own time.
pub(super) fn keep_former(dist: &Path, staging: &Path, former: &Manifest, now: SystemTime) -> Result<()> {
    let assets = dist.join("assets");
    if !assets.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(assets)? {
        let folder = entry?.path();
        let address = Path::new("assets").join(folder.file_name().unwrap_or_default());
        let was_current = [&former.app, &former.shell].into_iter().any(|own| address == Path::new(own));
        let replaced = if was_current { now } else { fs::metadata(&folder)?.modified()? };
        let kept = staging.join(address);
        if kept.exists() || now.duration_since(replaced).unwrap_or_default() > SESSION {
            continue;
        }
        for file in fingerprint::files(&folder)? {
            copy(&file, &kept.join(file.strip_prefix(&folder)?))?;
        }
        fs::File::open(&kept)?.set_modified(replaced)?;
    }
    Ok(())
}

/// An integrity value as in <https://www.w3.org/TR/SRI/>.
pub(super) fn integrity(contents: &[u8]) -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(contents)))
}

/// The same in a third less: noise does not compress, and the values of all chunks travel together.
pub(super) fn short_integrity(contents: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(contents)))
}

/// An empty folder, whatever was there before.
pub(super) fn make_empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder).wrap_err_with(|| format!("cannot make {}", folder.display()))
}

fn hash_of(folder: &Path) -> Result<String> {
    let mut files = fingerprint::files(folder)?;
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        let name = file.strip_prefix(folder)?.to_string_lossy().into_owned();
        let contents = fs::read(&file)?;
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name);
        hash.update((contents.len() as u64).to_le_bytes());
        hash.update(contents);
    }
    Ok(fingerprint::hex(&hash.finalize()[..8]))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to.parent().unwrap_or(to))?;
    fs::copy(from, to).wrap_err_with(|| format!("cannot copy {}", from.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(app: &str) -> Manifest {
        Manifest {
            app: format!("assets/{app}"),
            shell: "assets/shell".to_owned(),
            integrity: BTreeMap::new(),
            parts: Parts::new(),
        }
    }

    #[test]
    fn people_are_told_of_the_browsers_that_it_is_built_for() {
        let readme = fs::read_to_string(crate::root().join("README.md")).expect("the README");
        let line = readme.lines().find(|line| line.starts_with("Chrome and Edge ")).expect("it names browsers");
        let named: String = line.split(", or newer").next().unwrap_or_default().to_lowercase();
        let named = named.replace("chrome and edge", "chrome").replace(' ', "");
        assert_eq!(named, BROWSERS);
    }

    #[test]
    fn pages_that_are_open_find_their_chunks_for_a_session() {
        let folder = crate::target().join("assets-test");
        make_empty(&folder).expect("the target folder can be written");
        let now = SystemTime::now();
        let build = |place: &str, apps: &[&str]| {
            for app in apps {
                let chunk = folder.join(place).join("assets").join(app).join("snippets/chunk.js");
                fs::create_dir_all(chunk.parent().expect("it has one")).expect("as above");
                fs::write(chunk, app).expect("as above");
            }
            folder.join(place)
        };
        let has = |place: &Path, app: &str| place.join("assets").join(app).join("snippets/chunk.js").is_file();

        let (first, second) = (build("first", &["a", "shell"]), build("second", &["b", "shell"]));
        keep_former(&first, &second, &manifest("a"), now).expect("kept");
        assert!(has(&second, "a") && has(&second, "b"));

        let third = build("third", &["c", "shell"]);
        keep_former(&second, &third, &manifest("b"), now + SESSION / 2).expect("kept");
        assert!(has(&third, "a") && has(&third, "b"), "replaced six hours ago, and just now");

        let fourth = build("fourth", &["d", "shell"]);
        keep_former(&third, &fourth, &manifest("c"), now + SESSION + Duration::from_secs(60)).expect("kept");
        assert!(!has(&fourth, "a") && has(&fourth, "b") && has(&fourth, "c"), "a was replaced twelve hours ago");

        let fifth = build("fifth", &["a"]);
        keep_former(&folder.join("nothing"), &fifth, &manifest("a"), now).expect("a first build has no former one");
    }
}
