//! The command line beside a running server.

use crate::harness::Bed;
use std::os::unix::fs::PermissionsExt;
use tenant_api::store::{
    Everywhere, Store, accounts, identity_providers,
    organisations::{NewClient, NewUser, Template},
};
use wire::session::OrganisationId;

#[tokio::test]
async fn only_whoever_runs_it_can_read_its_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("new.db")).await.expect("a store");
    let mut files = 0;
    for file in std::fs::read_dir(folder.path()).expect("files") {
        let file = file.expect("a file");
        assert_eq!(file.metadata().expect("its mode").permissions().mode() & 0o077, 0, "{:?}", file.file_name());
        files += 1;
    }
    assert!(files >= 4, "both files, and what SQLite keeps beside them");
    store.close().await;
}

#[tokio::test]
async fn a_client_that_is_added_is_there_at_the_next_request() {
    let bed = Bed::new().await;
    let (ours, junior) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("junior@aurora.example").await);
    assert_eq!(bed.get(&ours, "/c/fox/queue").await.status, 404);
    let fox = NewClient { id: "fox", code: "FOX", name: "Fox Mills", colour: "#123456", managed_by: Some("aurora") };
    fox.add(&bed.app.store, bed.app.now()).await.expect("added");
    assert_eq!(bed.get(&ours, "/c/fox/queue").await.status, 200);
    assert_eq!(bed.get(&junior, "/c/fox/queue").await.status, 404);
    assert!(fox.add(&bed.app.store, bed.app.now()).await.is_err(), "twice");
    let same_code = NewClient { id: "foxes", ..fox };
    assert!(same_code.add(&bed.app.store, bed.app.now()).await.is_err(), "the code is taken");
}

#[tokio::test]
async fn a_first_person_brings_their_msp_and_reaches_no_other() {
    let bed = Bed::new().await;
    let hash = accounts::find(&bed.app.store, "analyst@aurora.example").await.expect("read").expect("there").1;
    let user = NewUser {
        email: "first@cobalt.example",
        name: "First Person",
        organisation: "cobalt",
        organisation_name: "Cobalt",
        template: Template::Analyst,
        clients: &[],
        password_hash: &hash,
    };
    user.add(&bed.app.store, bed.app.now()).await.expect("added");
    let client = NewClient { id: "otter", code: "OTT", name: "Otter", colour: "#123456", managed_by: Some("cobalt") };
    client.add(&bed.app.store, bed.app.now()).await.expect("added");
    let cookie = bed.sign_in("first@cobalt.example").await;
    let session = bed.get(&cookie, "/session").await.json();
    assert_eq!((session["clients"].as_array().map(Vec::len), &session["clients"][0]["id"]), (Some(1), &"otter".into()));
    let abroad = NewUser { email: "second@cobalt.example", clients: &["harbor".to_owned()], ..user };
    assert!(abroad.add(&bed.app.store, bed.app.now()).await.is_err(), "another MSP's client");
}

#[tokio::test]
async fn a_store_from_before_there_was_a_history_begins_one_when_it_is_opened() {
    let bed = Bed::new().await;
    let lead = bed.sign_in("lead@aurora.example").await;
    let known = bed.get(&lead, "/c/harbor/access-matrix").await.json()["people"].clone();
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    sqlx::query("DELETE FROM access_history").execute(&mut *write).await.expect("forgotten");
    write.commit().await.expect("committed");
    let before = bed.get(&lead, "/c/harbor/access-matrix").await.json();
    assert_eq!((&before["known_since"], &before["people"]), (&serde_json::Value::Null, &known));
    bed.ground.open().await.expect("a store").close().await;
    assert_eq!(bed.get(&lead, "/c/harbor/access-changes").await.items().len(), known.as_array().expect("people").len());
}

#[tokio::test]
async fn an_organisations_provider_is_set_linked_and_removed() {
    let bed = Bed::new().await;
    let run = async |arguments: &str| {
        let words: Vec<_> = std::iter::once("oidc").chain(arguments.split(' ')).collect();
        bed.ground.run(&words).await
    };
    let organisation = OrganisationId("aurora".into());
    let found = async || {
        let mut read = bed.app.store.read(&Everywhere).await.expect("a connection");
        identity_providers::find(&mut read, &bed.app.sealer, &organisation).await.expect("read")
    };
    let set =
        "set --organisation aurora --client-id bulkhead --client-secret hush --profile soc=aurora-analyst --issuer";
    run(&format!("{set} http://10.0.0.7/realms/soc")).await;
    assert_eq!(found().await, None, "only with --internal");
    run(&format!("{set} http://10.0.0.7/realms/soc --internal --disabled")).await;
    let settings = found().await.expect("set");
    assert_eq!((settings.provider.client_secret.as_str(), settings.is_enabled), ("hush", false));
    for (email, linked) in [("analyst@aurora.example", 1), ("admin@basalt.example", 1), ("lead@aurora.example", 1)] {
        run(&format!("link --organisation aurora --subject 0f3a --email {email}")).await;
        let mut read = bed.app.store.read(&Everywhere).await.expect("a connection");
        let count = sqlx::query_scalar("SELECT COUNT(*) FROM identities").fetch_one(&mut *read).await;
        assert_eq!(count.ok(), Some(linked), "{email}: another organisation's, and a subject that is somebody's");
    }
    run("remove --organisation aurora").await;
    assert_eq!(found().await, None);
}
