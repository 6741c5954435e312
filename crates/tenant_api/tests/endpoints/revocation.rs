//! Revoked means revoked: whatever takes a right away, the next request, every cursor and every stream know.

use crate::{events::Stream, harness::Bed, people::join};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Streams look every 0.9 s; the rest is for a busy machine.
const WITHIN: Duration = Duration::from_millis(1500);
const ROUNDS: u64 = 14;

/// Ways to lose `queue.read` in Harbor.
const WAYS: [&str; 7] = ["suspend", "sign_out", "grants", "profile", "override", "group", "drop"];

/// Somebody with a profile of their own, given by a way that `way` can end.
struct Victim {
    way: &'static str,
    user: String,
    cookie: String,
    profile: String,
    group: String,
}

async fn victim(bed: &Bed, admin: &str, way: &'static str, rng: &mut StdRng, round: u64) -> Victim {
    let id = async |path: &str, body: Value| {
        let made = bed.post(admin, path, body).await;
        assert_eq!(made.status, 201, "{:?}", made.body);
        made.json()["id"].as_str().expect("an id").to_owned()
    };
    let profile =
        id("/profiles", json!({"name": format!("Profile {round}"), "capabilities": ["queue.read", "overview.read"]}))
            .await;
    let group = id("/groups", json!({"name": "Group", "clients": ["harbor", "cedar"]})).await;
    let email = format!("victim{round}@new.example");
    let invite = match way {
        "drop" => json!({"email": email, "name": "Victim", "profile": profile}),
        _ => {
            let by_client = json!([{"client": "harbor", "profile": profile}]);
            let by_group = json!([{"group": group, "profile": profile}]);
            let (standing, groups, clients) = match rng.random_range(0..3) {
                _ if way == "group" => (json!(null), by_group, json!([])),
                0 => (json!(profile), json!([]), json!([])),
                1 => (json!(null), by_group, json!([])),
                _ => (json!(null), json!([]), by_client),
            };
            json!({"email": email, "name": "Victim", "grants": {"standing": standing, "groups": groups, "clients": clients}})
        }
    };
    let path = if way == "drop" { "/c/harbor/users" } else { "/users" };
    let (user, cookie) = join(bed, admin, path, invite).await;
    Victim { way, user, cookie, profile, group }
}

impl Victim {
    async fn revoke(&self, bed: &Bed, admin: &str) {
        let nothing = json!({"standing": null, "groups": [], "clients": []});
        let user = format!("/users/{}", self.user);
        let (path, body) = match self.way {
            "grants" => (user, json!({"command": "set_grants", "grants": nothing})),
            "profile" => (format!("/profiles/{}", self.profile), json!({"capabilities": ["overview.read"]})),
            "override" => {
                (format!("/c/harbor/profiles/{}", self.profile), json!({"added": [], "removed": ["queue.read"]}))
            }
            "group" => (format!("/groups/{}", self.group), json!({"clients": ["cedar"]})),
            "drop" => (format!("/c/harbor{user}"), json!({"command": "drop", "capabilities": ["queue.read"]})),
            command => (user, json!({"command": command})),
        };
        let reply = bed.patch(admin, &path, body).await;
        assert_eq!(reply.status, 200, "{path}: {:?}", reply.body);
    }
}

#[tokio::test]
async fn whatever_takes_a_right_away_takes_it_from_everything() {
    let bed = Bed::new().await;
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let admin = bed.sign_in("admin@aurora.example").await;
    for round in 0..ROUNDS {
        let way = WAYS[usize::try_from(round).expect("small") % WAYS.len()];
        let victim = victim(&bed, &admin, way, &mut rng, round).await;
        let page = bed.get(&victim.cookie, "/c/harbor/queue?limit=1").await;
        assert_eq!(page.status, 200, "{way}");
        let cursor = page.json()["next_cursor"].as_str().expect("more").to_owned();
        let (status, mut stream) = Stream::open(&bed, &victim.cookie, "/c/harbor/events").await;
        assert_eq!(status, 200);
        victim.revoke(&bed, &admin).await;
        let revoked = Instant::now();
        let gone = bed.get(&victim.cookie, "/c/harbor/queue").await.status;
        assert_eq!(gone, if matches!(way, "suspend" | "sign_out") { 401 } else { 404 }, "{way}");
        assert_eq!(bed.get(&victim.cookie, &format!("/c/harbor/queue?limit=1&cursor={cursor}")).await.status, gone);
        assert_eq!(stream.next().await, None, "{way}");
        assert!(revoked.elapsed() < WITHIN, "{way} took {:?}", revoked.elapsed());
        assert_ne!(Stream::open(&bed, &victim.cookie, "/c/harbor/events").await.0, 200, "{way}");
    }
}

#[tokio::test]
async fn a_cursor_dies_with_the_rights_it_was_given_for() {
    let bed = Bed::new().await;
    let (admin, analyst) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("analyst@aurora.example").await);
    let cursor = bed.get(&analyst, "/all/queue?limit=1").await.json()["next_cursor"].as_str().expect("more").to_owned();
    let page = format!("/all/queue?limit=1&cursor={cursor}");
    // Rights of others are none of its business.
    bed.patch(&admin, "/c/harbor/users/viewer-harbor", json!({"command": "suspend"})).await;
    assert_eq!(bed.get(&analyst, &page).await.status, 200);
    let over = json!({"added": [], "removed": ["queue.read"]});
    assert_eq!(bed.patch(&admin, "/c/cedar/profiles/aurora-analyst", over).await.status, 200);
    assert_eq!(bed.get(&analyst, &page).await.status, 400);
}
