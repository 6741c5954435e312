//! Live changes as server-sent events: which incident moved, never what it says.

use crate::{
    http::{
        App,
        auth::Credential,
        live::{RESUMED_WITHIN, Slot},
        problem::ApiError,
    },
    policy::{self, Caller, Scope},
    sabotage::{self, Fault},
    store::outbox::{self, Mark, Place, Told},
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderName},
    response::{
        AppendHeaders,
        sse::{Event, Sse},
    },
};
use jiff::Timestamp;
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{
    sync::{broadcast, mpsc},
    time::{Instant, interval, interval_at},
};
use tokio_stream::{Stream, wrappers::ReceiverStream};
use wire::{event::EventKind, session::IncidentKey};

const HEARTBEAT: Duration = Duration::from_secs(15);
/// Revoked means revoked within this.
const CHECK: Duration = Duration::from_millis(900);

/// Whose stream it is, as their `GET /session` says: another user may have signed in since the page read that.
const SHARED_AS: HeaderName = HeaderName::from_static("x-shared-as");

/// An answer that says so.
type OfSession<T> = (AppendHeaders<Option<(HeaderName, String)>>, T);

/// Changes in the scope from now on, or since `Last-Event-ID`, each once and in order. Where that cannot be told any more, it
/// begins with an event `resync`: the screens are read again.
///
/// # Errors
/// 429 for a ninth stream.
#[utoipa::path(get, path = "/events",
    params(("Last-Event-ID" = Option<String>, Header, description = "Goes on after this event")),
    responses((status = 200, description = "wire Event documents", content_type = "text/event-stream",
        headers(("X-Shared-As" = Option<String>, description = "`shared_as` of the session whose stream it is"))),
        (status = 404), (status = 429)))]
pub async fn follow_events(
    State(app): State<App>,
    credential: Credential,
    scope: Scope,
    headers: HeaderMap,
) -> Result<OfSession<Sse<impl Stream<Item = Result<Event, Infallible>>>>, ApiError> {
    let slot = app.live.slot(credential.actor().unwrap_or(scope.caller()).user()).ok_or(ApiError::TooMany(5))?;
    let (listening, newest) = app.live.listen(&scope);
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).filter(|id| !id.is_empty());
    let mut bound = bound_to(scope.caller(), &scope.path());
    if sabotage::is(Fault::EventIdOfAnybody) {
        "event".clone_into(&mut bound);
    }
    let since = last.map(|id| app.sealer.open(id, &bound));
    let shared_as = AppendHeaders(credential.shared_as(&app).map(|name| (SHARED_AS, name)));
    let (send, receive) = mpsc::channel(64);
    let follower = Follower { app, credential, scope, bound, send, _slot: slot };
    tokio::spawn(follower.run(listening, newest, since));
    Ok((shared_as, Sse::new(ReceiverStream::new(receive))))
}

/// Whose and where an event's id is good, and under which rights.
#[must_use]
pub fn bound_to(caller: &Caller, path: &str) -> String {
    format!("event|{}|{path}|{}", caller.user(), caller.permission_version())
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
    async fn run(
        self,
        listening: broadcast::Receiver<Arc<Told>>,
        newest: Option<(Place, Mark)>,
        since: Option<Option<Mark>>,
    ) {
        // However it ends, ending is all there is to do: the reader comes back, or does not.
        drop(self.follow(listening, newest, since).await);
    }

    /// What was missed, then what happens. Whatever is committed while the former is read is among the latter, and what is
    /// among both is told once.
    async fn follow(
        &self,
        mut listening: broadcast::Receiver<Arc<Told>>,
        newest: Option<(Place, Mark)>,
        since: Option<Option<Mark>>,
    ) -> Result<(), Over> {
        self.comment("open").await?;
        let mut seen = self.begin(newest, since).await?;
        let mut heartbeat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        let mut check = interval(CHECK);
        loop {
            tokio::select! {
                told = listening.recv() => match told {
                    Ok(told) if Some(told.place) <= seen && !sabotage::is(Fault::MissedIsToldTwice) => {}
                    Ok(told) => {
                        self.tell(&told).await?;
                        seen = Some(told.place);
                    }
                    // Told faster than it could be read: the reader comes back and goes on where it was.
                    Err(_) => return Err(Over),
                },
                _ = heartbeat.tick() => self.comment("still here").await?,
                _ = check.tick() => self.check().await?,
                () = self.app.live.ended() => return Err(Over),
                () = self.send.closed() => return Err(Over),
            }
        }
    }

    /// Tells what came after `since`, or where the reader stands now; answers up to where all is told.
    async fn begin(&self, newest: Option<(Place, Mark)>, since: Option<Option<Mark>>) -> Result<Option<Place>, Over> {
        let (newest, mark) = newest.unzip();
        let mark = mark.unwrap_or_else(Mark::before_all);
        let place = match &since {
            Some(Some(since)) if mark == *since && newest.is_none() => return Ok(None),
            // Nothing has happened since, but perhaps to incidents that have readers.
            Some(Some(since)) if mark == *since => newest,
            Some(Some(since)) => {
                let earliest = self.app.now().saturating_add(RESUMED_WITHIN).unwrap_or(Timestamp::MIN);
                self.read(outbox::place_of(&self.app.store, &self.scope, since, earliest).await)?
            }
            _ => None,
        };
        if let Some(place) = place {
            return self.catch_up(place).await.map(Some);
        }
        let event = Event::default().id(self.id(&mark)?);
        self.send(if since.is_some() { event.event("resync").data("{}") } else { event }).await?;
        Ok(newest)
    }

    /// Page by page, as fast as the reader takes them.
    async fn catch_up(&self, mut seen: Place) -> Result<Place, Over> {
        loop {
            self.check().await?;
            let page = self.read(outbox::missed(&self.app.store, &self.scope, seen).await)?;
            for told in &page {
                self.tell(told).await?;
                seen = told.place;
            }
            if page.len() < outbox::MISSED_AT_ONCE {
                return Ok(seen);
            }
        }
    }

    fn read<T>(&self, answer: Result<T, sqlx::Error>) -> Result<T, Over> {
        answer.map_err(|error| {
            eprintln!("what a stream missed could not be read: {error}");
            Over
        })
    }

    async fn tell(&self, told: &Told) -> Result<(), Over> {
        let change = &told.change;
        let any = || self.scope.label(&self.scope.clients()[0]).filter(|_| sabotage::is(Fault::UnfilteredStream));
        let Some(label) = self.scope.label(&change.client).or_else(any) else { return Ok(()) };
        let is_told = !change.internal || self.scope.sees_internal(&change.client);
        if !is_told && !sabotage::is(Fault::InternalNoteIsTold) {
            return Ok(());
        }
        let is_readers = told.readers.as_ref().is_none_or(|readers| self.scope.caller().is_among(readers));
        if !is_readers && !sabotage::is(Fault::RestrictedIsTold) {
            return Ok(());
        }
        let is_request = change.kind == EventKind::Request;
        if is_request && !self.scope.reads_requests(&change.client) {
            return Ok(());
        }
        let event = wire::event::Event {
            client: change.client.clone(),
            key: match is_request {
                true => IncidentKey(policy::request_key(label, change.number).0),
                false => policy::key(label, change.number),
            },
            version: u64::try_from(change.version).unwrap_or(0),
            kind: change.kind,
        };
        let event = Event::default().json_data(event).map_err(|_unwritable| Over)?;
        // What is told to readers alone is no place to go on from: it is told again from the last one that is.
        self.send(if told.readers.is_none() { event.id(self.id(&told.mark())?) } else { event }).await
    }

    /// The same change has the same id whenever it is told to this reader: pages that share a stream know it by that.
    fn id(&self, mark: &Mark) -> Result<String, Over> {
        self.app.sealer.seal_alike(mark, &self.bound).map_err(|_logged| Over)
    }

    async fn send(&self, event: Event) -> Result<(), Over> {
        self.send.send(Ok(event)).await.map_err(|_gone| Over)
    }

    async fn comment(&self, text: &str) -> Result<(), Over> {
        self.send(Event::default().comment(text)).await
    }

    /// Ends with the session, and when the user's rights change.
    async fn check(&self) -> Result<(), Over> {
        match self.credential.goes_on(&self.app).await {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(Over),
        }
    }
}
