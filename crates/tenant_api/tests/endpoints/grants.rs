//! Who holds what where: random changes over the API against a small model, now and as of every moment before.

use crate::{
    harness::Bed,
    people::{join, sign_in},
};
use jiff::SignedDuration;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const STEPS: usize = 120;
const CLIENTS: [&str; 3] = ["harbor", "meridian", "cedar"];
const POOL: [&str; 6] =
    ["access.manage", "client.manage", "evidence.open", "incident.read", "overview.read", "queue.read"];

type Held = BTreeSet<&'static str>;

/// What a person is given, by places of the model.
#[derive(Default)]
struct Grants {
    standing: Option<usize>,
    groups: BTreeMap<usize, usize>,
    clients: BTreeMap<&'static str, usize>,
}

/// The rules, as short as they can be said.
#[derive(Default)]
struct Model {
    profiles: [Held; 3],
    groups: [BTreeSet<&'static str>; 2],
    overrides: BTreeMap<(&'static str, usize), (Held, Held)>,
    grants: [Grants; 3],
    dropped: Held,
    suspended: [bool; 3],
}

impl Model {
    /// The third is Harbor's own, the others are the MSP's.
    fn holds(&self, person: usize, client: &'static str) -> Held {
        let own = person == 2;
        if self.suspended[person] || own && client != "harbor" {
            return Held::new();
        }
        let grants = &self.grants[person];
        let by_group = grants.groups.iter().filter(|(group, _)| self.groups[**group].contains(client));
        let by_group: Vec<usize> = by_group.map(|(_, profile)| *profile).collect();
        let nearest = match (grants.clients.get(client), grants.standing) {
            (Some(profile), _) => vec![*profile],
            (None, _) if !by_group.is_empty() => by_group,
            (None, standing) => standing.into_iter().collect(),
        };
        let mut held = Held::new();
        for profile in nearest {
            let nothing = Default::default();
            let (added, removed) = self.overrides.get(&(client, profile)).unwrap_or(&nothing);
            held.extend(self.profiles[profile].difference(removed).chain(added));
        }
        if own {
            held.retain(|capability| !self.dropped.contains(capability) && !capability.ends_with(".manage"));
        }
        held
    }
}

/// What the model's places are called at the API.
struct World {
    bed: Bed,
    admin: String,
    model: Model,
    profiles: Vec<String>,
    groups: Vec<String>,
    people: Vec<(String, String)>,
    rng: StdRng,
}

const EMAILS: [&str; 3] = ["one@new.example", "two@new.example", "three@new.example"];

impl World {
    async fn new(seed: u64) -> Self {
        let bed = Bed::new().await;
        let admin = bed.sign_in("admin@aurora.example").await;
        let (mut profiles, mut groups, mut people) = (vec![], vec![], vec![]);
        for n in 0..3 {
            let made = bed.post(&admin, "/profiles", json!({"name": format!("Profile {n}"), "capabilities": []})).await;
            profiles.push(made.json()["id"].as_str().expect("an id").to_owned());
        }
        for n in 0..2 {
            let made = bed.post(&admin, "/groups", json!({"name": format!("Group {n}"), "clients": []})).await;
            groups.push(made.json()["id"].as_str().expect("an id").to_owned());
        }
        for email in &EMAILS[..2] {
            let nothing = json!({"standing": null, "groups": [], "clients": []});
            people.push(join(&bed, &admin, "/users", json!({"email": email, "name": email, "grants": nothing})).await);
        }
        let own = json!({"email": EMAILS[2], "name": EMAILS[2], "profile": profiles[0]});
        people.push(join(&bed, &admin, "/c/harbor/users", own).await);
        let mut model = Model::default();
        model.grants[2].clients.insert("harbor", 0);
        Self { bed, admin, model, profiles, groups, people, rng: StdRng::seed_from_u64(seed) }
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.rng.random_range(0..from.len())]
    }

    fn some<T: Copy + Ord>(&mut self, from: &[T]) -> BTreeSet<T> {
        from.iter().copied().filter(|_| self.rng.random_bool(0.4)).collect()
    }

    /// One random change, at the API and in the model.
    async fn step(&mut self) {
        let (person, profile) = (self.pick(&[0, 1, 2]), self.pick(&[0, 1, 2]));
        match self.rng.random_range(0..7) {
            0 | 1 if person < 2 => {
                let grants = Grants {
                    standing: self.rng.random_bool(0.4).then_some(profile),
                    groups: self.some(&[0, 1]).into_iter().map(|group| (group, self.pick(&[0, 1, 2]))).collect(),
                    clients: self.some(&CLIENTS).into_iter().map(|client| (client, self.pick(&[0, 1, 2]))).collect(),
                };
                let groups =
                    grants.groups.iter().map(|(g, p)| json!({"group": self.groups[*g], "profile": self.profiles[*p]}));
                let clients = grants.clients.iter().map(|(c, p)| json!({"client": c, "profile": self.profiles[*p]}));
                let standing = grants.standing.map(|profile| self.profiles[profile].clone());
                let grants_body = json!({"standing": standing, "groups": groups.collect::<Vec<_>>(), "clients": clients.collect::<Vec<_>>()});
                self.change(
                    &format!("/users/{}", self.people[person].0),
                    json!({"command": "set_grants", "grants": grants_body}),
                )
                .await;
                self.model.grants[person] = grants;
            }
            0 | 1 => {
                let body = json!({"command": "set_profile", "profile": self.profiles[profile]});
                self.change(&format!("/c/harbor/users/{}", self.people[2].0), body).await;
                self.model.grants[2].clients.insert("harbor", profile);
            }
            2 => {
                let held = self.some(&POOL);
                self.change(&format!("/profiles/{}", self.profiles[profile]), json!({"capabilities": held})).await;
                self.model.profiles[profile] = held;
            }
            3 => {
                let (client, added) = (self.pick(&CLIENTS), self.some(&POOL));
                let removed: Held = self.some(&POOL).difference(&added).copied().collect();
                let body = json!({"added": added, "removed": removed});
                self.change(&format!("/c/{client}/profiles/{}", self.profiles[profile]), body).await;
                self.model.overrides.insert((client, profile), (added, removed));
            }
            4 => {
                let (group, clients) = (self.pick(&[0, 1]), self.some(&CLIENTS));
                self.change(&format!("/groups/{}", self.groups[group]), json!({"clients": clients})).await;
                self.model.groups[group] = clients;
            }
            5 => {
                let lift = self.rng.random_bool(0.5);
                let some = self.some(&POOL);
                let body = json!({"command": if lift { "lift" } else { "drop" }, "capabilities": some});
                self.change(&format!("/c/harbor/users/{}", self.people[2].0), body).await;
                match lift {
                    true => self.model.dropped.retain(|capability| !some.contains(capability)),
                    false => self.model.dropped.extend(some),
                }
            }
            _ => {
                let suspended = self.rng.random_bool(0.5);
                let place = if person < 2 { "" } else { "/c/harbor" };
                let body = json!({"command": if suspended { "suspend" } else { "restore" }});
                self.change(&format!("{place}/users/{}", self.people[person].0), body).await;
                let was = std::mem::replace(&mut self.model.suspended[person], suspended);
                if was && !suspended {
                    self.people[person].1 = sign_in(&self.bed, EMAILS[person]).await;
                }
            }
        }
    }

    async fn change(&self, path: &str, body: Value) {
        let reply = self.bed.patch(&self.admin, path, body.clone()).await;
        assert_eq!(reply.status, 200, "{path} {body}: {:?}", reply.body);
    }

    /// What each person's own session says.
    async fn check_sessions(&self) {
        for (place, (_, cookie)) in self.people.iter().enumerate() {
            let reply = self.bed.get(cookie, "/session").await;
            if self.model.suspended[place] {
                assert_eq!(reply.status, 401);
                continue;
            }
            let session = reply.json();
            let told = |client: &str| {
                let mut clients = session["clients"].as_array().expect("clients").iter();
                captions(clients.find(|told| told["id"] == client).map_or(&Value::Null, |told| &told["capabilities"]))
            };
            for client in CLIENTS {
                let held: BTreeSet<_> = self.model.holds(place, client).into_iter().map(str::to_owned).collect();
                assert_eq!(told(client), held, "{} in {client}", EMAILS[place]);
            }
        }
    }

    /// The matrix of a client, of the people of the model.
    async fn matrix(&self, client: &str, query: &str) -> BTreeMap<String, BTreeSet<String>> {
        let reply = self.bed.get(&self.admin, &format!("/c/{client}/access-matrix{query}")).await;
        assert_eq!(reply.status, 200, "{:?}", reply.body);
        let people = reply.json()["people"].as_array().expect("people").clone();
        let people = people.iter().map(|holder| {
            (holder["person"]["id"].as_str().expect("an id").to_owned(), captions(&holder["capabilities"]))
        });
        people.filter(|(id, _)| self.people.iter().any(|(known, _)| known == id)).collect()
    }
}

fn captions(list: &Value) -> BTreeSet<String> {
    list.as_array().into_iter().flatten().map(|caption| caption.as_str().expect("text").to_owned()).collect()
}

#[tokio::test]
async fn random_changes_hold_as_the_model_says_and_stay_known() {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut world = World::new(seed).await;
    let mut known = vec![];
    for _ in 0..STEPS {
        // Whoever works keeps their session.
        world.bed.pass(SignedDuration::from_secs(1));
        world.step().await;
        world.check_sessions().await;
        let client = world.pick(&CLIENTS);
        let matrix = world.matrix(client, "").await;
        for (place, (id, _)) in world.people.iter().enumerate() {
            let held: BTreeSet<_> = world.model.holds(place, client).into_iter().map(str::to_owned).collect();
            assert_eq!(matrix.get(id).cloned().unwrap_or_default(), held, "{} in {client}", EMAILS[place]);
        }
        known.push((world.bed.app.now(), client, matrix));
    }
    for (at, client, matrix) in known {
        assert_eq!(world.matrix(client, &format!("?at={at}")).await, matrix, "{client} as of {at}");
    }
}

#[tokio::test]
async fn who_can_see_an_incident_is_who_may_read_it_and_by_what() {
    let bed = Bed::new().await;
    let (lead, manager) = (bed.sign_in("lead@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    let names = |reply: &Value| {
        let people = reply["people"].as_array().expect("people").iter();
        people.map(|holder| holder["person"]["name"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    let all = bed.get(&manager, "/c/harbor/access-matrix").await.json();
    assert!(names(&all).contains(&"Elise Brandt".to_owned()) && names(&all)[0] == "Carla Nyström", "own people first");
    let same = bed.get(&lead, "/c/harbor/access-matrix").await.json();
    assert_eq!(names(&same), names(&all), "whoever asks; nobody of their other clients");
    let one = bed.get(&lead, "/c/harbor/access-matrix?incident=HAR-1001").await.json();
    assert!(names(&one).contains(&"Ana Moreira".to_owned()) && !names(&one).contains(&"Elise Brandt".to_owned()));
    let junior =
        one["people"].as_array().expect("people").iter().find(|holder| holder["person"]["id"] == "junior-aurora");
    let through = json!([{"reach": "client", "profile": "Analyst without evidence", "group": null}]);
    assert_eq!(junior.expect("there")["through"], through);
    for (query, status) in [
        ("?incident=HAR-9", 404),
        ("?incident=MER-1001", 404),
        ("?at=yesterday", 422),
        ("?at=2126-01-01T00:00:00Z", 422),
        ("?when=now", 422),
    ] {
        assert_eq!(bed.get(&lead, &format!("/c/harbor/access-matrix{query}")).await.status, status, "{query}");
    }
    let before = bed.get(&lead, "/c/harbor/access-matrix?at=2026-01-01T00:00:00Z").await.json();
    assert!(names(&before).is_empty() && before["known_since"] == "2026-11-23T09:00:00Z");
}

#[tokio::test]
async fn how_an_msp_groups_its_clients_is_not_told_to_them() {
    let bed = Bed::new().await;
    let (admin, manager) = (bed.sign_in("admin@aurora.example").await, bed.sign_in("manager@harbor.example").await);
    let grants = json!({"standing": null, "clients": [], "groups": [{"group": "gold", "profile": "aurora-analyst"}]});
    let invite = json!({"email": "gold@aurora.example", "name": "Gold Analyst", "grants": grants});
    let (user, _) = join(&bed, &admin, "/users", invite).await;
    let through = async |cookie: &str| {
        let people = bed.get(cookie, "/c/harbor/access-matrix").await.json()["people"].clone();
        let holder = people.as_array().expect("people").iter().find(|holder| holder["person"]["id"] == user.as_str());
        holder.expect("there")["through"][0].clone()
    };
    let told = |group: Value| json!({"reach": "group", "profile": "Analyst", "group": group});
    assert_eq!((through(&admin).await, through(&manager).await), (told(json!("Gold")), told(Value::Null)));
}
