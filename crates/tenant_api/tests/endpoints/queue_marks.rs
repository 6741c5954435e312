//! Marks: whichever way they are found, a page begins at each where it says, and at nothing that the caller does not see.

use crate::{
    ground::on_postgres,
    harness::{Bed, finding, now},
    queue_plans::{lists, page, scope, shuffle},
};
use serde_json::{Value, json};
use tenant_api::{
    ingest,
    policy::Scope,
    store::queue::{Along, Marks, Narrow, Plan, Position, Way, marks_by},
};
use wire::{queue::Sort, session::ClientId};

/// All counted, all read, and counted again until there is one instant to a bucket.
const WAYS: [(u64, u64); 3] = [(0, 2000), (10_000, 2000), (0, 1)];

async fn marks(
    bed: &Bed,
    scope: &Scope,
    way: Way,
    (narrow, sort): (&Narrow, Sort),
    part: Option<(&Position, u64)>,
) -> Marks {
    marks_by(way, &bed.app.store, scope, &Along { narrow, sort, part, now: now() }).await.expect("marks")
}

fn ways(finest: u64) -> impl Iterator<Item = Way> {
    let of = move |plan| WAYS.map(|(few, large)| Way { plan, few, finest, large });
    [Plan::Walk, Plan::Merge].into_iter().flat_map(of)
}

#[tokio::test]
async fn a_page_begins_at_each_mark_whichever_way_it_was_found() {
    let bed = Bed::new().await;
    shuffle(&bed).await;
    let scope = scope(&bed, "analyst-aurora").await;
    for (sort, filter) in lists() {
        let narrow = Narrow::new(&filter, &scope).expect("a filter");
        let whole = page(&bed, &scope, Plan::Walk, (&narrow, sort, 200), None).await;
        let keys: Vec<_> = whole.rows.iter().map(|row| row.key.clone()).collect();
        let third = page(&bed, &scope, Plan::Walk, (&narrow, sort, 3), None).await.next;
        let parts = [(None, 0, keys.len())].into_iter().chain([4, 1000].into_iter().filter_map(|span| {
            let after = third.as_ref()?;
            Some((Some((after, span as u64)), 3, span.min(keys.len() - 3)))
        }));
        for (part, before, total) in parts {
            for way in ways(2) {
                let found = marks(&bed, &scope, way, (&narrow, sort), part).await;
                let told = format!("{way:?} {sort:?} {filter:?} {part:?}");
                assert_eq!((found.total, found.every), (total as u64, 2), "{told}");
                let indices: Vec<_> = found.places.iter().map(|(index, _)| *index).collect();
                assert_eq!(indices, (1..).map(|mark| mark * 2).take_while(|at| *at < total as u64).collect::<Vec<_>>());
                for (index, place) in &found.places {
                    let begun = page(&bed, &scope, Plan::Merge, (&narrow, sort, 1), Some(place)).await;
                    let row = usize::try_from(*index).expect("few") + before;
                    assert_eq!(begun.rows[0].key, keys[row], "{told} at {index}");
                }
            }
        }
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_left_out_of_marks_and_said() {
    let bed = Bed::new().await;
    fill(&bed, &["harbor"]).await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let read = async || bed.get(&cookie, "/all/queue/marks?sort=created").await.json();
    let all = read().await;
    assert_eq!(all["partial"], json!([]));
    bed.ground.break_client("meridian").await;
    let left = read().await;
    // A text that is none is no hindrance to counting.
    if on_postgres() {
        let total = all["total"].as_u64().expect("a total") - 5;
        assert_eq!(left["total"], json!(total));
        assert_eq!(left["partial"], json!([{"client": "meridian", "reason": "could not be read"}]));
        let indices: Vec<_> =
            left["marks"].as_array().expect("marks").iter().map(|mark| mark["index"].as_u64()).collect();
        assert_eq!(
            indices,
            (1..).map(|mark| mark * 25).take_while(|index| *index < total).map(Some).collect::<Vec<_>>()
        );
    } else {
        assert_eq!((&left["total"], &left["partial"]), (&all["total"], &json!([])));
    }
}

/// A list that is longer than one mark.
async fn fill(bed: &Bed, clients: &[&str]) {
    for client in clients {
        let findings: Vec<Value> =
            (0..40).map(|host| finding(&format!("{client}{host}"), &format!("{client}-{host}"), 3)).collect();
        let (id, findings) = (ClientId((*client).to_owned()), json!(findings).to_string());
        ingest::take(&bed.app.store, &id, findings.as_bytes(), || bed.app.now()).await.expect("taken");
    }
}

async fn whole(bed: &Bed, cookie: &str, path: &str) -> Vec<String> {
    let (mut keys, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = bed.get(cookie, &format!("{path}&limit=200{cursor}")).await;
        keys.extend(page.keys());
        match page.json()["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return keys,
        }
    }
}

#[tokio::test]
async fn a_marks_cursor_is_good_for_the_list_and_for_more_marks() {
    let bed = Bed::new().await;
    fill(&bed, &["harbor", "meridian", "ember"]).await;
    for (email, list) in [
        ("analyst@aurora.example", "/all/queue?sort=breach"),
        ("analyst@aurora.example", "/c/harbor/queue?sort=created"),
        ("junior@aurora.example", "/all/queue?sort=client&status=new"),
    ] {
        let cookie = bed.sign_in(email).await;
        let (keys, marks) = (whole(&bed, &cookie, list).await, list.replace("/queue?", "/queue/marks?"));
        let found = bed.get(&cookie, &marks).await.json();
        assert_eq!((&found["total"], &found["every"]), (&json!(keys.len()), &json!(25)), "{list}");
        let listed = found["marks"].as_array().expect("marks");
        assert_eq!(listed.len(), (keys.len() - 1) / 25, "{list}");
        for (mark, place) in listed.iter().zip(1..) {
            let (index, cursor) = (place * 25, mark["cursor"].as_str().expect("a cursor"));
            assert_eq!(mark["index"], json!(index));
            let page = bed.get(&cookie, &format!("{list}&limit=2&cursor={cursor}")).await;
            assert_eq!(page.keys()[0], keys[index], "{list}");
            let further = bed.get(&cookie, &format!("{marks}&after={cursor}&span=1000000")).await.json();
            assert_eq!(further["total"], json!(keys.len() - index), "{list}");
            let near = bed.get(&cookie, &format!("{marks}&after={cursor}&span=5")).await.json();
            assert_eq!(near["total"], json!((keys.len() - index).min(5)), "{list}");
            if let Some(next) = further["marks"].as_array().expect("marks").first() {
                let cursor = next["cursor"].as_str().expect("a cursor");
                let page = bed.get(&cookie, &format!("{list}&limit=2&cursor={cursor}")).await;
                assert_eq!(page.keys()[0], keys[index + 25], "{list}");
            }
        }
    }
}

#[tokio::test]
async fn a_marks_cursor_is_for_one_caller_and_one_list_and_half_a_part_is_none() {
    let bed = Bed::new().await;
    fill(&bed, &["harbor"]).await;
    let cookie = bed.sign_in("analyst@aurora.example").await;
    let found = bed.get(&cookie, "/c/harbor/queue/marks").await.json();
    let cursor = found["marks"][0]["cursor"].as_str().expect("a cursor").to_owned();
    let on = |path: &str| format!("{path}cursor={cursor}");
    for path in ["/all/queue?", "/c/harbor/queue?sort=created&", "/c/harbor/queue?status=new&"] {
        assert_eq!(bed.get(&cookie, &on(path)).await.status, 400, "{path}");
    }
    let part = format!("/c/harbor/queue/marks?span=10&after={cursor}");
    assert_eq!(bed.get(&cookie, &part).await.status, 200);
    assert_eq!(bed.get(&cookie, &format!("{part}&sort=created")).await.status, 400);
    let other = bed.sign_in("junior@aurora.example").await;
    assert_eq!(
        (bed.get(&other, &on("/c/harbor/queue?")).await.status, bed.get(&other, &part).await.status),
        (400, 400)
    );
    assert_eq!(bed.get(&other, "/c/meridian/queue/marks").await.status, 404);
    for query in ["span=10", "after=AAAA", "after=AAAA&span=0", "after=AAAA&span=1000001", "limit=5", "sort=mood"] {
        assert_eq!(bed.get(&cookie, &format!("/c/harbor/queue/marks?{query}")).await.status, 422, "{query}");
    }
    assert_eq!(bed.get(&cookie, "/c/harbor/queue/marks?after=AAAA&span=10").await.status, 400);
}
