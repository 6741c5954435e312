//! A partner of the demo, so that embedding can be tried: Northgate's portal shows two of Aurora's clients.

use crate::store::{Declined, Write, partner_keys, partners};
use jiff::Timestamp;
use wire::{
    embed::{NewPartner, View},
    session::{ClientId, OrganisationId, PartnerId},
};

/// The key of its server, as well known as the demo's passwords.
const KEY: &str = "bpk_bulkhead-demo";
const PARTNER: &str = "northgate";
const ORIGINS: [&str; 2] = ["http://127.0.0.1:8090", "http://localhost:8090"];

/// Writes it with its key.
///
/// # Errors
/// [`Declined`] when the store cannot be written, or its clients are not there.
pub(super) async fn write(write: &mut Write, now: Timestamp) -> Result<(), Declined> {
    let new = NewPartner {
        name: "Northgate Portal".to_owned(),
        origins: ORIGINS.map(str::to_owned).to_vec(),
        views: View::ALL.to_vec(),
        clients: ["harbor", "cedar"].map(|id| ClientId(id.to_owned())).to_vec(),
    };
    let aurora = OrganisationId("aurora".to_owned());
    let partner = partners::insert(write, &aurora, PartnerId(PARTNER.to_owned()), new, now).await?;
    partner_keys::insert(write, &partner.id, KEY.to_owned(), now).await?;
    Ok(())
}
