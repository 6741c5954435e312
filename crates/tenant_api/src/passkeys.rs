//! Passkeys: the relying party's side of WebAuthn. User verification is required, so a passkey counts as both factors.

use serde::Serialize;
use serde_json::Value;
use std::fmt::Debug;
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication64, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, PublicKeyCredentialCreationOptions, Registration, RegistrationServerState,
    bin::{Decode, Encode},
    request::{
        AsciiDomain, PublicKeyCredentialDescriptor, RpId,
        auth::AuthenticationVerificationOptions,
        register::{Nickname, PublicKeyCredentialUserEntity, RegistrationVerificationOptions, UserHandle64, Username},
    },
    response::{
        AuthTransports, CredentialId,
        register::{CompressedPubKey, DynamicState, StaticState},
    },
};

/// What an authenticator calls a user by.
pub const USER_HANDLE_BYTES: usize = 64;

type Key = CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>;

/// Something was wrong with what a browser sent, or with what was kept. What, is for the log only.
#[derive(Debug, thiserror::Error)]
#[error("a passkey was refused: {0}")]
pub struct Refused(String);

/// Who a passkey is made for.
#[derive(Debug)]
pub struct Owner<'a> {
    pub handle: [u8; USER_HANDLE_BYTES],
    pub email: &'a str,
    pub name: &'a str,
}

/// A passkey as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub credential_id: Vec<u8>,
    /// The public key.
    pub static_state: Vec<u8>,
    /// Sign counter, backup, attachment.
    pub dynamic_state: Vec<u8>,
    pub transports: u8,
}

/// What goes to the browser, and what is needed to judge its answer.
#[derive(Debug)]
pub struct Ceremony {
    /// `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON`.
    pub options: Value,
    pub state: Vec<u8>,
}

/// An answer to a sign-in, not judged yet.
#[derive(Debug)]
pub struct Assertion(DiscoverableAuthentication64);

/// This installation as authenticators know it: by the host and the origin of `--public-url`.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    id: String,
    origin: String,
}

impl RelyingParty {
    /// `None` for an origin whose host is an address: passkeys belong to names.
    #[must_use]
    pub fn of(origin: &str) -> Option<Self> {
        let host = origin.split_once("://")?.1.split(':').next()?.to_owned();
        let is_address = origin.contains('[') || host.parse::<std::net::IpAddr>().is_ok();
        let is_name = !is_address && AsciiDomain::try_from(host.clone()).is_ok();
        is_name.then(|| Self { id: host, origin: origin.to_owned() })
    }

    fn rp_id(&self) -> Result<RpId, Refused> {
        AsciiDomain::try_from(self.id.clone()).map(RpId::Domain).map_err(refused)
    }

    /// Begins to make a passkey; `known` are those the owner has, which an authenticator does not make again.
    ///
    /// # Errors
    /// [`Refused`] where what is kept cannot be read.
    pub fn begin_registration(&self, owner: &Owner<'_>, known: &[Kept]) -> Result<Ceremony, Refused> {
        let rp_id = self.rp_id()?;
        let handle = UserHandle64::decode(owner.handle).map_err(refused)?;
        let nobody = PublicKeyCredentialUserEntity::from(&handle);
        let user = PublicKeyCredentialUserEntity {
            // Names that the standard does not take are shown as nothing.
            name: Username::try_from(owner.email).unwrap_or(nobody.name),
            id: &handle,
            display_name: Nickname::try_from(owner.name).ok(),
        };
        let known = known.iter().map(|kept| {
            let id = CredentialId::<Vec<u8>>::decode(kept.credential_id.clone()).map_err(refused)?;
            Ok(PublicKeyCredentialDescriptor {
                id,
                transports: AuthTransports::decode(kept.transports).map_err(refused)?,
            })
        });
        let options = PublicKeyCredentialCreationOptions::passkey(&rp_id, user, known.collect::<Result<_, Refused>>()?);
        let (server, client) = options.start_ceremony().map_err(refused)?;
        ceremony(&client, server.encode().map_err(refused)?)
    }

    /// The new passkey that `credential` (`RegistrationResponseJSON`) brings.
    ///
    /// # Errors
    /// [`Refused`] for anything that is not the answer to this ceremony, from this origin, by a verified user.
    pub fn finish_registration(&self, state: &[u8], credential: &str) -> Result<Kept, Refused> {
        let state = RegistrationServerState::<USER_HANDLE_BYTES>::decode(state).map_err(refused)?;
        let response = Registration::from_json_relaxed(credential.as_bytes()).map_err(refused)?;
        let options = RegistrationVerificationOptions::<&str, &str> {
            allowed_origins: &[&self.origin],
            ..RegistrationVerificationOptions::default()
        };
        let made = state.verify(&self.rp_id()?, &response, &options).map_err(refused)?;
        Ok(Kept {
            credential_id: made.id().as_ref().to_vec(),
            static_state: made.static_state().encode().map_err(refused)?,
            dynamic_state: made.dynamic_state().encode().map_err(refused)?.to_vec(),
            transports: made.transports().encode().map_err(refused)?,
        })
    }

    /// Begins a sign-in by whoever has a passkey of this installation.
    ///
    /// # Errors
    /// [`Refused`] where the ceremony cannot be written.
    pub fn begin_sign_in(&self) -> Result<Ceremony, Refused> {
        let rp_id = self.rp_id()?;
        let (server, client) =
            DiscoverableCredentialRequestOptions::passkey(&rp_id).start_ceremony().map_err(refused)?;
        ceremony(&client, server.encode().map_err(refused)?)
    }

    /// Judges an answer against the passkey that it names. Answers the passkey's new dynamic state.
    ///
    /// # Errors
    /// [`Refused`] for anything that is not this passkey's answer to this ceremony, from this origin, by a verified user,
    /// with a sign counter that has moved on.
    pub fn finish_sign_in(
        &self,
        state: &[u8],
        assertion: &Assertion,
        kept: &Kept,
        handle: [u8; USER_HANDLE_BYTES],
    ) -> Result<Vec<u8>, Refused> {
        let state = DiscoverableAuthenticationServerState::decode(state).map_err(refused)?;
        let handle = UserHandle64::decode(handle).map_err(refused)?;
        let dynamic: [u8; 7] = kept.dynamic_state.as_slice().try_into().map_err(refused)?;
        let mut credential = AuthenticatedCredential::new(
            CredentialId::<&[u8]>::decode(kept.credential_id.as_slice()).map_err(refused)?,
            &handle,
            StaticState::<Key>::decode(&kept.static_state).map_err(refused)?,
            DynamicState::decode(dynamic).map_err(refused)?,
        )
        .map_err(refused)?;
        let options = AuthenticationVerificationOptions::<&str, &str> {
            allowed_origins: &[&self.origin],
            ..AuthenticationVerificationOptions::default()
        };
        state.verify(&self.rp_id()?, &assertion.0, &mut credential, &options).map_err(refused)?;
        Ok(credential.dynamic_state().encode().map_err(refused)?.to_vec())
    }
}

impl Assertion {
    /// Reads `AuthenticationResponseJSON`.
    ///
    /// # Errors
    /// [`Refused`] for anything else.
    pub fn read(credential: &str) -> Result<Self, Refused> {
        DiscoverableAuthentication64::from_json_relaxed(credential.as_bytes()).map(Self).map_err(refused)
    }

    /// The passkey it names.
    #[must_use]
    pub fn credential_id(&self) -> Vec<u8> {
        self.0.raw_id().as_ref().to_vec()
    }
}

fn ceremony(client: &impl Serialize, state: Vec<u8>) -> Result<Ceremony, Refused> {
    Ok(Ceremony { options: serde_json::to_value(client).map_err(refused)?, state })
}

fn refused(error: impl Debug) -> Refused {
    Refused(format!("{error:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_belong_to_names() {
        let id = |origin: &str| RelyingParty::of(origin).map(|party| party.id);
        assert_eq!(id("https://soc.example").as_deref(), Some("soc.example"));
        assert_eq!(id("http://localhost:8080").as_deref(), Some("localhost"));
        for address in ["http://127.0.0.1:8080", "https://[::1]:8080", "https://192.0.2.7"] {
            assert_eq!(id(address), None, "{address}");
        }
    }

    #[test]
    fn a_browser_is_asked_to_verify_the_user_and_to_keep_the_passkey() {
        let party = RelyingParty::of("http://localhost:8080").expect("a name");
        let owner = Owner { handle: [7; USER_HANDLE_BYTES], email: "ana@aurora.example", name: "Ana \u{202e} Moreira" };
        let options = party.begin_registration(&owner, &[]).expect("options").options;
        assert_eq!(options["user"]["name"], "ana@aurora.example");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        let options = party.begin_sign_in().expect("options").options;
        assert_eq!((&options["userVerification"], &options["rpId"]), (&"required".into(), &"localhost".into()));
    }
}
