//! The committed OpenAPI document is the code's.

use tenant_api::{http::api, routes::openapi::COMMITTED};

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
    let methods = ["get", "post", "patch", "delete"];
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
