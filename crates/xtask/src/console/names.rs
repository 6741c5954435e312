//! What modules and scripts call each other: short names for long ones, the same in all of them.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use eyre::{Result, WrapErr, ensure};
use wasm_encoder::{EntityType, ExportSection, ImportSection};
use wasmparser::Payload;

use super::sections::rewrite;

/// How the names begin that tools have made up: long, so as to be unique.
const MADE_UP: char = '_';

/// Long name to short name, in the order in which modules name them.
#[derive(Default)]
struct Names(HashMap<String, String>);

/// Rewrites all of these files: every made-up name that a module imports or exports, wherever it stands.
pub(super) fn shorten(modules: &[PathBuf], scripts: &[PathBuf]) -> Result<()> {
    let mut names = Names::default();
    for module in modules {
        edit(module, |contents| names.in_module(&contents))?;
    }
    for script in scripts {
        edit(script, |contents| names.in_script(&contents))?;
    }
    Ok(())
}

fn edit(file: &Path, change: impl FnOnce(Vec<u8>) -> Result<Vec<u8>>) -> Result<()> {
    let context = || file.display().to_string();
    let contents = fs::read(file).wrap_err_with(context)?;
    Ok(fs::write(file, change(contents).wrap_err_with(context)?)?)
}

impl Names {
    fn short(&mut self, name: &str) -> String {
        if !name.starts_with(MADE_UP) {
            return name.to_owned();
        }
        let next = self.0.len();
        self.0.entry(name.to_owned()).or_insert_with(|| short_name(next)).clone()
    }

    fn in_module(&mut self, module: &[u8]) -> Result<Vec<u8>> {
        rewrite(module, |payload, written| {
            match payload {
                Payload::ImportSection(section) => {
                    let mut imports = ImportSection::new();
                    for import in section.clone().into_imports() {
                        let import = import?;
                        imports.import(import.module, &self.short(import.name), EntityType::try_from(import.ty)?);
                    }
                    written.section(&imports);
                }
                Payload::ExportSection(section) => {
                    let mut exports = ExportSection::new();
                    for export in section.clone() {
                        let export = export?;
                        exports.export(&self.short(export.name), export.kind.into(), export.index);
                    }
                    written.section(&exports);
                }
                _ => return Ok(false),
            }
            Ok(true)
        })
    }

    fn in_script(&self, script: &[u8]) -> Result<Vec<u8>> {
        let words = script.chunk_by(|one, next| in_word(*one) == in_word(*next));
        let mut written = Vec::with_capacity(script.len());
        for word in words {
            let text = std::str::from_utf8(word)?;
            ensure!(!is_short_name(text), "`{text}` is a name already");
            written.extend_from_slice(self.0.get(text).map_or(word, String::as_bytes));
        }
        Ok(written)
    }
}

/// `$0`, `$1` … `$z`, `$10`: an identifier that no tool here makes up.
fn short_name(mut number: usize) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(std::char::from_digit((number % 36) as u32, 36).expect("a remainder is a digit"));
        number /= 36;
        if number == 0 {
            return std::iter::once('$').chain(digits.into_iter().rev()).collect();
        }
    }
}

fn is_short_name(word: &str) -> bool {
    word.strip_prefix('$').is_some_and(|rest| !rest.is_empty())
}

fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{ExportKind, Module};

    fn module(import: &str, exports: &[&str]) -> Vec<u8> {
        let mut imports = ImportSection::new();
        imports.import("./main_bg.js", import, EntityType::Function(0));
        let mut section = ExportSection::new();
        for name in exports {
            section.export(name, ExportKind::Func, 0);
        }
        let mut module = Module::new();
        module.section(&imports).section(&section);
        module.finish()
    }

    #[test]
    fn a_name_is_the_same_in_modules_and_scripts() {
        let mut names = Names::default();
        let main = names.in_module(&module("__wbg_abort_f8", &["memory", "__wbindgen_free"])).expect("a module");
        let chunk = names.in_module(&module("__wbindgen_free", &["_start"])).expect("a module");
        assert_eq!((main, chunk), (module("$0", &["memory", "$1"]), module("$1", &["$2"])));
        let script = names.in_script("{__wbg_abort_f8:()=>wasm.__wbindgen_free(__wbg_abort),'memory…':$}".as_bytes());
        assert_eq!(script.expect("text"), "{$0:()=>wasm.$1(__wbg_abort),'memory…':$}".as_bytes());
    }

    #[test]
    fn a_script_that_has_such_a_name_of_its_own_is_refused() {
        assert!(Names::default().in_script(b"const $1 = 7;").is_err());
    }

    #[test]
    fn short_names_differ() {
        assert_eq!([0, 9, 10, 35, 36, 71].map(short_name), ["$0", "$9", "$a", "$z", "$10", "$1z"]);
    }
}
