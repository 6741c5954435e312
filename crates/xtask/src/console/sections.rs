//! A WebAssembly module section by section: what nobody changes is copied byte for byte.

use eyre::Result;
use wasm_encoder::{Module, RawSection};
use wasmparser::{Parser, Payload};

/// The module again; a section for which `change` answers true is what `change` wrote in its place.
pub(super) fn rewrite<'a>(
    module: &'a [u8],
    mut change: impl FnMut(&Payload<'a>, &mut Module) -> Result<bool>,
) -> Result<Vec<u8>> {
    let mut written = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if !change(&payload, &mut written)?
            && let Some((id, range)) = payload.as_section()
        {
            written.section(&RawSection { id, data: &module[range.start as usize..range.end as usize] });
        }
    }
    Ok(written.finish())
}
