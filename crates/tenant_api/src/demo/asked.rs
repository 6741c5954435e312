//! What the demo's clients have asked, and what was answered, however long ago the demo begins.

use super::{Failure, People};
use crate::{
    policy::Seat,
    store::{Everywhere, Store, Write, requests},
};
use jiff::{Span, Timestamp};
use wire::{
    request::{NewMessage, NewRequest, RequestCategory as C, RequestCommand},
    session::{ClientId, UserId},
    vocabulary::{
        Capability,
        Priority::{self, High, Low, Medium},
        Visibility,
    },
};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// Somebody's request: whose client, what, how long before now in minutes, and what was written.
struct Asked {
    client: &'static str,
    by: &'static str,
    what: (C, Priority),
    ago_min: i64,
    subject: &'static str,
    body: &'static str,
    /// So many minutes after it was asked, by whom.
    then: &'static [(i64, &'static str, Then)],
}

enum Then {
    Take,
    Say(&'static str),
    SayInternally(&'static str),
    Close,
}
use Then::{Close, Say, SayInternally, Take};

/// Oldest first, so that numbers go with time.
const ASKED: [Asked; 12] = [
    Asked {
        client: "harbor",
        by: "manager-harbor",
        what: (C::Report, Low),
        ago_min: 12 * DAY,
        subject: "Key figures for the board",
        body: "We need the key figures of the last two months on one page.\nThe board meets on the 4th.",
        then: &[
            (95, "lead-aurora", Take),
            (96, "lead-aurora", Say("You will have them on the 2nd, as a print-out")),
            (3 * DAY, "manager-harbor", Say("Received, thank you")),
            (3 * DAY + 1, "manager-harbor", Close),
        ],
    },
    Asked {
        client: "harbor",
        by: "analyst-harbor",
        what: (C::Whitelisting, Medium),
        ago_min: 9 * DAY,
        subject: "Our own scanner, every Tuesday night",
        body: "We scan the warehouse network ourselves from now on. Please do not wake us for it.",
        then: &[
            (40, "analyst-aurora", Take),
            (50, "analyst-aurora", SayInternally("Keep the detection, lower the priority of what comes from there")),
            (70, "analyst-aurora", Say("Agreed: it comes in as Low and is not told at night")),
            (75, "analyst-aurora", Close),
        ],
    },
    Asked {
        client: "meridian",
        by: "admin-aurora",
        what: (C::Change, Low),
        ago_min: 8 * DAY,
        subject: "Another number to call at night",
        body: "Asked by telephone: the number on call changes on the first of the month.",
        then: &[(4 * HOUR, "lead-aurora", Say("Noted. It is in the plan from the first on"))],
    },
    Asked {
        client: "harbor",
        by: "analyst-harbor",
        what: (C::Access, Medium),
        ago_min: 6 * DAY,
        subject: "A new colleague",
        body: "Please let our new colleague read incidents. She begins on Monday.",
        then: &[
            (2 * HOUR, "lead-aurora", Take),
            (2 * HOUR + 5, "lead-aurora", Say("Gladly. Which e-mail address shall the invitation go to?")),
        ],
    },
    Asked {
        client: "harbor",
        by: "manager-harbor",
        what: (C::Question, Medium),
        ago_min: 4 * DAY,
        subject: "What on hold does to our service level",
        body: "An incident of ours was on hold over the weekend. Does that time count?",
        then: &[
            (90, "analyst-aurora", Take),
            (95, "analyst-aurora", Say("Only while we wait for you does the clock stand still")),
            (5 * HOUR, "manager-harbor", Say("And while a third party is awaited?")),
        ],
    },
    Asked {
        client: "cedar",
        by: "admin-aurora",
        what: (C::Report, Low),
        ago_min: 3 * DAY,
        subject: "Who opened evidence in the last quarter",
        body: "Asked by telephone: their auditor wants the access records of the last quarter.",
        then: &[(3 * HOUR, "junior-aurora", Take)],
    },
    Asked {
        client: "harbor",
        by: "analyst-harbor",
        what: (C::IncidentReport, High),
        ago_min: 2 * DAY,
        subject: "Strange messages to our accountants",
        body: "Three of our accountants were asked to change a supplier's bank account.\nNobody has paid anything.",
        then: &[
            (12, "analyst-aurora", Take),
            (14, "analyst-aurora", Say("We are looking at it. Please keep the messages and answer none of them")),
            (55, "analyst-harbor", Say("Kept. A fourth one came just now")),
        ],
    },
    Asked {
        client: "harbor",
        by: "manager-harbor",
        what: (C::Change, Medium),
        ago_min: 2 * DAY - HOUR,
        subject: "Maintenance next Sunday",
        body: "We work on our file services next Sunday from 06:00 to 10:00. Expect noise.",
        then: &[],
    },
    Asked {
        client: "quill",
        by: "admin-quill",
        what: (C::Question, Low),
        ago_min: DAY,
        subject: "How long we keep records",
        body: "To be settled before the audit in spring.",
        then: &[],
    },
    Asked {
        client: "harbor",
        by: "manager-harbor",
        what: (C::Other, Low),
        ago_min: 3 * HOUR,
        subject: "A visit to your operations room",
        body: "Two of us would like to see how you work. Would a morning in January suit you?",
        then: &[],
    },
    Asked {
        client: "meridian",
        by: "admin-aurora",
        what: (C::Question, High),
        ago_min: 50,
        subject: "Is the outage ours or theirs?",
        body: "Asked by telephone: their portal is slow, and they want to know whether it is an attack.",
        then: &[
            (8, "analyst-aurora", Take),
            (10, "analyst-aurora", Say("Nothing points to an attack; we keep watching")),
        ],
    },
    Asked {
        client: "harbor",
        by: "analyst-harbor",
        what: (C::Whitelisting, High),
        ago_min: 11,
        subject: "A supplier is blocked",
        body: "Deliveries wait at the gate because a supplier's portal is blocked since this morning.",
        then: &[],
    },
];

/// Writes all of it as it had happened until `now`.
pub(super) async fn write(store: &Store, people: &People, now: Timestamp) -> Result<(), Failure> {
    let mut write = store.write(&Everywhere).await?;
    for asked in &ASKED {
        let at = now - Span::new().minutes(asked.ago_min);
        let Some(seat) = seat(people, asked, asked.by) else { continue };
        let (category, criticality) = asked.what;
        let (subject, body) = (asked.subject.to_owned(), asked.body.to_owned());
        let new = NewRequest { category, criticality, subject, body };
        let number = requests::make(&mut write, &seat, &new, at).await?;
        for (after_min, by, then) in asked.then {
            let at = at + Span::new().minutes(*after_min);
            let Some(seat) = self::seat(people, asked, by) else { continue };
            follow(&mut write, &seat, number, then, at).await?;
        }
    }
    Ok(write.commit().await?)
}

fn seat(people: &People, asked: &Asked, by: &str) -> Option<Seat> {
    let caller = people.0.get(&UserId(by.to_owned()))?;
    caller.enter(&ClientId(asked.client.to_owned()), Capability::RequestRead)
}

async fn follow(write: &mut Write, seat: &Seat, number: i64, then: &Then, at: Timestamp) -> Result<(), Failure> {
    let say = |visibility, body: &&str| NewMessage { visibility, body: (*body).to_owned() };
    match then {
        Take => {
            let assignee = Some(seat.caller().user().clone());
            requests::apply(write, seat, number, &RequestCommand::Assign { assignee }, at).await?;
        }
        Close => requests::apply(write, seat, number, &RequestCommand::Close {}, at).await?,
        Say(body) => requests::say(write, seat, number, &say(Visibility::Shared, body), at).await?,
        SayInternally(body) => requests::say(write, seat, number, &say(Visibility::Internal, body), at).await?,
    }
    Ok(())
}
