//! Live changes as server-sent events: which incident moved, never what it says.

use crate::{
    http::{App, auth::Credential, live::Slot, problem::ApiError},
    policy::{self, Scope},
    sabotage::{self, Fault},
    store::outbox::{self, Change},
};
use axum::{
    extract::State,
    http::HeaderMap,
    response::sse::{Event, Sse},
};
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{
    sync::{broadcast, mpsc},
    time::{Instant, interval, interval_at},
};
use tokio_stream::{Stream, wrappers::ReceiverStream};

const HEARTBEAT: Duration = Duration::from_secs(15);
/// Revoked means revoked within this.
const CHECK: Duration = Duration::from_millis(900);

/// Changes in the scope from now on, or since `Last-Event-ID`.
///
/// # Errors
/// 429 for a ninth stream.
#[utoipa::path(get, path = "/events",
    params(("Last-Event-ID" = Option<String>, Header, description = "Goes on after this event")),
    responses((status = 200, description = "wire Event documents", content_type = "text/event-stream"), (status = 404), (status = 429)))]
pub async fn follow_events(
    State(app): State<App>,
    credential: Credential,
    scope: Scope,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let slot = app.live.slot(credential.actor().unwrap_or(scope.caller()).user()).ok_or(ApiError::TooMany(5))?;
    let listening = app.live.listen();
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let mut bound = format!("event|{}|{}", scope.caller().user(), scope.path());
    if sabotage::is(Fault::EventIdOfAnybody) {
        "event".clone_into(&mut bound);
    }
    let since_ms: Option<i64> = last.and_then(|id| app.sealer.open(id, &bound));
    let (send, receive) = mpsc::channel(64);
    let follower = Follower { app, credential, scope, bound, send, _slot: slot };
    tokio::spawn(follower.run(listening, since_ms));
    Ok(Sse::new(ReceiverStream::new(receive)))
}

struct Follower {
    app: App,
    credential: Credential,
    scope: Scope,
    bound: String,
    send: mpsc::Sender<Result<Event, Infallible>>,
    _slot: Slot,
}

/// The stream is over.
struct Over;

impl Follower {
    async fn run(self, listening: broadcast::Receiver<Arc<Change>>, since_ms: Option<i64>) {
        // However it ends, ending is all there is to do: the reader comes back, or does not.
        drop(self.follow(listening, since_ms).await);
    }

    /// What was missed, then what happens. Whatever is committed while the former is read is among the latter.
    async fn follow(&self, mut listening: broadcast::Receiver<Arc<Change>>, since_ms: Option<i64>) -> Result<(), Over> {
        self.comment("open").await?;
        if let Some(since_ms) = since_ms {
            self.catch_up(since_ms).await?;
        }
        let mut heartbeat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        let mut check = interval(CHECK);
        loop {
            tokio::select! {
                change = listening.recv() => match change {
                    Ok(change) => self.tell(&change).await?,
                    // Told faster than it could be read: the reader starts anew and reads its screens again.
                    Err(_) => return Err(Over),
                },
                _ = heartbeat.tick() => self.comment("still here").await?,
                _ = check.tick() => self.check().await?,
                () = self.app.live.ended() => return Err(Over),
                () = self.send.closed() => return Err(Over),
            }
        }
    }

    /// Page by page, as fast as the reader takes them.
    async fn catch_up(&self, since_ms: i64) -> Result<(), Over> {
        let (app, scope) = (&self.app, &self.scope);
        let mut seen = 0;
        loop {
            self.check().await?;
            let page = outbox::since(&app.store, scope, since_ms, seen).await.map_err(|error| {
                eprintln!("what a stream missed could not be read: {error}");
                Over
            })?;
            for (number, change) in &page {
                self.tell(change).await?;
                seen = *number;
            }
            if page.len() < outbox::MISSED_AT_ONCE {
                return Ok(());
            }
        }
    }

    async fn tell(&self, change: &Change) -> Result<(), Over> {
        let any = || self.scope.label(&self.scope.clients()[0]).filter(|_| sabotage::is(Fault::UnfilteredStream));
        let Some(label) = self.scope.label(&change.client).or_else(any) else { return Ok(()) };
        let told = !change.internal || self.scope.sees_internal(&change.client);
        if !told && !sabotage::is(Fault::InternalNoteIsTold) {
            return Ok(());
        }
        let event = wire::event::Event {
            client: change.client.clone(),
            key: policy::key(label, change.number),
            version: u64::try_from(change.version).unwrap_or(0),
            kind: change.kind,
        };
        let id = self.app.sealer.seal(&change.at_ms, &self.bound).map_err(|_logged| Over)?;
        let event = Event::default().id(id).json_data(event).map_err(|_unwritable| Over)?;
        self.send.send(Ok(event)).await.map_err(|_gone| Over)
    }

    async fn comment(&self, text: &str) -> Result<(), Over> {
        self.send.send(Ok(Event::default().comment(text))).await.map_err(|_gone| Over)
    }

    /// Ends with the session, and when the user's rights change.
    async fn check(&self) -> Result<(), Over> {
        match self.credential.goes_on(&self.app).await {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(Over),
        }
    }
}
