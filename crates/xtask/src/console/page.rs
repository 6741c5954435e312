//! The page: names and integrity of this build's files are written into index.html.

use std::{fs, path::Path};

use eyre::{Result, ensure};

use super::assets::Manifest;

const STYLE: &str = r#"<link rel="stylesheet" href="/style/index.css">"#;
const BOOT: &str = r#"<script type="module" id="boot" src="/public/boot.js"></script>"#;

/// Rewrites the staged page. Nothing in it is inline: the server's policy allows no inline script or style.
pub(super) fn write(staging: &Path, build: &Manifest) -> Result<()> {
    let file = staging.join("index.html");
    Ok(fs::write(&file, fill(&fs::read_to_string(&file)?, build)?)?)
}

fn fill(page: &str, build: &Manifest) -> Result<String> {
    for placeholder in [STYLE, BOOT] {
        ensure!(page.matches(placeholder).count() == 1, "index.html needs exactly one `{placeholder}`");
    }
    let style = format!("{}/bulkhead.css", build.shell);
    let style = format!(r#"<link rel="stylesheet" href="/{style}" integrity="{}">"#, build.integrity[&style]);
    let page = page.replace(STYLE, &style).replace(BOOT, &boot(build));
    let page = page.replace("\"/public/", &format!("\"/{}/", build.shell));
    // What Trunk was to do is done.
    Ok(page.lines().filter(|line| !line.contains("data-trunk")).flat_map(|line| [line, "\n"]).collect())
}

/// A policy by hashes lets a module import only what the page has named with its integrity: hence the preloads.
fn boot(build: &Manifest) -> String {
    let boot = format!("{}/boot.js", build.shell);
    let (js, wasm) = (format!("{}/main.js", build.app), format!("{}/main_bg.wasm", build.app));
    let imported = build.scripts().filter(|(file, _)| file.starts_with(&build.app));
    let mut lines: Vec<String> = imported
        .map(|(file, integrity)| format!(r#"<link rel="modulepreload" href="/{file}" integrity="{integrity}">"#))
        .collect();
    lines.push(format!(
        r#"<script type="module" id="boot" src="/{boot}" integrity="{}" data-js="/{js}" data-wasm="/{wasm}" data-wasm-integrity="{}"></script>"#,
        build.integrity[&boot], build.integrity[&wasm]
    ));
    lines.join("\n    ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build() -> Manifest {
        let files = [
            "assets/a/main.js",
            "assets/a/__wasm_split.js",
            "assets/a/main_bg.wasm",
            "assets/s/boot.js",
            "assets/s/bulkhead.css",
        ];
        let integrity = files.iter().map(|file| (file.to_string(), format!("sha384-{file}"))).collect();
        Manifest { app: "assets/a".to_owned(), shell: "assets/s".to_owned(), integrity, parts: Default::default() }
    }

    #[test]
    fn page_names_every_script_with_its_integrity_and_nothing_unhashed() {
        let page =
            format!("<link rel=\"icon\" href=\"/public/favicon.svg\">{STYLE}{BOOT}\n<link data-trunk rel=\"rust\">");
        let page = fill(&page, &build()).expect("both placeholders are there");
        for (file, integrity) in build().scripts() {
            assert!(page.contains(&format!(r#"="/{file}" integrity="{integrity}""#)), "{file}");
        }
        assert!(page.contains(r#"href="/assets/s/favicon.svg""#));
        assert!(!page.contains("/public/") && !page.contains("/style/") && !page.contains("data-trunk"));
    }

    #[test]
    fn page_without_a_placeholder_is_refused() {
        assert!(fill(STYLE, &build()).is_err());
    }
}
