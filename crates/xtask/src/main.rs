//! run, build, test, bench: what the README names. Start with `cargo xtask`.

mod bench;
mod command;
mod console;
mod fingerprint;
mod serve;
mod steps;
mod test;
mod tools;

use std::{path::PathBuf, process::ExitCode};

const USAGE: &str = "\
cargo xtask run [--listen ADDRESS]   set everything up, build, and serve the demo organisations
cargo xtask build                    build the console into dist/ and print what a first visit loads
cargo xtask test                     formatting, lints and every test of every floor
cargo xtask bench                    measure what has a measure
cargo xtask bench contention         100,000 writes of four people to the same four incidents, on both stores
cargo xtask bench incident           an incident of 10,000 alerts and one of 8 MB in Chromium: from the key to the picture, and long tasks
cargo xtask bench isolation          10,000 random programs of two clients, each with and without the second
cargo xtask bench queue [api | browser] [FLAGS]
                                     pages, marks, counts and the import at a million incidents of 500 clients, on both stores;
                                     then in Chromium beside AG Grid, TanStack Virtual and virtua. Flags of the browser's part:
                                     --repetitions N, --minutes N (memory), --fling SECONDS, --only start,keys,fling,switch,reach,memory,burst,
                                     --address URL --user E-MAIL (of a tenant API that runs already)
cargo xtask bench stream             10,000 times a stream is cut and resumed, on both stores
cargo xtask dev [TRUNK ARGUMENTS]    `trunk serve` with the right tools; wants a tenant API on port 8080
cargo xtask look                     take pictures of every screen into target/look/";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match start(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: &[String]) -> eyre::Result<()> {
    let (command, rest) = arguments.split_first().map_or(("", arguments), |(first, rest)| (first.as_str(), rest));
    match command {
        "run" => serve::run(rest),
        "build" => console::build(),
        "test" => test::run(rest),
        "bench" if rest.first().is_some_and(|what| what == "contention") => bench::contention(),
        "bench" if rest.first().is_some_and(|what| what == "incident") => bench::incident(),
        "bench" if rest.first().is_some_and(|what| what == "isolation") => bench::isolation(),
        "bench" if rest.first().is_some_and(|what| what == "queue") => bench::queue(&rest[1..]),
        "bench" if rest.first().is_some_and(|what| what == "stream") => bench::stream(),
        "bench" => bench::run(),
        "dev" => serve::dev(rest),
        "look" => test::look(rest),
        // What Trunk calls after its own part of a build.
        "split" => console::split_hook(),
        _ => {
            println!("{USAGE}");
            Ok(())
        }
    }
}

/// The workspace's folder.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").components().fold(PathBuf::new(), |mut path, part| {
        match part {
            std::path::Component::ParentDir => drop(path.pop()),
            part => path.push(part),
        }
        path
    })
}

/// Cargo's target folder.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}
