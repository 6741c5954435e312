//! Several people write to the same few incidents at once: whoever was slower is told so and shown what it is now, and nothing that
//! was answered is lost. `CONTENTION_WRITES` says how many writes.

use crate::harness::{Bed, Reply};
use serde_json::{Value, json};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    time::Instant,
};

/// Writes of a run.
const WRITES: u32 = 400;
const KEYS: [&str; 4] = ["HAR-1001", "HAR-1002", "HAR-1003", "HAR-1004"];
const WHO: [(&str, &str); 4] = [
    ("admin@aurora.example", "admin-aurora"),
    ("lead@aurora.example", "lead-aurora"),
    ("analyst@aurora.example", "analyst-aurora"),
    ("junior@aurora.example", "junior-aurora"),
];

fn path(key: &str) -> String {
    format!("/c/harbor/incidents/{key}")
}

/// What everybody has been answered so far.
#[derive(Default)]
struct Told {
    left: Cell<u32>,
    /// By incident: the versions that successes led to.
    done: RefCell<BTreeMap<&'static str, Vec<u64>>>,
    refused: Cell<u32>,
}

#[tokio::test]
async fn of_two_who_write_at_once_one_is_first_and_the_other_is_told() {
    let writes = std::env::var("CONTENTION_WRITES").map_or(WRITES, |many| many.parse().expect("a number"));
    let bed = Bed::new().await;
    let other = bed.another_process().await;
    let told = Told { left: Cell::new(writes), ..Told::default() };
    let begun = Instant::now();
    let [first, second, third, fourth] = WHO;
    tokio::join!(
        work(&bed, &told, first),
        work(&other, &told, second),
        work(&bed, &told, third),
        work(&other, &told, fourth),
    );
    let cookie = bed.sign_in(first.0).await;
    let done = told.done.take();
    let (mut sum, mut moved) = (0, 0);
    for key in KEYS {
        let mut versions = done.get(key).cloned().unwrap_or_default();
        versions.sort_unstable();
        let version = version_of(&bed.get(&cookie, &path(key)).await.json());
        assert_eq!(versions, (2..=version).collect::<Vec<_>>(), "{key}: each success moved the version by one");
        let entries = story(&bed, &cookie, key).await;
        assert_eq!(entries, versions.len() + 1, "{key}: each is told once, and its opening");
        sum += versions.len();
        moved += version - 1;
    }
    let refused = told.refused.get();
    assert_eq!(sum as u64, moved, "nothing is lost");
    assert_eq!(sum as u64 + u64::from(refused), u64::from(writes), "each was answered one way or the other");
    assert!(refused > 0, "nobody was ever slower: nothing was contended");
    let took = begun.elapsed().as_secs_f64();
    let people = WHO.len();
    println!(
        "contention: {writes} writes of {people} people, {sum} done, {refused} were slower; 0 lost, in {took:.1} s"
    );
}

/// One person's share: reads one of the incidents, and writes to it as it was seen.
async fn work(bed: &Bed, told: &Told, (email, user): (&str, &str)) {
    let cookie = bed.sign_in(email).await;
    let mut seen: BTreeMap<&str, u64> = KEYS.into_iter().map(|key| (key, 1)).collect();
    while let Some(nth) = told.left.get().checked_sub(1) {
        told.left.set(nth);
        let key = KEYS[nth as usize % KEYS.len()];
        let version = seen[key];
        let command = match nth % 3 {
            0 => json!({"command": "assign", "assignee": user}),
            1 => json!({"command": "set_priority", "priority": "high"}),
            _ => json!({"command": "set_priority", "priority": "low"}),
        };
        let reply = bed.command(&cookie, &path(key), &format!("\"{version}\""), command).await;
        let now = match reply.status {
            200 => {
                let now = version_of(&reply.json());
                assert_eq!(now, version + 1, "{key}");
                told.done.borrow_mut().entry(key).or_default().push(now);
                now
            }
            412 => {
                told.refused.set(told.refused.get() + 1);
                let now = current(&reply, key);
                assert!(now > version, "{key}: it was told of a version that it had");
                now
            }
            other => panic!("{key}: {other} {:?}", reply.body),
        };
        seen.insert(key, now);
    }
}

fn version_of(head: &Value) -> u64 {
    head["version"].as_u64().expect("a version")
}

/// The version of the head that whoever was slower is shown.
fn current(reply: &Reply, key: &str) -> u64 {
    let current = &reply.json()["current"];
    assert_eq!(current["key"], json!(key));
    version_of(current)
}

/// How many entries the whole timeline has.
async fn story(bed: &Bed, cookie: &str, key: &str) -> usize {
    let (mut entries, mut cursor) = (0, String::new());
    loop {
        let page = bed.get(cookie, &format!("{}/timeline?limit=200{cursor}", path(key))).await;
        entries += page.items().len();
        match page.json()["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return entries,
        }
    }
}
