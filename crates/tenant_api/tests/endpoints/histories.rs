//! Random histories of one incident, with holds, time, alerts and ratings: after every step it is what a small model says, for
//! everybody who may read it. `WORKFLOW_HISTORIES` and `WORKFLOW_SEED` say how many, and which.

mod model;

use crate::{
    ground::on_postgres,
    harness::{Bed, finding},
};
use jiff::SignedDuration;
use model::{Act, Model, Step};
use proptest::{
    prelude::*,
    test_runner::{RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner},
};
use serde_json::{Value, json};
use std::cell::Cell;
use tenant_api::{ingest, policy::Seat, store::holds};
use wire::{
    session::ClientId,
    workflow::{Action, Refusal, offers},
};

const HISTORIES: u32 = 240;
/// On PostgreSQL one in so many of them: the rules are the same on the other store.
const SHARE_ON_POSTGRES: u32 = 4;
const SEED: u64 = 20_261_124;
/// Who acts: an analyst of the MSP, one of the client, and the client's manager.
const WHO: [(&str, &str); 3] = [
    ("analyst-aurora", "analyst@aurora.example"),
    ("analyst-harbor", "analyst@harbor.example"),
    ("manager-harbor", "manager@harbor.example"),
];

#[test]
fn whatever_happens_an_incident_is_what_the_state_machine_says() {
    let asked = |name: &str| std::env::var(name).ok().map(|value| value.parse::<u64>().expect("a number"));
    let usual = if on_postgres() { HISTORIES / SHARE_ON_POSTGRES } else { HISTORIES };
    let histories = asked("WORKFLOW_HISTORIES").map_or(usual, |many| u32::try_from(many).expect("not that many"));
    let seed = asked("WORKFLOW_SEED").unwrap_or(SEED);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let bed = runtime.block_on(Bed::new());
    let seats = WHO.map(|(user, _)| runtime.block_on(bed.seat(user, "harbor")));
    let (told, steps) = (Cell::new(0_u32), Cell::new(0_usize));
    let run = runner(histories, seed).run(&prop::collection::vec(model::steps(), 1..16), |history| {
        told.set(told.get() + 1);
        steps.set(steps.get() + history.len());
        let played = runtime.block_on(play(&bed, &seats, &history, told.get()));
        played.map_err(TestCaseError::fail)
    });
    let told = format!("{histories} histories, seed {seed}: {} steps", steps.get());
    match run {
        Ok(()) => println!("workflow: {told}; 0 differences"),
        Err(TestError::Fail(reason, history)) => {
            panic!("workflow: {told}; a difference, WORKFLOW_SEED={seed}:\n{reason}\nshortened to {history:#?}")
        }
        Err(TestError::Abort(reason)) => panic!("workflow: {told}; {reason}"),
    }
}

fn runner(histories: u32, seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config =
        ProptestConfig { cases: histories, failure_persistence: None, max_shrink_iters: 200, ..Default::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

/// One history, on an incident of its own.
async fn play(bed: &Bed, seats: &[Seat; 3], history: &[Step], nth: u32) -> Result<(), String> {
    let host = format!("story{nth}");
    let key = alert(bed, &host, "opens", 3).await.ok_or("no incident")?;
    let path = format!("/c/harbor/incidents/{key}");
    let mut cookies = sign_in(bed).await;
    let mut model = Model::opened();
    for (place, step) in history.iter().enumerate() {
        bed.pass(SignedDuration::from_secs(1));
        let (user, cookie) = (WHO[step.who].0, cookies[step.who].clone());
        let now = bed.app.now();
        match step.act {
            Act::Alert { severity } => {
                let joined = alert(bed, &host, &format!("alert {place}"), severity).await;
                let ours = model.alert(severity);
                same(place, step, &json!(joined.as_deref() == Some(key.as_str())), &json!(ours))?;
            }
            Act::Wait { hours } => {
                bed.pass(SignedDuration::from_hours(hours));
                holds::go_on(&bed.app.store, || bed.app.now()).await.map_err(|error| error.to_string())?;
                model.wait(bed.app.now());
                cookies = sign_in(bed).await;
            }
            Act::Rate { score } => {
                let rating = format!("{path}/rating");
                let reply = bed.call(Some(&cookie), "PUT", &rating, Some(json!({"score": score})), &[]).await;
                same(place, step, &json!(reply.status), &json!(model.rate(&seats[step.who], score)))?;
            }
            _ => {
                let tag = format!("\"{}\"", model.version + if step.stale { 7 } else { 0 });
                let reply = bed.command(&cookie, &path, &tag, step.act.command(user)).await;
                same(place, step, &json!(reply.status), &json!(model.command(&seats[step.who], user, step, now)))?;
            }
        }
        for (seat, cookie) in seats.iter().zip(&cookies) {
            let head = bed.get(cookie, &path).await.json();
            same(place, step, &seen(&head), &model.head())?;
            let assigned = model.assignee.is_some();
            let mut expected = offers(model.status, assigned, 0, |capability| seat.may(capability));
            // Nothing of a history is merged (`merges.rs` is about that): there is nothing to take back.
            for offer in expected.iter_mut().filter(|offer| offer.action == Action::Unmerge && offer.refusal.is_none())
            {
                offer.refusal = Some(Refusal::State { status: model.status });
            }
            same(place, step, &head["actions"], &serde_json::to_value(expected).expect("plain data"))?;
        }
    }
    let story = bed.get(&cookies[2], &format!("{path}/timeline?limit=200")).await.items();
    let kinds = story.iter().rev().filter_map(|entry| entry["kind"].as_str());
    let kinds: Vec<_> = kinds.filter(|kind| *kind != "alerts_joined").collect();
    if kinds == model.kinds { Ok(()) } else { Err(format!("it tells {kinds:?}, not {:?}", model.kinds)) }
}

async fn sign_in(bed: &Bed) -> Vec<String> {
    let mut cookies = vec![];
    for (_, email) in WHO {
        cookies.push(bed.sign_in(email).await);
    }
    cookies
}

/// An alert about a host comes in; the incident that it opened or joined.
async fn alert(bed: &Bed, host: &str, uid: &str, severity: u8) -> Option<String> {
    let body = finding(&format!("{host} {uid}"), host, severity).to_string();
    let harbor = ClientId("harbor".into());
    let answer = ingest::take(&bed.app.store, &harbor, body.as_bytes(), || bed.app.now()).await.expect("taken");
    answer.incidents.first().map(|key| key.0.clone())
}

/// What of a head is the model's.
fn seen(head: &Value) -> Value {
    let mut seen = json!({"assignee": head["assignee"]["id"]});
    for field in ["status", "hold_reason", "hold_until", "paused", "verdict", "version", "rating", "alerts_count"] {
        seen[field] = head[field].clone();
    }
    seen
}

fn same(place: usize, step: &Step, is: &Value, expected: &Value) -> Result<(), String> {
    if is == expected { Ok(()) } else { Err(format!("step {place}, {step:?}: it is {is}, not {expected}")) }
}
