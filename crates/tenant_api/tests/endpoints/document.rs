//! The committed OpenAPI document is the code's.

use tenant_api::{http::api, routes::openapi::COMMITTED};
use wire::vocabulary::Capability;

/// The table under "Capabilities" is the closed list, in its order, and says something of each.
#[test]
fn the_contract_says_what_every_capability_allows() {
    let contract = include_str!("../../CONTRACT.md");
    let chapter = contract.split("\n## ").find(|chapter| chapter.starts_with("Capabilities")).expect("the chapter");
    let rows = chapter.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let told: Vec<_> = rows.filter(|(_, allows)| allows.len() > 5).map(|(caption, _)| caption).collect();
    let listed: Vec<_> = Capability::ALL.iter().map(|capability| capability.caption()).collect();
    assert_eq!(told, listed);
}

/// The table under "Workflow" is that of the state machine, which a test of its own holds against the code.
#[test]
fn the_contract_tells_the_workflow_as_it_is() {
    let contract = include_str!("../../CONTRACT.md");
    let chapter = contract.split("\n## ").find(|chapter| chapter.starts_with("Workflow")).expect("the chapter");
    let table: String = chapter.lines().filter(|line| line.starts_with('|')).map(|line| format!("{line}\n")).collect();
    assert_eq!(table, include_str!("../../../wire/src/workflow/table.md"));
}

/// `BLESS=1` writes what the code says.
#[test]
fn the_committed_document_is_the_codes() {
    let mut document = api::document().to_pretty_json().expect("a document is JSON");
    document.push('\n');
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json"), &document).expect("it can be written");
    } else {
        assert!(document == COMMITTED, "openapi.json is not what the code says: run this test with BLESS=1");
    }
}

#[test]
fn routes_and_document_are_the_same_operations() {
    let document: serde_json::Value = serde_json::from_str(COMMITTED).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let methods = ["get", "post", "put", "patch", "delete"];
    let documented: Vec<_> = paths
        .iter()
        .flat_map(|(path, item)| {
            methods.iter().filter(|method| item.get(**method).is_some()).map(move |m| (m.to_uppercase(), path.clone()))
        })
        .collect();
    let doors = api::doors().0;
    assert_eq!(documented.len(), doors.len());
    for operation in documented {
        assert!(doors.contains_key(&operation), "{operation:?} has no door");
    }
}
