//! Parts in a real browser: what a person sees, presses and hears.
#![cfg(target_arch = "wasm32")]

use base::{
    case::{lower, upper},
    keys::{self, provide_keys},
    task::sleep,
    time::{instant_of, now_ms, provide_clock},
    ui::{Breach, Button, Dialog, Menu, MenuItem, Toasts, Untrusted, provide_announcer},
};
use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlElement, KeyboardEvent, KeyboardEventInit};

wasm_bindgen_test_configure!(run_in_browser);

/// Mounts `view` on an empty stage and lets its effects run. The part goes when the guard is dropped.
async fn stage<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> (HtmlElement, impl Drop) {
    let stage = document().create_element("div").expect("a div").unchecked_into::<HtmlElement>();
    document().body().expect("a page").append_child(&stage).expect("a place");
    let guard = mount_to(stage.clone(), view);
    settle().await;
    (stage, guard)
}

/// Two frames: effects, then what they put off to the next one.
async fn settle() {
    sleep(60).await;
}

fn find(stage: &HtmlElement, wanted: &str) -> Option<HtmlElement> {
    stage.query_selector(wanted).expect("a selector").map(JsCast::unchecked_into)
}

fn press(target: &HtmlElement, key: &str) {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).expect("an event");
    target.dispatch_event(&event).expect("it is not being dispatched already");
}

fn focused() -> String {
    document().active_element().and_then(|element| element.text_content()).unwrap_or_default()
}

#[wasm_bindgen_test]
fn letters_have_the_case_that_the_browser_knows() {
    assert_eq!([lower("ÀÉ Db-04"), upper("ñandú db-04")], ["àé db-04", "ÑANDÚ DB-04"]);
    assert_eq!([lower(""), upper("straße")], ["", "STRASSE"]);
}

#[wasm_bindgen_test]
async fn what_somebody_else_wrote_stays_text() {
    let hostile = "<img src=x onerror=alert(1)><a href=\"https://a.example\">\u{202e}fdp";
    let (stage, _guard) = stage(move || view! { <Untrusted text=hostile longest=60 /> }).await;
    assert!(find(&stage, "img, a, script").is_none());
    assert!(find(&stage, "bdi").is_some());
    assert_eq!(find(&stage, ".untrusted__chip").and_then(|chip| chip.text_content()).as_deref(), Some("U+202E"));
}

#[wasm_bindgen_test]
async fn a_refused_button_does_nothing_and_says_why() {
    let pressed = ArcRwSignal::new(0);
    let refusal = ArcRwSignal::new(Some(String::from("Somebody has to be assigned first")));
    let (count, why) = (pressed.clone(), refusal.clone());
    let (stage, _guard) = stage(move || {
        provide_announcer();
        let on_press = move |()| count.update(|count| *count += 1);
        view! { <Button on_press refusal=move || why.get()>"Start"</Button><Toasts /> }
    })
    .await;
    let button = find(&stage, "button").expect("the button");
    assert_eq!(button.get_attribute("aria-disabled").as_deref(), Some("true"));
    assert_eq!(button.get_attribute("aria-description"), refusal.get_untracked());
    button.click();
    settle().await;
    assert_eq!(pressed.get_untracked(), 0);
    assert_eq!(find(&stage, "[role=status]").and_then(|said| said.text_content()), refusal.get_untracked());
    refusal.set(None);
    settle().await;
    button.click();
    assert_eq!((pressed.get_untracked(), button.get_attribute("aria-disabled")), (1, None));
}

#[wasm_bindgen_test]
async fn a_dialog_asks_with_the_focus_on_what_is_chosen_and_forgets_when_closed() {
    let open = ArcRwSignal::new(false);
    let shown = open.clone();
    let (stage, _guard) = stage(move || {
        let open = RwSignal::from(shown);
        view! {
            <Dialog open title=String::from("Why?")>
                <div class="dialog__body">
                    <input type="text" />
                    <input type="radio" checked aria-label="Triage" />
                </div>
            </Dialog>
        }
    })
    .await;
    assert!(find(&stage, "dialog input").is_none());
    open.set(true);
    settle().await;
    assert!(find(&stage, "dialog[open] input[type=radio]:focus").is_some());
    find(&stage, "dialog input").expect("the field").unchecked_into::<web_sys::HtmlInputElement>().set_value("typed");
    find(&stage, ".dialog__head button").expect("the cross").click();
    settle().await;
    assert!(!open.get_untracked() && find(&stage, "dialog[open]").is_none());
    open.set(true);
    settle().await;
    let field = find(&stage, "dialog input").expect("the field").unchecked_into::<web_sys::HtmlInputElement>();
    assert_eq!(field.value(), "");
}

/// As the browser closes it after a second Esc: without asking.
#[wasm_bindgen_test]
async fn a_dialog_that_must_be_answered_opens_again_and_any_other_is_known_to_be_closed() {
    for must_answer in [true, false] {
        let open = ArcRwSignal::new(true);
        let shown = open.clone();
        let (stage, _guard) = stage(move || {
            let open = RwSignal::from(shown);
            view! {
                <Dialog open title=String::from("Sign in again") must_answer>
                    <div class="dialog__body"><input type="text" /></div>
                </Dialog>
            }
        })
        .await;
        let field = find(&stage, "dialog input").expect("the field").unchecked_into::<web_sys::HtmlInputElement>();
        field.set_value("typed");
        find(&stage, "dialog").expect("the dialog").unchecked_into::<web_sys::HtmlDialogElement>().close();
        settle().await;
        assert_eq!((open.get_untracked(), find(&stage, "dialog[open]").is_some()), (must_answer, must_answer));
        if must_answer {
            assert_eq!(field.value(), "typed");
            assert!(find(&stage, "dialog:modal input:focus").is_some());
        }
    }
}

#[wasm_bindgen_test]
async fn a_menu_of_things_to_do_has_nothing_to_check() {
    let (stage, _guard) = stage(move || {
        provide_announcer();
        let items = ["Rename…", "Remove…"].map(|word| MenuItem::new(word, || ()));
        view! { <Menu open=RwSignal::new(false) items=Signal::stored(items.to_vec()) label=|| "Actions" /> }
    })
    .await;
    find(&stage, "button").expect("the button").click();
    settle().await;
    assert_eq!(focused(), "Rename…");
    assert!(find(&stage, "[role=menuitem]:not([aria-checked])").is_some() && find(&stage, "[aria-checked]").is_none());
    press(&document().active_element().expect("an item").unchecked_into(), "End");
    assert_eq!(focused(), "Remove…");
}

#[wasm_bindgen_test]
async fn a_menu_is_walked_with_the_arrows_and_gives_the_focus_back() {
    let chosen = ArcRwSignal::new(String::new());
    let choice = chosen.clone();
    let (stage, _guard) = stage(move || {
        provide_announcer();
        let items = ["Low", "High"].map(|word| {
            let choice = choice.clone();
            MenuItem::new(word, move || choice.set(word.to_owned())).current(word == "High")
        });
        view! { <Menu open=RwSignal::new(false) items=Signal::stored(items.to_vec()) label=|| "Priority" /> }
    })
    .await;
    find(&stage, "button").expect("the button").click();
    settle().await;
    assert_eq!(focused(), "High", "the current one is where it begins");
    press(&document().active_element().expect("an item").unchecked_into(), "ArrowDown");
    assert_eq!(focused(), "Low", "round the end");
    document().active_element().expect("an item").unchecked_into::<HtmlElement>().click();
    settle().await;
    assert_eq!((chosen.get_untracked().as_str(), focused().as_str()), ("Low", "Priority"));
}

#[wasm_bindgen_test]
async fn keys_work_one_and_two_at_a_time_and_not_while_typing() {
    let runs = ArcRwSignal::new(Vec::new());
    let ran = runs.clone();
    let (stage, _guard) = stage(move || {
        let keys = provide_keys();
        for (id, strokes) in [("down", &["j"][..]), ("queue", &["g q"])] {
            let ran = ran.clone();
            keys.register(keys::Command::new(id, strokes, id, move || ran.update(|ran| ran.push(id))));
        }
        view! { <p tabindex="-1">"page"</p><input /> }
    })
    .await;
    let (page, field) = (find(&stage, "p").expect("the page"), find(&stage, "input").expect("the field"));
    for key in ["j", "g", "q", "q"] {
        press(&page, key);
    }
    press(&field, "j");
    assert_eq!(runs.get_untracked(), ["down", "queue"]);
}

#[wasm_bindgen_test]
async fn a_clock_in_its_last_minute_counts_every_second_and_one_that_stands_does_not() {
    let (due, since) = (instant_of(now_ms() + 4000.0), instant_of(now_ms() - 60_000.0));
    let (stage, _guard) = stage(move || {
        provide_clock();
        view! {
            <p><Breach due_at=Some(due.clone()) since=since.clone() is_paused=false /></p>
            <s><Breach due_at=Some(due) since is_paused=true /></s>
        }
    })
    .await;
    let shown = |wanted: &str| find(&stage, wanted).and_then(|found| found.text_content()).unwrap_or_default();
    let mut seen = vec![shown("p")];
    for _ in 0..24 {
        sleep(250).await;
        if seen.last() != Some(&shown("p")) {
            seen.push(shown("p"));
        }
    }
    assert!(seen.len() >= 5, "each second is shown: {seen:?}");
    assert!(seen[0].ends_with(" s") && seen.last().is_some_and(|last| last.ends_with(" late")), "{seen:?}");
    assert_eq!(shown("s"), "paused");
}
