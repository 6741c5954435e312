//! The audit: who did what, in chains that show when they were tampered with.

use crate::harness::Bed;
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tenant_api::{
    cli::audit::check,
    store::{
        Everywhere,
        chain::{GENESIS, Soundness},
    },
};
use wire::audit::{Chain, ChainHead};

const OPENINGS: &str = "/c/harbor/incidents/HAR-1001/evidence-openings";

/// As a browser computes it: RFC 8785 and SHA-256, and nothing of ours.
pub(crate) fn sha256(document: &Value) -> String {
    let digest = Sha256::digest(serde_json_canonicalizer::to_vec(document).expect("canonical"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn actions(entries: &[Value]) -> Vec<(String, String)> {
    let text = |entry: &Value, field| entry["contents"][field].as_str().expect("text").to_owned();
    entries.iter().map(|entry| (text(entry, "action"), text(entry, "subject"))).collect()
}

#[tokio::test]
async fn sessions_and_openings_are_on_record_where_they_belong() {
    let bed = Bed::new().await;
    let manager = bed.sign_in("manager@harbor.example").await;
    bed.pass(SignedDuration::from_secs(1));
    assert_eq!(bed.attempt("analyst@harbor.example", "wrong").await.status, 401);
    assert_eq!(bed.attempt("nobody@harbor.example", "wrong").await.status, 401);
    bed.pass(SignedDuration::from_secs(1));
    let ours = bed.sign_in("analyst@aurora.example").await;
    bed.post(&ours, OPENINGS, json!({"reason": "Triage of a host"})).await;
    bed.pass(SignedDuration::from_secs(1));
    bed.call(Some(&bed.sign_in("viewer@harbor.example").await), "DELETE", "/session", None, &[]).await;

    let harbor = bed.get(&manager, "/c/harbor/audit").await.items();
    let expected = [
        ("signed_out", "viewer@harbor.example"),
        ("signed_in", "viewer@harbor.example"),
        ("evidence_opened", "HAR-1001"),
        ("sign_in_failed", "analyst@harbor.example"),
        ("signed_in", "manager@harbor.example"),
    ];
    assert_eq!(actions(&harbor), expected.map(|(action, subject)| (action.to_owned(), subject.to_owned())));
    assert_eq!((&harbor[3]["contents"]["actor"], &harbor[3]["contents"]["by"]), (&json!("nobody"), &Value::Null));
    assert!(!harbor[2].to_string().contains("Triage"), "the reason is the receipt's");
    assert_eq!(bed.get(&manager, "/all/audit").await.items(), harbor);
    assert_eq!(bed.get(&manager, "/audit").await.items(), harbor, "a client's own affairs are its audit");

    let lead = bed.sign_in("lead@aurora.example").await;
    assert_eq!(bed.get(&lead, "/c/harbor/audit").await.items(), harbor);
    let own = bed.get(&lead, "/audit").await.items();
    let signed_in = ["lead@aurora.example", "analyst@aurora.example"];
    assert_eq!(actions(&own), signed_in.map(|email| ("signed_in".to_owned(), email.to_owned())));
    let filtered = |query: &'static str| {
        let (bed, lead) = (&bed, &lead);
        async move { actions(&bed.get(lead, &format!("/all/audit{query}")).await.items()).len() }
    };
    assert_eq!(filtered("?action=signed_in,evidence_opened").await, 3);
    assert_eq!(filtered("?action=sign_in_failed").await, 1);
    assert_eq!(filtered("?person=analyst-aurora").await, 1);
    assert_eq!(filtered("?client=meridian").await, 0);
    assert_eq!(filtered("?from=2026-11-24T09:00:01Z&to=2026-11-24T09:00:03Z").await, 2);
    for wrong in ["?action=dreamt", "?from=yesterday", "?who=me"] {
        assert_eq!(bed.get(&lead, &format!("/all/audit{wrong}")).await.status, 422, "{wrong}");
    }
}

#[tokio::test]
async fn pages_go_on_where_they_ended_and_for_nobody_else() {
    let bed = Bed::new().await;
    let (lead, admin) = (bed.sign_in("lead@aurora.example").await, bed.sign_in("admin@aurora.example").await);
    for _ in 0..5 {
        bed.sign_in("manager@harbor.example").await;
        bed.post(&lead, OPENINGS, json!({"reason": "Triage"})).await;
    }
    let whole = bed.get(&lead, "/all/audit").await.items();
    let (mut pages, mut next) = (vec![], String::new());
    loop {
        let page = bed.get(&lead, &format!("/all/audit?limit=3{next}")).await;
        pages.extend(page.items());
        let cursor = page.json()["next_cursor"].clone();
        let Some(cursor) = cursor.as_str() else { break };
        next = format!("&cursor={cursor}");
        assert_eq!(bed.get(&admin, &format!("/all/audit?limit=3{next}")).await.status, 400);
        assert_eq!(bed.get(&lead, &format!("/c/harbor/audit?limit=3{next}")).await.status, 400);
    }
    assert_eq!((pages.len(), pages), (10, whole));
}

#[tokio::test]
async fn a_browser_can_verify_what_it_was_answered() {
    let bed = Bed::new().await;
    let manager = bed.sign_in("manager@harbor.example").await;
    for _ in 0..3 {
        bed.post(&manager, OPENINGS, json!({"reason": "Açaí \u{1F984} <b>"})).await;
        bed.sign_in("analyst@harbor.example").await;
    }
    let entries = bed.get(&manager, "/c/harbor/audit").await.items();
    let receipts = bed.get(&manager, "/c/harbor/evidence-openings").await.items();
    for (chain, path, links) in [("audit", "audit", 4), ("evidence_openings", "evidence-openings", 3)] {
        let mut previous = GENESIS.to_owned();
        let of_chain: Vec<_> = entries.iter().rev().filter(|entry| entry["link"]["chain"] == chain).collect();
        assert_eq!(of_chain.len(), links);
        for (number, entry) in (1..).zip(&of_chain) {
            let mut link = entry["link"].clone();
            let hash = link.as_object_mut().expect("a link").remove("hash").expect("a hash");
            assert_eq!((&link["number"], &link["previous_hash"]), (&json!(number), &json!(previous)));
            assert_eq!(hash, json!(sha256(&link)));
            if chain == "audit" {
                assert_eq!(link["digest"], json!(sha256(&entry["contents"])));
            }
            hash.as_str().expect("text").clone_into(&mut previous);
        }
        let head = bed.get(&manager, &format!("/c/harbor/{path}/head")).await.json();
        assert_eq!((&head["number"], &head["hash"]), (&json!(links), &json!(previous)));
    }
    for receipt in &receipts {
        let fields = receipt.as_object().expect("a receipt").clone().into_iter();
        // What is of the link, and what was noted later.
        let others = ["number", "digest", "previous_hash", "hash", "open_s", "copies", "downloads"];
        let contents: Value =
            fields.filter(|(name, _)| !others.contains(&name.as_str())).collect::<serde_json::Map<_, _>>().into();
        assert_eq!(receipt["digest"], json!(sha256(&contents)));
        let link = json!({"at": receipt["opened_at"], "chain": "evidence_openings", "digest": receipt["digest"],
            "number": receipt["number"], "owner": "harbor", "previous_hash": receipt["previous_hash"]});
        assert_eq!(receipt["hash"], json!(sha256(&link)));
    }
}

/// Both chains of Harbor after somebody had the database to themselves.
async fn tampered(sql: &'static str, expected: [Soundness; 2]) {
    let bed = Bed::new().await;
    let manager = bed.sign_in("manager@harbor.example").await;
    for _ in 0..4 {
        bed.post(&manager, OPENINGS, json!({"reason": "Triage"})).await;
        bed.sign_in("analyst@harbor.example").await;
    }
    let mut heads: Vec<ChainHead> = vec![];
    for path in ["audit", "evidence-openings"] {
        let head = bed.get(&manager, &format!("/c/harbor/{path}/head")).await;
        heads.push(serde_json::from_slice(&head.body).expect("a head"));
    }
    bed.sign_in("analyst@harbor.example").await;
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    sqlx::raw_sql(sql).execute(&mut *write).await.expect("done");
    write.commit().await.expect("committed");
    let checked = check(&bed.app.store, Some("harbor"), &heads).await.expect("read");
    let found: Vec<_> = checked.into_iter().map(|checked| (checked.chain, checked.soundness)).collect();
    let [audit, openings] = expected;
    assert_eq!(found, [(Chain::Audit, audit), (Chain::EvidenceOpenings, openings)], "{sql}");
}

const ENTRIES: Soundness = Soundness::Intact { links: 6, deleted: 0 };
const RECEIPTS: Soundness = Soundness::Intact { links: 4, deleted: 0 };

#[tokio::test]
async fn what_nobody_touched_is_intact_also_after_retention() {
    tampered("SELECT 1", [ENTRIES, RECEIPTS]).await;
    tampered(
        "DELETE FROM audit WHERE owner_id = 'harbor' AND number <= 2; DELETE FROM receipts WHERE receipt = 1",
        [Soundness::Intact { links: 6, deleted: 2 }, Soundness::Intact { links: 4, deleted: 1 }],
    )
    .await;
}

#[tokio::test]
async fn what_was_changed_is_found_where_it_was_changed() {
    let altered = |at| [Soundness::Altered { at }, RECEIPTS];
    for column in
        ["contents = replace(contents, 'analyst', 'viewer')", "action = 'signed_out'", "actor_id = 'x'", "at = at + 1"]
    {
        let sql: String = format!("UPDATE audit SET {column} WHERE owner_id = 'harbor' AND number = 3");
        tampered(sql.leak(), altered(3)).await;
    }
    tampered(
        "UPDATE chain_links SET at = at + 1 WHERE owner_id = 'harbor' AND chain = 'audit' AND number = 2",
        altered(2),
    )
    .await;
    tampered("DELETE FROM audit WHERE owner_id = 'harbor' AND number = 4", altered(4)).await;
    tampered("DELETE FROM chain_links WHERE owner_id = 'harbor' AND chain = 'audit' AND number = 4", altered(4)).await;
    let openings = |at| [ENTRIES, Soundness::Altered { at }];
    tampered("UPDATE receipts SET reason = 'Routine' WHERE receipt = 2", openings(2)).await;
    tampered("UPDATE receipts SET opened_by_name = 'Nobody' WHERE receipt = 3", openings(3)).await;
    tampered("UPDATE receipts SET number = 1002 WHERE receipt = 3", openings(3)).await;
}

#[tokio::test]
async fn what_was_cut_off_is_found_by_the_head_that_was_kept_elsewhere() {
    let cut = "DELETE FROM audit WHERE owner_id = 'harbor' AND number > 3; \
               DELETE FROM chain_links WHERE owner_id = 'harbor' AND chain = 'audit' AND number > 3; ";
    tampered(cut, [Soundness::Truncated { ends_at: 3, expected: 6 }, RECEIPTS]).await;
    // With the stored head made to fit, only the exported one still knows.
    let fitted = format!(
        "{cut} UPDATE chain_heads SET number = 3, hash = (SELECT hash FROM chain_links l WHERE l.owner_id = 'harbor' \
         AND l.chain = 'audit' AND l.number = 3) WHERE owner_id = 'harbor' AND chain = 'audit'"
    );
    tampered(fitted.leak(), [Soundness::Truncated { ends_at: 3, expected: 5 }, RECEIPTS]).await;
}

/// A chain forged anew from its first link holds together, and is not the one whose head was exported.
#[tokio::test]
async fn a_forged_chain_does_not_contain_the_exported_head() {
    let bed = Bed::new().await;
    let manager = bed.sign_in("manager@harbor.example").await;
    let head = bed.get(&manager, "/c/harbor/audit/head").await;
    let head: ChainHead = serde_json::from_slice(&head.body).expect("a head");
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    let forget = "DELETE FROM audit; DELETE FROM chain_links; DELETE FROM chain_heads";
    sqlx::raw_sql(forget).execute(&mut *write).await.expect("done");
    write.commit().await.expect("committed");
    bed.sign_in("viewer@harbor.example").await;
    let alone = check(&bed.app.store, Some("harbor"), &[]).await.expect("read");
    assert_eq!(alone[0].soundness, Soundness::Intact { links: 1, deleted: 0 });
    let known = check(&bed.app.store, Some("harbor"), &[head]).await.expect("read");
    assert_eq!(known[0].soundness, Soundness::Altered { at: 1 });
}

#[tokio::test]
async fn the_audit_as_csv_runs_no_formula() {
    let bed = Bed::new().await;
    let mut write = bed.app.store.write(&Everywhere).await.expect("the writer");
    let name = "UPDATE users SET name = '=HYPERLINK(\"http://evil\")' WHERE user_id = 'viewer-harbor'";
    sqlx::query(name).execute(&mut *write).await.expect("renamed");
    write.commit().await.expect("committed");
    bed.sign_in("viewer@harbor.example").await;
    let manager = bed.sign_in("manager@harbor.example").await;
    let reply = bed.get(&manager, "/c/harbor/audit.csv?action=signed_in").await;
    assert_eq!((reply.status, reply.headers["content-type"].to_str().ok()), (200, Some("text/csv; charset=utf-8")));
    assert!(reply.headers["content-disposition"].to_str().expect("text").starts_with("attachment"));
    let mut reader = csv::Reader::from_reader(&reply.body[..]);
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("CSV");
    assert_eq!(rows.len(), 2);
    assert_eq!(bed.get(&manager, "/audit.csv?action=signed_in").await.body, reply.body, "its own affairs");
    assert_eq!((&rows[1][4], &rows[1][7]), ("signed_in", "'=HYPERLINK(\"http://evil\")"));
}
