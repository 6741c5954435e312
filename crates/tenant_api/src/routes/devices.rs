//! Wallboards: an organisation's devices, how a screen becomes one, and what it shows.

use super::{list, part, session::address};
use crate::{
    http::{
        App, HungUp, Peer,
        body::Raw,
        cookies::{self, SetCookie},
        paging::{self, nothing_else},
        problem::ApiError,
    },
    policy::{Device, Office},
    store::{Everywhere, devices, overview},
};
use axum::{
    Extension, Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::AppendHeaders,
};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};
use wire::{
    device::{self, DeviceSession, MadeDevice, NewDevice, Wallboard},
    list::List,
    session::DeviceId,
};

/// The longest that an answer is held back, in seconds.
const HELD_MAX_S: u64 = 30;
/// Revoked means revoked within this, for a board that waits.
const CHECK: Duration = Duration::from_millis(900);

/// The organisation's devices, newest first, revoked ones included.
///
/// # Errors
/// [`ApiError`] when the store cannot be read.
#[utoipa::path(get, path = "/devices", responses((status = 200, body = List<device::Device>), (status = 404)))]
pub async fn list_devices(State(app): State<App>, office: Office) -> Result<Json<List<device::Device>>, ApiError> {
    let found = devices::list(&mut *app.store.read(&office).await?, &office).await?;
    Ok(Json(list(&app, (found, None), vec![])))
}

/// Makes a device, and shows its code this once.
///
/// # Errors
/// 403 where the caller does not see all that it would show, 422 for a name that is none, and a scope that is not there.
#[utoipa::path(post, path = "/devices", request_body = NewDevice,
    responses((status = 201, body = MadeDevice), (status = 403), (status = 404), (status = 422)))]
pub async fn make_device(
    State(app): State<App>,
    office: Office,
    raw: Raw,
) -> Result<(StatusCode, Json<MadeDevice>), ApiError> {
    let asked: NewDevice = raw.json()?;
    let mut write = app.store.write(&Everywhere).await?;
    let made = devices::make(&mut write, &office, &asked, app.now()).await?;
    write.commit().await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Revokes a device: it shows nothing any more, where it is open within a second. A second time changes nothing.
///
/// # Errors
/// 404 for one that is not the organisation's.
#[utoipa::path(delete, path = "/devices/{device}", responses((status = 204), (status = 404)))]
pub async fn revoke_device(
    State(app): State<App>,
    office: Office,
    Path(path): Path<Vec<(String, String)>>,
) -> Result<StatusCode, ApiError> {
    let mut write = app.store.write(&Everywhere).await?;
    devices::revoke(&mut write, &office, &DeviceId(part(&path, "device")), app.now()).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes the browser that sends a code the device that it was made for.
///
/// # Errors
/// 401 for a code that was used, has run out, or never was (`wrong_code`); 429 after too many.
#[utoipa::path(post, path = "/device-sessions", request_body = DeviceSession,
    responses((status = 204), (status = 401), (status = 429)))]
pub async fn begin_device_session(
    State(app): State<App>,
    peer: Option<Extension<Peer>>,
    raw: Raw,
) -> Result<([SetCookie; 1], StatusCode), ApiError> {
    let asked: DeviceSession = raw.json()?;
    let address = address(peer);
    app.throttle.take_address(address, app.now()).map_err(ApiError::TooMany)?;
    let mut write = app.store.write(&Everywhere).await?;
    let secret = devices::redeem(&mut write, &asked.code, app.now()).await?.ok_or(ApiError::WrongCode)?;
    write.commit().await?;
    app.throttle.refund_address(address);
    Ok(([cookies::set(cookies::DEVICE, &secret, devices::LASTS)], StatusCode::NO_CONTENT))
}

/// What the device shows.
///
/// # Errors
/// 401 for every other credential, and as soon as it is revoked; 422 for a time that is none; 429 for a ninth that waits.
#[utoipa::path(get, path = "/wallboard",
    params(("held_s" = Option<u64>, Query, description = "Answers after so many seconds, 0 to 30, or as soon as the device is revoked")),
    responses((status = 200, body = Wallboard), (status = 401), (status = 422), (status = 429)))]
pub async fn read_wallboard(
    State(app): State<App>,
    mut device: Device,
    Extension(hung_up): Extension<HungUp>,
    headers: HeaderMap,
    pairs: paging::Pairs,
) -> Result<(AppendHeaders<Option<SetCookie>>, Json<Wallboard>), ApiError> {
    let held = held(&pairs)?;
    let secret = cookies::read(&headers, cookies::DEVICE).filter(|_| device.is_back);
    let renewed = AppendHeaders(secret.map(|secret| cookies::set(cookies::DEVICE, secret, devices::LASTS)));
    if !held.is_zero() {
        device = after(&app, device, held, hung_up).await?;
    }
    Ok((renewed, Json(overview::board(&app.store, &device, app.now()).await?)))
}

fn held(pairs: &paging::Pairs) -> Result<Duration, ApiError> {
    let mut held_s = 0;
    for (name, value) in pairs.iter() {
        match name {
            "held_s" => {
                let seconds = value.parse().ok().filter(|seconds| *seconds <= HELD_MAX_S);
                held_s = seconds.ok_or_else(|| ApiError::field("held_s", "0 to 30"))?;
            }
            _ => nothing_else(&[(name, value)])?,
        }
    }
    Ok(Duration::from_secs(held_s))
}

/// The device as it is after a while, which a revoked one does not live to see. A process that ends waits for nobody, and nobody
/// for a screen that hung up: its slot is free again.
async fn after(app: &App, device: Device, held: Duration, mut hung_up: HungUp) -> Result<Device, ApiError> {
    let _slot = app.live.slot(&Device::user(&device.id)).ok_or(ApiError::TooMany(5))?;
    let until = Instant::now() + held;
    while Instant::now() < until {
        tokio::select! {
            () = sleep_until(until.min(Instant::now() + CHECK)) => {}
            () = app.live.ended() => return Ok(device),
            () = hung_up.happened() => return Ok(device),
        }
        if !devices::lives(&app.store, &device.hash).await? {
            return Err(ApiError::SignedOut);
        }
    }
    devices::find(&app.store, &device.hash, app.now()).await?.ok_or(ApiError::SignedOut)
}
