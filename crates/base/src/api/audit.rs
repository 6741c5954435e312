//! Calls about what is on record: who did what, and who opened which evidence, with what both can be checked by.

use super::{
    ApiError,
    access::client_path,
    json,
    sealed::owned,
    transport::{Call, ROOT, query_of, send, send_for_json},
};
use crate::{
    chain::{Proof, canonical},
    office::Office,
    scope::Scope,
};
use js_sys::{Array, Object, Reflect};
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wire::{
    Instant,
    audit::{AuditEntry, AuditFilter, Chain, ChainHead, Link},
    list::List,
    session::{ClientId, IncidentKey, OrganisationId, Person, ReceiptId},
};

/// An entry of the audit, and what it is held to.
#[derive(Clone, Debug, PartialEq)]
pub struct Audited {
    pub entry: AuditEntry,
    pub proof: Proof,
}

/// Who opened which evidence, when, why and for how long.
#[derive(Clone, Debug, PartialEq)]
pub struct AccessRecord {
    pub id: ReceiptId,
    pub incident: IncidentKey,
    pub opened_by: Person,
    pub opened_at: Instant,
    pub reason: String,
    /// The evidence could be read until then at the latest.
    pub expires_at: Instant,
    /// Who let the opener in, where the right was not their own.
    pub granted_by: Option<Person>,
    /// How long it was open; `None` where nobody noted that it was closed.
    pub open_s: Option<u64>,
    /// How often something was copied out of it.
    pub copies: u32,
    /// How many files were saved.
    pub downloads: u32,
    pub proof: Proof,
}

/// `GET {scope}/audit`, newest first.
///
/// # Errors
/// Any.
pub async fn list_audit(scope: &Scope, filter: &AuditFilter, cursor: Option<&str>) -> Result<List<Audited>, ApiError> {
    let list = read_audit(&[&scope.path(), "/audit"].concat(), filter, cursor).await?;
    let owners = list.items.iter().map(|audited| &audited.entry.link.owner);
    if owned(scope, owners) { Ok(list) } else { Err(ApiError::BadReply) }
}

/// `GET /audit`: of the organisation's own affairs.
///
/// # Errors
/// Any.
pub async fn list_own_audit(
    _office: &Office,
    filter: &AuditFilter,
    cursor: Option<&str>,
) -> Result<List<Audited>, ApiError> {
    read_audit("/audit", filter, cursor).await
}

/// Where `GET {scope}/audit.csv` is, for a link that saves it.
#[must_use]
pub fn audit_csv(scope: &Scope, filter: &AuditFilter) -> String {
    [ROOT, &scope.path(), "/audit.csv", &query_of(&filter.to_pairs())].concat()
}

/// `GET /c/{client}/evidence-openings`, all or those of one incident, newest first.
///
/// # Errors
/// Any.
pub async fn list_access_records(
    scope: &Scope,
    client: &ClientId,
    incident: Option<&IncidentKey>,
    cursor: Option<&str>,
) -> Result<List<AccessRecord>, ApiError> {
    let path = client_path(scope, client, "/evidence-openings");
    let mut pairs = page(cursor);
    pairs.extend(incident.map(|key| ("incident", key.0.clone())));
    let answer = send_for_json(Call::get(&path).query(&pairs)).await?;
    let items = items(&answer);
    let list: List<Receipt> = json::read(answer)?;
    let records = list.items.into_iter().zip(items).map(|(receipt, sent)| receipt.record(client, &sent));
    Ok(List { items: records.collect(), next_cursor: list.next_cursor, as_of: list.as_of, partial: list.partial })
}

/// `GET /c/{client}/evidence-openings/head`: where the chain ends.
///
/// # Errors
/// Any.
pub async fn read_openings_head(scope: &Scope, client: &ClientId) -> Result<ChainHead, ApiError> {
    let head: ChainHead = send(Call::get(&client_path(scope, client, "/evidence-openings/head"))).await?;
    if owned(scope, std::iter::once(&head.owner)) { Ok(head) } else { Err(ApiError::BadReply) }
}

/// Where the same is, for a link that saves it.
#[must_use]
pub fn openings_head(scope: &Scope, client: &ClientId) -> String {
    [ROOT, &client_path(scope, client, "/evidence-openings/head")].concat()
}

async fn read_audit(path: &str, filter: &AuditFilter, cursor: Option<&str>) -> Result<List<Audited>, ApiError> {
    let mut pairs = filter.to_pairs();
    pairs.extend(page(cursor));
    let answer = send_for_json(Call::get(path).query(&pairs)).await?;
    let items = items(&answer);
    let list: List<AuditEntry> = json::read(answer)?;
    let audited = list.items.into_iter().zip(items).map(|(entry, sent)| {
        // An opening's contents are drawn from its receipt: its digest is checked with that.
        let is_whole = entry.link.chain == Chain::Audit && entry.contents.is_some();
        let contents = Reflect::get(&sent, &"contents".into()).ok().filter(|_| is_whole);
        let contents = contents.and_then(|contents| canonical(&contents));
        Audited { proof: Proof { link: entry.link.clone(), contents }, entry }
    });
    Ok(List { items: audited.collect(), next_cursor: list.next_cursor, as_of: list.as_of, partial: list.partial })
}

fn page(cursor: Option<&str>) -> Vec<(&'static str, String)> {
    let mut pairs = vec![("limit", String::from("100"))];
    pairs.extend(cursor.map(|cursor| ("cursor", cursor.to_owned())));
    pairs
}

/// The items of a list as they were sent: what is hashed of them is more than what is read of them.
fn items(list: &JsValue) -> Vec<JsValue> {
    let items = Reflect::get(list, &"items".into()).ok().filter(Array::is_array);
    items.map_or_else(Vec::new, |items| Array::from(&items).to_vec())
}

/// A receipt as it travels. The console knows no shape of evidence, and this is what it may know of an opening.
#[derive(Deserialize)]
struct Receipt {
    id: ReceiptId,
    incident: IncidentKey,
    opened_by: Person,
    opened_at: Instant,
    reason: String,
    expires_at: Instant,
    granted_by: Option<Person>,
    open_s: Option<u64>,
    #[serde(default)]
    copies: u32,
    #[serde(default)]
    downloads: u32,
    number: i64,
    digest: String,
    previous_hash: String,
    hash: String,
}

impl Receipt {
    fn record(self, client: &ClientId, sent: &JsValue) -> AccessRecord {
        let Self {
            id, incident, opened_by, opened_at, reason, expires_at, granted_by, open_s, copies, downloads, ..
        } = self;
        let link = Link {
            chain: Chain::EvidenceOpenings,
            owner: OrganisationId(client.0.clone()),
            number: self.number,
            at: opened_at.clone(),
            digest: self.digest,
            previous_hash: self.previous_hash,
            hash: self.hash,
        };
        // What cannot be written out has no digest either, and is told as broken.
        let contents = Some(contents(sent).and_then(|contents| canonical(&contents)).unwrap_or_default());
        AccessRecord {
            id,
            incident,
            opened_by,
            opened_at,
            reason,
            expires_at,
            granted_by,
            open_s,
            copies,
            downloads,
            proof: Proof { link, contents },
        }
    }
}

/// What of a receipt its digest is over: all but the link, and but what was noted later.
fn contents(sent: &JsValue) -> Option<JsValue> {
    let contents = Object::new();
    for name in Object::keys(sent.dyn_ref::<Object>()?).iter() {
        let kept = match name.as_string()?.as_str() {
            "number" | "digest" | "hash" | "previous_hash" | "open_s" | "copies" | "downloads" => continue,
            "followed" => JsValue::from_str("previous_hash"),
            _ => name.clone(),
        };
        Reflect::set(&contents, &kept, &Reflect::get(sent, &name).ok()?).ok()?;
    }
    Some(contents.into())
}
