//! What a person has chosen for themselves.

use crate::{session::ViewId, vocabulary::closed_list};
use serde::{Deserialize, Serialize};

/// The most favourites, and the most scopes that are kept as recent.
pub const FAVOURITES_MAX: usize = 50;
pub const RECENTS_MAX: usize = 10;
/// How narrow and how wide a column may be made, pixels.
pub const WIDTH_MIN_PX: u32 = 40;
pub const WIDTH_MAX_PX: u32 = 800;

closed_list! {
    /// The caption is what CSS calls the scheme.
    Theme { Light = "light", Dark = "dark" }
}

closed_list! {
    /// How close together rows stand.
    Density { Comfortable = "comfortable", Compact = "compact" }
}

closed_list! {
    /// A column of the queue.
    Column {
        Priority = "priority", Severity = "severity", Client = "client", Key = "key", Incident = "incident",
        Status = "status", Assignee = "assignee", Category = "category", Disposition = "disposition",
        Confidence = "confidence", Assets = "assets", Alerts = "alerts", History = "history", Created = "created",
        Updated = "updated", Breach = "breach",
    }
}

/// A column that is shown, in the order of the list it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct QueueColumn {
    pub column: Column,
    /// 40 to 800; absent is the column's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width_px: Option<u32>,
}

/// `GET /preferences`, and in the session. Absent means the browser's own, or ours; what the person can no longer see is left
/// out. A scope is named as its addresses begin: `/c/harbor`, `/g/gold`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Preferences {
    /// BCP 47, e.g. `pt-BR`.
    pub language: Option<String>,
    /// IANA name, e.g. `America/Sao_Paulo`.
    pub time_zone: Option<String>,
    pub theme: Option<Theme>,
    pub density: Option<Density>,
    /// Whether keys without Ctrl or ⌘ do anything (WCAG 2.1.4); absent is yes.
    pub single_keys: Option<bool>,
    /// The saved view that a link to the queue leads to.
    pub default_view: Option<ViewId>,
    /// What that view asks for, as the query of an address: `status=new&sort=created&view=…`.
    pub default_query: Option<String>,
    /// In the person's own order.
    pub favourites: Vec<String>,
    /// Scopes that were switched to, the last one first.
    pub recents: Vec<String>,
    /// The columns of the queue in their order; none is ours.
    pub queue_columns: Vec<QueueColumn>,
}

/// `PATCH /preferences`: what is left out stays, and `null` is the browser's own again, or ours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PreferencesChange {
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::said")]
    pub language: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::said")]
    pub time_zone: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::said")]
    pub theme: Option<Option<Theme>>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::said")]
    pub density: Option<Option<Density>>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::said")]
    pub single_keys: Option<Option<bool>>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::said")]
    pub default_view: Option<Option<ViewId>>,
    /// All of them, at most 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub favourites: Option<Vec<String>>,
    /// A scope that becomes a favourite, behind the others, unless it is one: whatever else was chosen meanwhile stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starred: Option<String>,
    /// A scope that is no favourite any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unstarred: Option<String>,
    /// A scope that was switched to: it becomes the first of the recent ones, of which 10 are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visited: Option<String>,
    /// All that are shown, each once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_columns: Option<Vec<QueueColumn>>,
}
