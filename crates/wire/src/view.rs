//! Saved views of the queue: a filter and an order by a name, for oneself or for the team.

use crate::{
    queue::Sort,
    session::{UserId, ViewId},
    vocabulary::closed_list,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most views that one person may have.
pub const VIEWS_MAX: usize = 100;

closed_list! {
    /// Who sees a view: whoever made it, or everybody of their organisation too.
    ViewVisibility { Mine = "mine", Team = "team" }
}

closed_list! {
    /// The scopes in which a view asks for something: in any, or, because it names clients or groups, in those of several
    /// clients.
    ViewScopes { Any = "any", Several = "several" }
}

/// A queue's filter by its names, in its canonical values, as in the query of `GET {scope}/queue`.
pub type ViewFilter = BTreeMap<String, String>;

/// One view. `GET /views`, one's own first, by name, in pages of 200. Its entity tag is `version`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct View {
    pub id: ViewId,
    pub name: String,
    pub visibility: ViewVisibility,
    pub scopes: ViewScopes,
    pub filter: ViewFilter,
    pub sort: Sort,
    pub owner: ViewOwner,
    /// Whether this reader may change and remove it.
    pub may_change: bool,
    pub version: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ViewOwner {
    pub id: UserId,
    pub name: String,
}

/// `POST /views`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewView {
    /// 1 to 100 characters, unique among one's own of the same visibility.
    pub name: String,
    pub visibility: ViewVisibility,
    pub filter: ViewFilter,
    #[serde(default)]
    pub sort: Sort,
}

/// `PATCH /views/{view}`: what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ViewChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its owner's alone to change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<ViewVisibility>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<ViewFilter>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort>,
}
