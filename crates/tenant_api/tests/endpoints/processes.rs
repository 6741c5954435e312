//! Several API processes on one store.

use crate::{
    harness::Bed,
    people::{join, standing},
};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn what_one_process_does_the_streams_of_another_tell() {
    let bed = Bed::new().await;
    let other = bed.another_process().await;
    tokio::spawn(other.app.live.clone().watch());
    let cookie = bed.sign_in("analyst@aurora.example").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let seat = other.seat("analyst-aurora", "harbor").await;
    let (mut listening, _) = other.app.live.listen(&seat.as_scope());
    let note = json!({"visibility": "shared", "body": "x"});
    assert_eq!(bed.post(&cookie, "/c/harbor/incidents/HAR-1003/notes", note).await.status, 201);
    let told = tokio::time::timeout(Duration::from_secs(5), listening.recv()).await.expect("in time").expect("told");
    assert_eq!((told.change.client.0.as_str(), told.change.number), ("harbor", 1003));
    assert_eq!(other.get(&cookie, "/c/harbor/incidents/HAR-1003").await.status, 200, "a session is one everywhere");
}

#[tokio::test]
async fn two_people_in_two_processes_cannot_both_be_first() {
    let bed = Bed::new().await;
    let other = bed.another_process().await;
    let (one, two) = (bed.sign_in("analyst@aurora.example").await, bed.sign_in("lead@aurora.example").await);
    let path = "/c/harbor/incidents/HAR-1002";
    for version in 1..6 {
        let tag = format!("\"{version}\"");
        let command = json!({"command": "set_priority", "priority": if version % 2 == 0 { "low" } else { "high" }});
        let (here, there) = tokio::join!(
            bed.command(&one, path, &tag, command.clone()),
            other.command(&two, path, &tag, command.clone()),
        );
        let mut statuses = [here.status, there.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
    }
}

#[tokio::test]
async fn two_administrators_in_two_processes_cannot_both_remove_the_other() {
    let bed = Bed::new().await;
    let other = bed.another_process().await;
    let first = bed.sign_in("admin@aurora.example").await;
    let (id, second) = join(&bed, &first, "/users", standing("second@aurora.example", "aurora-administrator")).await;
    let grants =
        |profile: &str| json!({"command": "set_grants", "grants": {"standing": profile, "groups": [], "clients": []}});
    let paths = ["/users/admin-aurora".to_owned(), format!("/users/{id}")];
    for _ in 0..5 {
        let (here, there) = tokio::join!(
            bed.patch(&first, &paths[1], grants("aurora-analyst")),
            other.patch(&second, &paths[0], grants("aurora-analyst")),
        );
        assert_eq!([here.status, there.status].iter().filter(|status| **status == 200).count(), 1);
        let (remaining, gone) = if here.status == 200 { (&first, &paths[1]) } else { (&second, &paths[0]) };
        assert_eq!(bed.patch(remaining, gone, grants("aurora-administrator")).await.status, 200);
    }
}
