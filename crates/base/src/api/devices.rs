//! Calls about wallboards: whoever makes them, and the screens that show them.

use super::{ApiError, transport::Call, transport::encoded, transport::send};
use crate::office::Office;
use wire::{
    device::{Device, DeviceSession, MadeDevice, NewDevice, Wallboard},
    list::List,
    session::DeviceId,
};

/// `GET /devices`: the organisation's, newest first, revoked ones included.
///
/// # Errors
/// Any.
pub async fn list_devices(_office: &Office) -> Result<List<Device>, ApiError> {
    send(Call::get("/devices")).await
}

/// `POST /devices` → the code, this once.
///
/// # Errors
/// [`ApiError::Denied`] where the user does not see all that it would show.
pub async fn make_device(_office: &Office, device: &NewDevice) -> Result<MadeDevice, ApiError> {
    send(Call::post("/devices", device)).await
}

/// `DELETE /devices/{device}`: it shows nothing any more; a second time changes nothing.
///
/// # Errors
/// Any.
pub async fn revoke_device(_office: &Office, id: &DeviceId) -> Result<(), ApiError> {
    send(Call::delete(&["/devices/", &encoded(&id.0)].concat())).await
}

/// `POST /device-sessions`: this browser is the device from here on.
///
/// # Errors
/// [`ApiError::Code`] for a code that was used, has run out, or never was.
pub async fn begin_device_session(code: String) -> Result<(), ApiError> {
    send(Call::post("/device-sessions", &DeviceSession { code }).about_the_session().for_oneself()).await
}

/// `GET /wallboard`, after `held_s` seconds (0 to 30), or as soon as it is revoked.
///
/// # Errors
/// [`ApiError::SignedOut`] for a browser that is no device, or not any more.
pub async fn read_wallboard(held_s: u32) -> Result<Wallboard, ApiError> {
    let call = Call::get("/wallboard").query(&[("held_s", held_s.to_string())]);
    send(call.about_the_session().for_oneself()).await
}
