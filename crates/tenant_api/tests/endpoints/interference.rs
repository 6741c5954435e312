//! What one client does changes no byte of what another receives: random programs of two clients' operations are run with both
//! and with the second left out, and everything the first is answered has to be the same, and as a small model says.
//!
//! The clock is the test's, and moves for a left-out operation too. What the server draws at random is not seeded; it is
//! compared by the rules of [`told`]. `ISOLATION_PROGRAMS` and `ISOLATION_SEED` say how many programs, and which.

mod model;
mod play;
mod program;
pub(crate) mod told;

use crate::{
    ground::{Ground, on_postgres},
    harness::{Bed, fill},
};
use play::Played;
use program::{Act, Program, Step};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use std::{cell::Cell, sync::Arc, time::Instant};
use tokio::runtime::Runtime;

/// Programs of a run. A database on a server costs many times a copied file, so there it is an eighth of them.
const PROGRAMS: u32 = 256;
const SHARE_ON_POSTGRES: u32 = 8;
const SEED: u64 = 20_261_124;

#[test]
fn nobody_receives_anything_else_because_of_what_another_client_does() {
    let asked = |name: &str| std::env::var(name).ok().map(|value| value.parse::<u64>().expect("a number"));
    let programs = asked("ISOLATION_PROGRAMS").map_or(PROGRAMS, |many| u32::try_from(many).expect("not that many"));
    let programs = if on_postgres() { programs.div_ceil(SHARE_ON_POSTGRES) } else { programs };
    let seed = asked("ISOLATION_SEED").unwrap_or(SEED);
    let (runtime, started) = (runtime(), Instant::now());
    let (answers, left_out) = (Cell::new(0), Cell::new(0));
    let run = runner(programs, seed).run(&program::programs(), |program| {
        let (heard, done) = runtime.block_on(compared(&program)).map_err(TestCaseError::fail)?;
        answers.set(answers.get() + heard);
        left_out.set(left_out.get() + done);
        Ok(())
    });
    let store = if on_postgres() { "PostgreSQL (an eighth of them), and each on SQLite too" } else { "SQLite" };
    let told = format!(
        "{programs} programs on {store}, seed {seed}: {} answers compared, {} operations that were done left out",
        answers.get(),
        left_out.get()
    );
    match run {
        Ok(()) => println!("isolation: {told}; 0 differences, in {:.1} s", started.elapsed().as_secs_f64()),
        Err(TestError::Fail(reason, program)) => {
            panic!("isolation: {told}; a difference, ISOLATION_SEED={seed}:\n{reason}\nshortened to {program:#?}")
        }
        Err(TestError::Abort(reason)) => panic!("isolation: {told}; {reason}"),
    }
    assert!(left_out.get() > u64::from(programs), "the second client did things");
}

/// What somebody legitimately sees of both clients does differ: the comparison can tell.
#[test]
fn the_comparison_finds_what_does_differ() {
    let ingest =
        Step { second: true, who: 0, wide: false, pass_s: 1, act: Act::Ingest { host: 9, uid: 1, severity: 4 } };
    let look =
        Step { second: false, who: 2, wide: true, pass_s: 1, act: Act::Queue { filter: 0, sort: 0, limit: 200 } };
    let program = Program { pair: program::ONE_MSP, steps: vec![ingest, look] };
    let (both, alone) = runtime().block_on(async {
        let msp = play::Everything;
        (
            play::run(&Bed::new().await, &program, true, Some(msp)).await,
            play::run(&Bed::new().await, &program, false, Some(msp)).await,
        )
    });
    assert_ne!(both.expect("played").heard, alone.expect("played").heard);
}

/// Answers of the first that were the same, and operations of the second that were done.
async fn compared(program: &Program) -> Result<(u64, u64), String> {
    let both = played(Bed::new().await, program, true).await?;
    let alone = played(Bed::new().await, program, false).await?;
    same("with and without the second", &both, &alone)?;
    if on_postgres() {
        let ground = Ground::empty(false).await;
        fill(&ground).await;
        same("on PostgreSQL and on SQLite", &both, &played(Bed::again(Arc::new(ground)).await, program, true).await?)?;
    }
    Ok((u64::try_from(both.heard.len()).expect("few"), both.done_by_second))
}

async fn played(bed: Bed, program: &Program, both: bool) -> Result<Played, String> {
    let played = play::run(&bed, program, both, None).await;
    bed.app.store.clone().close().await;
    // Thousands of them would fill a disk.
    bed.ground.leave().await;
    played
}

fn same(how: &str, one: &Played, other: &Played) -> Result<(), String> {
    let differing = one.heard.iter().zip(&other.heard).find(|(one, other)| one != other);
    match differing {
        Some((one, other)) => Err(format!("{how}:\n{one}\n{other}")),
        None if one.heard.len() != other.heard.len() => Err(format!("{how}: not as many answers")),
        None => Ok(()),
    }
}

fn runner(programs: u32, seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config { cases: programs, failure_persistence: None, max_shrink_iters: 300, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}
