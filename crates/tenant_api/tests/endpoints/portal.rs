//! A partner as tests need one: made by Aurora's administrator, with a key, on one origin.

use crate::harness::{Bed, Reply};
use serde_json::{Value, json};

pub(crate) const ORIGIN: &str = "https://portal.example";

/// A partner of Aurora that may show Harbor and Cedar.
pub(crate) struct Portal {
    pub(crate) admin: String,
    pub(crate) id: String,
    pub(crate) key_id: String,
    pub(crate) key: String,
}

impl Portal {
    pub(crate) async fn new(bed: &Bed) -> Self {
        let admin = bed.sign_in("admin@aurora.example").await;
        let made = bed.post(&admin, "/embed/partners", partner()).await;
        assert_eq!(made.status, 201, "{:?}", made.body);
        let id = text(&made.json()["id"]);
        let key = bed.call(Some(&admin), "POST", &format!("/embed/partners/{id}/keys"), None, &[]).await;
        assert_eq!(key.status, 201, "{:?}", key.body);
        Self { admin, id, key_id: text(&key.json()["id"]), key: text(&key.json()["key"]) }
    }

    /// What the partner's own server asks for.
    pub(crate) async fn ask(&self, bed: &Bed, body: Value) -> Reply {
        let authorization = format!("Bearer {}", self.key);
        bed.call(None, "POST", "/embed/sessions", Some(body), &[("authorization", &authorization)]).await
    }

    /// The token of a session for Harbor's queue and overview.
    pub(crate) async fn open(&self, bed: &Bed) -> String {
        let reply = self.ask(bed, session()).await;
        assert_eq!(reply.status, 201, "{:?}", reply.body);
        text(&reply.json()["token"])
    }

    /// The headers that a token is used with.
    pub(crate) fn credential(&self, token: &str) -> [(&'static str, String); 2] {
        [("authorization", format!("Bearer {token}")), ("x-embed-origin", ORIGIN.to_owned())]
    }

    pub(crate) async fn get(&self, bed: &Bed, token: &str, path: &str) -> Reply {
        let [(one, bearer), (other, origin)] = self.credential(token);
        bed.call(None, "GET", path, None, &[(one, &bearer), (other, &origin)]).await
    }

    pub(crate) async fn change(&self, bed: &Bed, change: Value) -> Reply {
        let path = format!("/embed/partners/{}", self.id);
        bed.call(Some(&self.admin), "PATCH", &path, Some(change), &[]).await
    }

    pub(crate) async fn revoke_key(&self, bed: &Bed) -> Reply {
        let path = format!("/embed/partners/{}/keys/{}", self.id, self.key_id);
        bed.call(Some(&self.admin), "DELETE", &path, None, &[]).await
    }
}

pub(crate) fn partner() -> Value {
    json!({"name": "Portal", "origins": [ORIGIN], "views": ["queue", "overview"], "clients": ["harbor", "cedar"]})
}

pub(crate) fn session() -> Value {
    json!({
        "external_user": {"id": "u-7", "name": "Ines Duarte"}, "profile": "harbor-manager", "clients": ["harbor"],
        "views": ["queue", "overview"], "origin": ORIGIN,
    })
}

/// `value` with other fields.
pub(crate) fn with(mut value: Value, fields: Value) -> Value {
    for (name, field) in fields.as_object().expect("fields") {
        value[name] = field.clone();
    }
    value
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}
