//! Passkeys: the browser's `navigator.credentials`, asked with and answering the JSON of WebAuthn, level 3.

use crate::{
    api::{self, ApiError},
    session::SessionHandle,
};
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wire::factors::Passkey;

/// Why there is no passkey, or nobody signed in by one.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    Api(ApiError),
    /// The browser, its authenticator or its user did not go along.
    Refused,
    /// The authenticator has one already.
    Known,
}

/// Whether this browser has passkeys, as far as they are used here.
#[must_use]
pub fn are_there() -> bool {
    web_sys::window().is_some_and(|window| get(&window, "PublicKeyCredential").is_ok_and(|class| reads_options(&class)))
}

fn reads_options(class: &JsValue) -> bool {
    get(class, "parseRequestOptionsFromJSON").is_ok()
}

/// Signs in by a passkey of this installation.
///
/// # Errors
/// [`Failure`]: nobody is signed in then.
pub async fn sign_in(session: &SessionHandle) -> Result<(), Failure> {
    let ceremony = api::begin_passkey_sign_in().await.map_err(Failure::Api)?;
    let credential = ask("get", "parseRequestOptionsFromJSON", &ceremony).await?;
    let answer = answer(&[("credential", &credential)])?;
    session.take(api::sign_in_by_passkey(&answer).await.map_err(Failure::Api)?).await;
    Ok(())
}

/// Makes a passkey for whoever is signed in.
///
/// # Errors
/// [`Failure`]: none was made then, or none that is worth anything.
pub async fn add(name: &str, password: String) -> Result<Passkey, Failure> {
    let ceremony = api::begin_passkey(password).await.map_err(Failure::Api)?;
    let credential = ask("create", "parseCreationOptionsFromJSON", &ceremony).await?;
    let answer = answer(&[("name", &name.into()), ("credential", &credential)])?;
    api::add_passkey(&answer).await.map_err(Failure::Api)
}

/// `navigator.credentials.get` or `.create` with the options of a ceremony.
async fn ask(how: &str, read: &str, ceremony: &JsValue) -> Result<JsValue, Failure> {
    let window = web_sys::window().ok_or(Failure::Refused)?;
    let options =
        call(&get(&window, "PublicKeyCredential").map_err(refused)?, read, &get(ceremony, "options").map_err(refused)?);
    let asked = Object::new();
    Reflect::set(&asked, &"publicKey".into(), &options.map_err(refused)?).map_err(refused)?;
    let credentials = get(&window.navigator(), "credentials").map_err(refused)?;
    let promise: Promise = call(&credentials, how, &asked).map_err(refused)?.dyn_into().map_err(refused)?;
    JsFuture::from(promise).await.map_err(refused)
}

/// The body of what is sent; a credential writes itself out (`toJSON`).
fn answer(fields: &[(&str, &JsValue)]) -> Result<JsValue, Failure> {
    let body = Object::new();
    for (name, value) in fields {
        Reflect::set(&body, &(*name).into(), value).map_err(refused)?;
    }
    Ok(body.into())
}

fn call(of: &JsValue, method: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    get(of, method)?.dyn_into::<Function>()?.call1(of, argument)
}

/// A property that is there.
fn get(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    let value = Reflect::get(of, &name.into())?;
    if value.is_undefined() || value.is_null() { Err(JsValue::UNDEFINED) } else { Ok(value) }
}

fn refused(thrown: JsValue) -> Failure {
    match Reflect::get(&thrown, &"name".into()).ok().and_then(|name| name.as_string()).as_deref() {
        Some("InvalidStateError") => Failure::Known,
        _ => Failure::Refused,
    }
}
