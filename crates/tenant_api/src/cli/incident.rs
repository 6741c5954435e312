//! `tenant-api incident`: what no reader is left to do.

use super::settle;
use crate::{
    export,
    store::{Declined, Store, organisations::Failure, restricted},
};
use clap::Subcommand;
use jiff::Timestamp;
use wire::session::IncidentKey;

#[derive(Subcommand, Debug)]
pub enum Incident {
    /// Give a restricted incident back to everybody who may read its client's; it is on record
    Unrestrict {
        #[arg(long)]
        client: String,
        /// As in `HAR-1042`
        key: String,
    },
}

impl Incident {
    pub(super) async fn run(self, store: &Store) -> Result<String, Failure> {
        let Self::Unrestrict { client, key } = self;
        settle(store).await?;
        let refuse = |problem: String| Failure::Refused(problem);
        let seat = export::reader(store, &client).await?;
        let seat = seat.ok_or_else(|| refuse(format!("there is no client {client:?}")))?;
        match restricted::lift(store, &seat, &IncidentKey(key.clone()), Timestamp::now()).await {
            Ok(true) => Ok(format!("{key} is restricted no more.")),
            Ok(false) => Err(refuse(format!("{key} is not restricted"))),
            Err(Declined::Missing) => Err(refuse(format!("{client} has no incident {key:?}"))),
            Err(declined) => Err(declined.into()),
        }
    }
}
