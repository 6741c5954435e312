//! A device: a screen on a wall, proven by its cookie. Nobody sits there, and it shows its board and nothing else.

use super::Scope;
use crate::store::devices::DeviceHash;
use wire::{
    device::BoardScope,
    session::{DeviceId, UserId},
};

/// One that is not revoked, as it is now. Loaded afresh for every request.
#[derive(Clone, Debug)]
pub struct Device {
    pub(crate) id: DeviceId,
    pub(crate) hash: DeviceHash,
    pub(crate) name: String,
    pub(crate) pseudonyms: bool,
    pub(crate) about: BoardScope,
    /// Its clients, as they are now; `None` while it has none.
    pub(crate) scope: Option<Scope>,
    /// A while has passed since it was last seen: its cookie is renewed.
    pub(crate) is_back: bool,
}

impl Device {
    /// What it is counted by among users: no account's id has a colon.
    pub(crate) fn user(id: &DeviceId) -> UserId {
        UserId(format!("device:{id}"))
    }
}
