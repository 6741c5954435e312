//! A `tar.gz` that is sent as it grows: NDJSON in parts, and a manifest with the SHA-256 of every file at its end.

use super::{Failure, Outlet};
use axum::body::Bytes;
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{io, mem};

/// How large a part gets, give or take a line.
const PART_BYTES: usize = 4 * 1024 * 1024;

pub(super) struct Archive {
    tar: tar::Builder<GzEncoder<Vec<u8>>>,
    outlet: Outlet,
    files: Vec<Value>,
    part: Vec<u8>,
    lines: u64,
    /// Parts of the present kind that are written.
    parts: u32,
}

impl Archive {
    pub(super) fn new(outlet: Outlet) -> Self {
        let tar = tar::Builder::new(GzEncoder::new(vec![], Compression::default()));
        Self { tar, outlet, files: vec![], part: vec![], lines: 0, parts: 0 }
    }

    /// Adds a line to the present part of a kind, `kind/00001.ndjson`.
    pub(super) async fn line(&mut self, kind: &str, line: &impl Serialize) -> Result<(), Failure> {
        serde_json::to_writer(&mut self.part, line)?;
        self.part.push(b'\n');
        self.lines += 1;
        if self.part.len() >= PART_BYTES { self.write_part(kind).await } else { Ok(()) }
    }

    /// Ends a kind; one without a line has one empty part, so that nothing is missing without being seen.
    pub(super) async fn finish(&mut self, kind: &str) -> Result<(), Failure> {
        if self.lines > 0 || self.parts == 0 {
            self.write_part(kind).await?;
        }
        self.parts = 0;
        Ok(())
    }

    pub(super) async fn document(&mut self, name: &str, document: &Value) -> Result<(), Failure> {
        let bytes = serde_json::to_vec_pretty(document)?;
        self.file(name, &bytes, None).await
    }

    /// Adds a file as it is.
    pub(super) async fn bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.file(name, bytes, None).await
    }

    /// Writes the manifest, of which `about` is a part, and closes the archive.
    pub(super) async fn end(mut self, about: &Value) -> Result<(), Failure> {
        let files = mem::take(&mut self.files);
        let manifest = json!({"format": "bulkhead-export", "version": 1, "about": about, "files": files});
        self.document("manifest.json", &manifest).await?;
        let bytes = self.tar.into_inner()?.finish()?;
        Ok(self.outlet.send(Ok(Bytes::from(bytes))).await?)
    }

    async fn write_part(&mut self, kind: &str) -> Result<(), Failure> {
        self.parts += 1;
        let (part, lines) = (mem::take(&mut self.part), mem::take(&mut self.lines));
        self.file(&format!("{kind}/{:05}.ndjson", self.parts), &part, Some(lines)).await
    }

    async fn file(&mut self, name: &str, bytes: &[u8], lines: Option<u64>) -> Result<(), Failure> {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        self.tar.append_data(&mut header, name, bytes)?;
        let sha256 = crate::store::hexadecimal(&Sha256::digest(bytes));
        self.files.push(json!({"name": name, "bytes": bytes.len(), "lines": lines, "sha256": sha256}));
        let ready = mem::take(self.tar.get_mut().get_mut());
        if !ready.is_empty() {
            let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
            self.outlet.send(Ok(Bytes::from(ready))).await.map_err(gone)?;
        }
        Ok(())
    }
}
