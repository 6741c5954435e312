//! What somebody has begun to write on an incident: kept for them alone, until they have written it.

use super::{DatabaseConnection, Declined, Flag, Write, notes};
use crate::{
    policy::Seat,
    sabotage::{self, Fault},
};
use sqlx::Row;
use wire::{
    note::{Begun, Draft},
    vocabulary::Visibility,
};

const DRAFT: &str = "SELECT visibility, body FROM drafts WHERE client_id = $1 AND number = $2 AND user_id = $3";

/// What the seat's user finds who comes to write. Whoever sees as somebody else is told of no draft: it is its author's alone.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be read.
pub async fn read(conn: &mut DatabaseConnection, seat: &Seat, number: i64) -> Result<Begun, sqlx::Error> {
    let (client, user) = (&seat.client().0, &seat.caller().user().0);
    let draft = sqlx::query(sabotage::instead(Fault::DraftOfAnybody, DRAFT, "user_id = $3", "$3 <> ''"));
    let draft = draft.bind(client).bind(number).bind(user).fetch_optional(&mut *conn).await?;
    let draft = draft.filter(|_| !seat.caller().is_only_seen()).map(|row| {
        let visibility = Visibility::from_caption(row.try_get("visibility")?).unwrap_or_default();
        Ok::<_, sqlx::Error>(Draft { visibility, body: row.try_get("body")? })
    });
    let has_shared = sqlx::query_scalar(
        "SELECT COUNT(*) > 0 FROM notes WHERE client_id = $1 AND author_id = $2 AND visibility = 'shared'",
    );
    let Flag(has_shared) = has_shared.bind(client).bind(user).fetch_one(conn).await?;
    Ok(Begun { draft: draft.transpose()?, has_shared })
}

/// Keeps a draft in the place of the one before.
///
/// # Errors
/// [`Declined`]: nothing was kept then.
pub async fn keep(write: &mut Write, seat: &Seat, number: i64, draft: &Draft) -> Result<(), Declined> {
    notes::check_may(seat, draft.visibility)?;
    notes::check_body(&draft.body)?;
    sqlx::query(
        "INSERT INTO drafts (client_id, number, user_id, visibility, body) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (client_id, number, user_id) DO UPDATE SET visibility = excluded.visibility, body = excluded.body",
    )
    .bind(&seat.client().0)
    .bind(number)
    .bind(&seat.caller().user().0)
    .bind(draft.visibility.caption())
    .bind(&draft.body)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Forgets the draft of the seat's user; where there is none, that is so already.
///
/// # Errors
/// [`sqlx::Error`] when the store cannot be written.
pub async fn forget(write: &mut Write, seat: &Seat, number: i64) -> Result<(), sqlx::Error> {
    let forget = sqlx::query("DELETE FROM drafts WHERE client_id = $1 AND number = $2 AND user_id = $3");
    let forget = forget.bind(&seat.client().0).bind(number).bind(&seat.caller().user().0);
    forget.execute(&mut **write).await.map(drop)
}
