//! Evidence at rest: sealed per client, with keys that are in no database.

use crate::{
    audit::sha256,
    ground::{FILES, on_postgres},
    harness::{Bed, finding, now},
    kept_files::keep,
    offboarding::gone,
};
use serde_json::json;
use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{os::unix::fs::PermissionsExt, path::Path};
use tenant_api::{
    cli::audit::check,
    evidence::KeyFiles,
    ingest,
    store::{
        Everywhere, Store,
        chain::{GENESIS, Soundness},
        organisations::NewClient,
    },
};
use wire::session::ClientId;

const OPENINGS: &str = "/c/harbor/incidents/HAR-1001/evidence-openings";

/// The text in every file of a folder that is written as it is, in any case.
fn found(folder: &Path, text: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
    let holds = |path: &Path| {
        let bytes = std::fs::read(path).expect("bytes").to_ascii_lowercase();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    };
    files.filter(|path| path.is_file() && holds(path)).map(|path| path.display().to_string()).collect()
}

async fn evidence_file(folder: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(folder.join("bulkhead.evidence.db"));
    options.connect().await.expect("the evidence file")
}

fn copy(from: &Path, to: &Path, files: &[&str]) {
    for file in files.iter().filter(|file| from.join(file).exists()) {
        std::fs::copy(from.join(file), to.join(file)).expect("a copy");
    }
}

#[tokio::test]
async fn nothing_of_a_record_lies_open_in_any_file() {
    if on_postgres() {
        return;
    }
    let bed = Bed::new().await;
    let folder = bed.ground.folder();
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let opened = bed.post(&cookie, OPENINGS, json!({"reason": "Triage"})).await;
    assert!(String::from_utf8_lossy(&opened.body).contains("canary-harbor0"), "it is there");
    assert_eq!(found(folder, "canary"), Vec::<String>::new());
    assert!(!found(folder, "triage").is_empty(), "the files are read");
    for file in ["bulkhead.installation-key", "bulkhead.client-keys"] {
        let mode = std::fs::metadata(folder.join(file)).expect("a key file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[tokio::test]
async fn nothing_of_a_kept_file_lies_open_in_any_file() {
    if on_postgres() {
        return;
    }
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let kept = keep(&bed, &cookie, "HAR-1001", "canary-name.txt", b"canary-content").await;
    assert_eq!(kept.status, 201, "{:?}", kept.body);
    let folder = bed.ground.folder();
    assert_eq!(found(folder, "canary"), Vec::<String>::new());
    assert_eq!(found(folder, kept.json()["sha256"].as_str().expect("a hash")), Vec::<String>::new());
    assert!(!found(folder, kept.json()["id"].as_str().expect("an id")).is_empty(), "the files are read");
}

#[tokio::test]
async fn a_kept_file_opens_under_no_other_id() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    for content in [b"one", b"two"] {
        assert_eq!(keep(&bed, &cookie, "HAR-1001", "a.txt", content).await.status, 201);
    }
    let listed = async || {
        let opened = bed.post(&cookie, OPENINGS, json!({"reason": "Triage"})).await.json();
        opened["evidence"]["artifacts"].as_array().expect("a list").len()
    };
    assert_eq!(listed().await, 2);
    let first = "UPDATE artifacts SET about = (SELECT o.about FROM artifacts o ORDER BY o.artifact_id LIMIT 1)";
    bed.ground.tamper(first).await;
    assert_eq!(listed().await, 1, "the other is not what is said of the first");
}

#[tokio::test]
async fn kept_files_end_with_their_client() {
    if on_postgres() {
        return;
    }
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    assert_eq!(keep(&bed, &cookie, "HAR-1001", "a.txt", b"one").await.status, 201);
    let mut evidence = evidence_file(bed.ground.folder()).await;
    let mut kept = async || {
        let count = sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM artifacts");
        count.fetch_one(&mut evidence).await.expect("a count")
    };
    assert_eq!(kept().await, 1);
    gone(&bed, "harbor").await;
    assert_eq!(kept().await, 0);
}

#[tokio::test]
async fn a_record_opens_under_no_other_client_and_no_other_number() {
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let swapped = "UPDATE findings SET sealed = (SELECT sealed FROM findings WHERE client_id = 'harbor' AND alert = 2) \
                   WHERE client_id = 'harbor' AND alert = 1; \
                   UPDATE findings SET sealed = (SELECT sealed FROM findings WHERE client_id = 'meridian' AND alert = 2) \
                   WHERE client_id = 'harbor' AND alert = 2";
    bed.ground.tamper(swapped).await;
    for key in ["HAR-1001", "HAR-1002"] {
        let opened = bed.post(&cookie, &OPENINGS.replace("HAR-1001", key), json!({"reason": "Triage"})).await;
        assert_eq!((opened.status, &opened.json()["evidence"]["findings"][0]["record"]), (201, &json!("")));
    }
}

#[tokio::test]
async fn a_lost_or_foreign_key_file_is_noticed_and_never_replaced() {
    let bed = Bed::new().await;
    let refused = async |lost: &str, other: Option<&str>| {
        let folder = tempfile::tempdir().expect("a folder");
        copy(bed.ground.folder(), folder.path(), &FILES[4..]);
        std::fs::remove_file(folder.path().join(lost)).expect("removed");
        if let Some(other) = other {
            std::fs::write(folder.path().join(lost), other).expect("written");
        }
        let address = bed.ground.database().parse().expect("an address");
        let opened = Store::at(&address, KeyFiles::beside(&folder.path().join(FILES[0]))).await;
        let store = match opened {
            Err(error) => return error.to_string(),
            Ok(store) => store,
        };
        let harbor = ClientId("harbor".into());
        ingest::take(&store, &harbor, b"{}", now).await.expect_err("no key").to_string()
    };
    assert!(refused("bulkhead.installation-key", None).await.contains("is missing"));
    let foreign = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    assert!(refused("bulkhead.installation-key", Some(foreign)).await.contains("not the key"));
    assert!(refused("bulkhead.installation-key", Some("short")).await.contains("32 bytes"));
    assert!(refused("bulkhead.client-keys", None).await.contains("the key of harbor is missing"));
}

#[tokio::test]
async fn key_files_may_lie_elsewhere_and_two_processes_share_them() {
    let (folder, secrets) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let files = KeyFiles { installation: secrets.path().join("installation"), clients: secrets.path().join("clients") };
    let path = folder.path().join("bulkhead.db");
    let (one, other) = (Store::open_with(&path, files.clone()).await, Store::open_with(&path, files).await);
    let (one, other) = (one.expect("a store"), other.expect("the same"));
    let fox = NewClient { id: "fox", code: "FOX", name: "Fox Mills", colour: "#123456", managed_by: None };
    fox.add(&one, now()).await.expect("added");
    let client = ClientId("fox".into());
    for (store, uid) in [(&one, "one"), (&other, "two"), (&one, "three")] {
        let body = finding(uid, "host", 3).to_string();
        let answer = ingest::take(store, &client, body.as_bytes(), now).await.expect("taken");
        assert_eq!((answer.accepted, answer.incidents.len()), (1, 1), "the same keys give the same group");
    }
    let names = std::fs::read_dir(folder.path()).expect("files").map(|file| file.expect("a file").file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().contains("key")), "no key beside the database");
}

#[tokio::test]
async fn what_an_older_version_left_open_is_sealed_once_and_reads_as_before() {
    if on_postgres() {
        return;
    }
    let bed = Bed::new().await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let before = bed.post(&cookie, OPENINGS, json!({"reason": "Triage"})).await.json()["evidence"].clone();
    let records: Vec<String> = before["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| finding["record"].as_str().expect("text").to_owned())
        .collect();
    // As it was before there were keys: the record open, the MAC key in the database.
    let mut evidence = evidence_file(bed.ground.folder()).await;
    sqlx::query("INSERT INTO plain_findings (client_id, alert, record) VALUES ('harbor', 1, $1), ('harbor', 90, $1), ('fox', 1, $1)")
        .bind(&records[0])
        .execute(&mut evidence)
        .await
        .expect("written");
    let open = "DELETE FROM findings WHERE client_id = 'harbor' AND alert = 1; \
                INSERT INTO client_keys (client_id, mac_key) VALUES ('fox', CAST('key-of-fox' AS BLOB))";
    sqlx::raw_sql(open).execute(&mut evidence).await.expect("opened");
    evidence.close().await.expect("closed");
    assert!(!found(bed.ground.folder(), "canary").is_empty() && !found(bed.ground.folder(), "key-of-fox").is_empty());

    let mut told = vec![];
    bed.app.store.vault().seal_plain(|done, of| told.push((done, of))).await.expect("sealed");
    assert_eq!(told, [(1, 3), (3, 3)], "client by client");
    assert_eq!(found(bed.ground.folder(), "canary"), Vec::<String>::new());
    assert_eq!(found(bed.ground.folder(), "key-of-fox"), Vec::<String>::new());
    let after = bed.post(&cookie, OPENINGS, json!({"reason": "Triage"})).await.json()["evidence"].clone();
    assert_eq!(after, before);
    bed.app.store.vault().seal_plain(|_, _| panic!("there is nothing left")).await.expect("nothing to do");
}

/// A database as the first version made it.
pub(crate) async fn first_version(folder: &Path) -> SqliteConnection {
    let migrations = tempfile::tempdir().expect("a folder");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite/0001_init.sql");
    std::fs::copy(source, migrations.path().join("0001_init.sql")).expect("a copy");
    let options = SqliteConnectOptions::new().filename(folder.join("bulkhead.db")).create_if_missing(true);
    let mut first = options.foreign_keys(false).connect().await.expect("a file");
    let migrator = sqlx::migrate::Migrator::new(migrations.path()).await.expect("migrations");
    migrator.run(&mut first).await.expect("migrated");
    first
}

/// A database as the first version left it: its receipts get links, and its evidence is sealed.
#[tokio::test]
async fn a_database_of_the_first_version_moves_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut first = first_version(folder.path()).await;
    sqlx::raw_sql(
        "INSERT INTO organisations VALUES ('fox', 'Fox', 'client'); \
                   INSERT INTO clients (client_id, code, name, colour) VALUES ('fox', 'FOX', 'Fox', '#123456')",
    )
    .execute(&mut first)
    .await
    .expect("a client");
    let mut older: Vec<String> = vec![];
    for number in 1..3_usize {
        let mut receipt = json!({"id": format!("r{number}"), "incident": "FOX-1001",
            "opened_by": {"id": "u", "name": "Una", "organisation": "Fox"}, "opened_at": "2026-11-24T09:00:00Z",
            "reason": "Triage", "expires_at": "2026-11-24T09:10:00Z"});
        receipt["previous_hash"] = json!(older.last().map_or(GENESIS, String::as_str));
        let hash = sha256(&receipt);
        sqlx::query("INSERT INTO receipts VALUES ('fox', $1, $2, 1001, 'u', 'Una', 'Fox', 1795510800000, 'Triage', 1795511400000, $3, $4)")
            .bind(i64::try_from(number).expect("small"))
            .bind(format!("r{number}"))
            .bind(&hash)
            .bind(receipt["previous_hash"].as_str())
            .execute(&mut first)
            .await
            .expect("a receipt");
        older.push(hash);
    }
    first.close().await.expect("closed");

    let store = Store::open(&folder.path().join("bulkhead.db")).await.expect("moved over");
    let checked = check(&store, Some("fox"), &[]).await.expect("read");
    assert_eq!(checked[1].soundness, Soundness::Intact { links: 2, deleted: 0 });
    let digests: Vec<String> = sqlx::query_scalar("SELECT digest FROM chain_links ORDER BY number")
        .fetch_all(&mut *store.read(&Everywhere).await.expect("a reader"))
        .await
        .expect("links");
    assert_eq!(digests, older, "the older hashes are still to be found");
}
