//! Files kept with the evidence: name, hash and bytes sealed with their client's key.

use super::{Keys, Vault};
use crate::store::{Reached, hexadecimal};
use axum::body::Bytes;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::Row;
use std::io;
use wire::session::ClientId;
use wire_evidence::Artifact;

/// Files that are deleted in one transaction: each may have 16 MiB.
pub(super) const BATCH: i64 = 4;

const ABOUT: &str = "SELECT about FROM artifacts WHERE client_id = $1 AND artifact_id = $2";
const WHOLE: &str = "SELECT about, content FROM artifacts WHERE client_id = $1 AND artifact_id = $2";
const KEEP: &str =
    "INSERT INTO artifacts (client_id, artifact_id, kept_at, about, content) VALUES ($1, $2, $3, $4, $5)";
const FORGET: &str = "DELETE FROM artifacts WHERE client_id = $1 AND artifact_id IN \
    (SELECT artifact_id FROM artifacts WHERE client_id = $1 AND kept_at < $2 LIMIT $3)";

impl Vault {
    /// Keeps a file under an id of its own. Until its incident knows of it, nobody finds it.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the file cannot be written; nothing is kept then.
    pub(crate) async fn keep_artifact(
        &self,
        client: &ClientId,
        (id, name): (&str, &str),
        content: Bytes,
        now: Timestamp,
    ) -> Result<Artifact, sqlx::Error> {
        let (keys, client_id) = (self.keys(client).await?, client.0.clone());
        let mut about = Artifact {
            id: id.to_owned(),
            name: name.to_owned(),
            size_bytes: content.len() as u64,
            sha256: String::new(),
        };
        // 16 MiB take a while, in which others are answered.
        let sealing = tokio::task::spawn_blocking(move || {
            about.sha256 = hexadecimal(&Sha256::digest(&content));
            let text = serde_json::to_vec(&about)?;
            let sealed = [("about", &text[..]), ("content", &content[..])]
                .map(|(part, bytes)| keys.seal_bytes(&place(&client_id, &about.id, part), bytes));
            Ok::<_, serde_json::Error>((about, sealed))
        });
        let sealed = sealing.await.map_err(io::Error::other)?;
        let (about, [sealed_about, sealed]) = sealed.map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
        let mut write = self.lane.write(Reached::one(client)).await?;
        let keep = sqlx::query(KEEP).bind(&client.0).bind(id).bind(now.as_millisecond());
        keep.bind(sealed_about).bind(sealed).execute(&mut *write).await?;
        write.commit().await?;
        Ok(about)
    }

    /// What is known of these files, in the order asked for; those that retention has deleted are left out.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the file cannot be read.
    pub async fn artifacts(&self, client: &ClientId, ids: &[String]) -> Result<Vec<Artifact>, sqlx::Error> {
        let mut read = self.lane.read(Reached::one(client)).await?;
        let Some(keys) = self.known_keys(&mut read, client).await? else { return Ok(vec![]) };
        let mut artifacts = Vec::with_capacity(ids.len());
        for id in ids {
            let sealed = sqlx::query_scalar(ABOUT).bind(&client.0).bind(id);
            let sealed: Option<Vec<u8>> = sealed.fetch_optional(&mut *read).await?;
            artifacts.extend(sealed.and_then(|sealed| about(&keys, client, id, &sealed)));
        }
        Ok(artifacts)
    }

    /// A file with its bytes; `None` for one that is not there any more.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the file cannot be read.
    pub async fn artifact(&self, client: &ClientId, id: &str) -> Result<Option<(Artifact, Vec<u8>)>, sqlx::Error> {
        let mut read = self.lane.read(Reached::one(client)).await?;
        let Some(keys) = self.known_keys(&mut read, client).await? else { return Ok(None) };
        let row = sqlx::query(WHOLE).bind(&client.0).bind(id).fetch_optional(&mut *read).await?;
        drop(read);
        let Some(row) = row else { return Ok(None) };
        let (client, id) = (client.clone(), id.to_owned());
        let (sealed_about, sealed): (Vec<u8>, Vec<u8>) = (row.try_get("about")?, row.try_get("content")?);
        let opening = tokio::task::spawn_blocking(move || {
            let content = keys.open_bytes(&place(&client.0, &id, "content"), &sealed);
            about(&keys, &client, &id, &sealed_about).zip(content)
        });
        Ok(opening.await.map_err(io::Error::other)?)
    }

    /// Deletes some of a client's files that were kept before then, and tells how many.
    ///
    /// # Errors
    /// [`sqlx::Error`] when the file cannot be written; nothing is deleted then.
    pub(crate) async fn forget_artifacts(&self, client: &ClientId, before: Timestamp) -> Result<u64, sqlx::Error> {
        let mut write = self.lane.write(Reached::one(client)).await?;
        let forget = sqlx::query(FORGET).bind(&client.0).bind(before.as_millisecond()).bind(BATCH);
        let deleted = forget.execute(&mut *write).await?.rows_affected();
        write.commit().await?;
        Ok(deleted)
    }
}

/// What is known of a file, opened; anything that was not sealed for this place is `None`.
fn about(keys: &Keys, client: &ClientId, id: &str, sealed: &[u8]) -> Option<Artifact> {
    serde_json::from_slice(&keys.open_bytes(&place(&client.0, id, "about"), sealed)?).ok()
}

fn place(client: &str, id: &str, part: &str) -> Vec<u8> {
    [b"artifact\0", client.as_bytes(), b"\0", id.as_bytes(), b"\0", part.as_bytes()].concat()
}
