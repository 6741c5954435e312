//! The tenant API over HTTP: what every request goes through before and after its handler.

pub mod api;
pub mod auth;
pub mod bearer;
pub mod body;
pub(crate) mod canonical;
pub mod challenge;
pub mod cookies;
mod frame;
mod guard;
mod headers;
pub mod live;
pub mod paging;
mod peer;
pub mod problem;
pub mod seal;
pub mod sheet;
pub mod throttle;
mod ui;

pub use frame::HungUp;
pub use guard::{Door, Doors, Ingesting, Known};
pub use headers::Site;
pub use peer::{Peer, trusted};

use crate::{
    bulks::Bulks,
    passwords::Passwords,
    store::{Store, installation::Installation},
};
use axum::{Router, middleware, routing::get};
use jiff::Timestamp;
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tower_http::{
    CompressionLevel,
    compression::{
        CompressionLayer,
        predicate::{NotForContentType, Predicate, SizeAbove},
    },
};

/// Where the time comes from; tests bring their own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Everything a request can reach. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub store: Store,
    pub passwords: Passwords,
    pub sealer: seal::Sealer,
    pub throttle: Arc<throttle::Throttle>,
    pub live: live::Live,
    pub bulks: Bulks,
    pub site: Arc<Site>,
    clock: Clock,
    ready: Arc<AtomicBool>,
}

impl App {
    #[must_use]
    pub fn new(store: Store, installation: &Installation, passwords: Passwords, site: Site, clock: Clock) -> Self {
        Self {
            sealer: seal::Sealer::new(&installation.sealing_key),
            throttle: Arc::default(),
            live: live::Live::new(store.clone(), Arc::clone(&clock)),
            bulks: Bulks::new(store.clone(), Arc::clone(&clock)),
            site: Arc::new(site),
            ready: Arc::default(),
            store,
            passwords,
            clock,
        }
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Migrated and seeded: from here on requests are answered.
    pub fn set_ready(&self) {
        self.ready.store(true, Ordering::Release);
    }

    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }

    /// The whole router: operations, API and, under `ui_dir`, the console.
    pub fn router(self, ui_dir: Option<PathBuf>) -> Router {
        // Rows compress fifteenfold; events are told as they happen. Nobody else's page can ask (SameSite, CORP), so what a
        // body weighs tells nobody anything.
        let worth_it =
            SizeAbove::new(1024).and(NotForContentType::SSE).and(NotForContentType::const_new("application/gzip"));
        let compressed = CompressionLayer::new().quality(CompressionLevel::Precise(6)).compress_when(worth_it);
        let api = api::router(&self).layer(compressed);
        let ui = ui::router(ui_dir, self.store.clone());
        let inner = Router::new()
            .route("/healthz", get(crate::routes::health::healthz))
            .route("/readyz", get(crate::routes::health::readyz))
            .with_state(self.clone())
            .nest("/api/v1", api)
            .fallback_service(ui)
            .method_not_allowed_fallback(|| async { problem::ApiError::Method });
        // Around the router and not inside it: a route adds its methods to every answer, refusals of layers included.
        let framed = middleware::from_fn_with_state(self.site.clone(), frame::frame);
        Router::new().fallback_service(inner).layer(framed)
    }
}
