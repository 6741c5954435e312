//! `tenant-api serve`.

use super::{USAGE, failed};
use crate::{
    demo,
    http::{App, Site, trusted},
    passwords::Passwords,
    schedule,
    store::{
        Store, accounts, evidence_searches,
        installation::{self, Installation},
    },
};
use argon2::Params;
use indicatif::{ProgressBar, ProgressStyle};
use ipnet::IpNet;
use jiff::Timestamp;
use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};
use tokio::{net::TcpListener, signal::unix, task::JoinHandle};

/// Streams and slow readers have this long to end.
const GRACE: Duration = Duration::from_secs(10);

#[derive(clap::Args, Debug)]
pub struct Serve {
    /// Where to listen
    #[arg(long, env = "BULKHEAD_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// How browsers reach it [default: http://localhost and the port]
    #[arg(long, env = "BULKHEAD_PUBLIC_URL")]
    public_url: Option<String>,
    /// Networks of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8,192.0.2.7 [default: none]
    #[arg(long, env = "BULKHEAD_TRUSTED_PROXIES", value_delimiter = ',', value_parser = trusted)]
    trusted_proxies: Vec<IpNet>,
    /// The built console
    #[arg(long, env = "BULKHEAD_UI_DIR")]
    ui_dir: Option<PathBuf>,
    /// Two MSPs and a direct client with ninety days of history; on loopback only, in a database of its own
    #[arg(long, env = "BULKHEAD_DEMO")]
    demo: bool,
}

/// What to do before requests are answered.
enum Start {
    Serve(Installation),
    SeedDemo(Installation),
}

impl Serve {
    pub(super) async fn run(self, store: Store) -> ExitCode {
        let start = match self.start(&store).await {
            Ok(Ok(start)) => start,
            Ok(Err(problem)) => {
                eprintln!("tenant-api: {problem}");
                return ExitCode::from(USAGE);
            }
            Err(error) => return failed(&error),
        };
        match self.serve(store, start).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&error),
        }
    }

    /// Whether this database may be served like this.
    async fn start(&self, store: &Store) -> Result<Result<Start, &'static str>, sqlx::Error> {
        if self.demo && !self.listen.ip().is_loopback() {
            return Ok(Err("--demo works on loopback only: everybody knows its passwords"));
        }
        let (fresh, known) = (installation::is_fresh(store).await?, installation::read(store).await?);
        Ok(match (self.demo, known) {
            (false, Some(known)) if known.demo => Err("this database was made by --demo; it is served by --demo only"),
            (true, Some(known)) if !known.demo => Err("this database is in use; --demo needs a fresh one"),
            (_, None) if !fresh => Err("the demo was interrupted while it was being made: remove this database"),
            (_, Some(known)) => Ok(Start::Serve(known)),
            (true, None) => Ok(Start::SeedDemo(Installation::random(true))),
            (false, None) => Ok(Start::Serve(installation::settle(store, false).await?)),
        })
    }

    async fn serve(self, store: Store, start: Start) -> Result<(), Box<dyn std::error::Error>> {
        let listener = TcpListener::bind(self.listen).await?;
        let port = listener.local_addr()?.port();
        let public_url = self.public_url.unwrap_or_else(|| format!("http://localhost:{port}"));
        let (Start::Serve(installation) | Start::SeedDemo(installation)) = &start;
        let passwords = tokio::task::spawn_blocking(|| Passwords::new(Params::default())).await?;
        let site = Site::new(&public_url)?.behind(self.trusted_proxies);
        let app = App::new(store.clone(), installation, passwords, site, Arc::new(Timestamp::now));
        let server = answer(listener, app.clone(), self.ui_dir);
        if let Start::SeedDemo(installation) = &start {
            seed(&store).await?;
            installation.keep(&store).await?;
        }
        // Before anybody is answered: what happens from then on is told to every stream.
        let watching = app.live.clone().watch().await;
        let scheduled = tokio::spawn(schedule::run(store.clone(), Arc::new(Timestamp::now)));
        let working = tokio::spawn(app.bulks.clone().run());
        let searching = tokio::spawn(evidence_searches::make_searchable(store.clone()));
        app.set_ready();
        println!("Bulkhead is at {public_url}");
        if self.demo {
            println!("Everybody's password is {}. Who can sign in:", demo::organisations::PASSWORD);
            for (email, name) in accounts::all(&store).await? {
                println!("  {email:<26} {name}");
            }
        }
        server.await??;
        watching.abort();
        scheduled.abort();
        working.abort();
        searching.abort();
        Ok(())
    }
}

/// Answers until the process is told to end, then lets what is running finish.
fn answer(listener: TcpListener, app: App, ui_dir: Option<PathBuf>) -> JoinHandle<std::io::Result<()>> {
    let live = app.live.clone();
    let service = app.router(ui_dir).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move {
        let ended = async move {
            told_to_end().await;
            live.end();
            tokio::spawn(async {
                tokio::time::sleep(GRACE).await;
                std::process::exit(0);
            });
        };
        axum::serve(listener, service).with_graceful_shutdown(ended).await
    })
}

async fn told_to_end() {
    let mut terminate = unix::signal(unix::SignalKind::terminate()).expect("a process may listen to its signals");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

async fn seed(store: &Store) -> Result<(), demo::Failure> {
    println!("Making the demo organisations …");
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent}% {elapsed}") {
        bar.set_style(style);
    }
    demo::seed(store, Timestamp::now(), demo::DAYS, |done, of| {
        bar.set_length(of);
        bar.set_position(done);
    })
    .await?;
    bar.finish_and_clear();
    Ok(())
}
