//! Several API processes on one store.

use crate::harness::Bed;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn what_one_process_does_the_streams_of_another_tell() {
    let bed = Bed::new().await;
    let other = bed.another_process().await;
    tokio::spawn(other.app.live.clone().watch());
    let cookie = bed.sign_in("analyst@aurora.example").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut listening = other.app.live.listen();
    let note = json!({"visibility": "shared", "body": "x"});
    assert_eq!(bed.post(&cookie, "/c/harbor/incidents/HAR-1003/notes", note).await.status, 201);
    let told = tokio::time::timeout(Duration::from_secs(5), listening.recv()).await.expect("in time").expect("told");
    assert_eq!((told.client.0.as_str(), told.number), ("harbor", 1003));
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
