//! Aurora's playbooks, which incidents begin with from now on, and what waits for Harbor's people.

use super::{Failure, People};
use crate::store::{Everywhere, Store, playbooks, tasks};
use jiff::Timestamp;
use wire::{
    session::{ClientId, UserId},
    task::{AddTasks, NewPlaybook, Phase, Step},
    vocabulary::{Capability, Category, OrganisationKind},
};

/// Incidents of Harbor's, awaiting it, that are asked about.
const ASKED: i64 = 3;

/// Writes the playbooks, and asks Harbor's people about a few of the incidents that await them.
pub(super) async fn write(store: &Store, people: &People, now: Timestamp) -> Result<(), Failure> {
    let (admin, analyst) = (UserId("admin-aurora".to_owned()), UserId("analyst-aurora".to_owned()));
    let office = people.0.get(&admin).and_then(|caller| caller.office(Capability::ClientManage));
    let harbor = ClientId("harbor".to_owned());
    let seat = people.0.get(&analyst).and_then(|caller| caller.enter(&harbor, Capability::IncidentRead));
    let (Some(office), Some(seat)) = (office, seat) else { return Ok(()) };
    let mut write = store.write(&Everywhere).await?;
    let mut made = vec![];
    for playbook in [phishing(), malware(), account_takeover(&harbor)] {
        made.push(playbooks::create(&mut write, &office, &playbook, now).await?);
    }
    let waiting = sqlx::query_as(
        "SELECT number, category FROM incidents WHERE client_id = $1 AND status = 3 ORDER BY number DESC LIMIT $2",
    );
    let waiting: Vec<(i64, String)> = waiting.bind(&harbor.0).bind(ASKED).fetch_all(&mut *write).await?;
    for (number, category) in waiting {
        let category = Category::from_caption(&category);
        let fitting = made.iter().find(|playbook| category.is_some_and(|one| playbook.categories.contains(&one)));
        let asked = match fitting {
            Some(playbook) => AddTasks { playbook: Some(playbook.id.clone()), task: None },
            None => AddTasks { playbook: None, task: Some(approval("May we take the machine off the network?", 240)) },
        };
        tasks::add(&mut write, &seat, number, &asked, now).await?;
    }
    Ok(write.commit().await?)
}

fn phishing() -> NewPlaybook {
    NewPlaybook {
        name: "Phishing".to_owned(),
        categories: vec![Category::Phishing],
        steps: vec![
            ours(Phase::Identification, "Find everybody who got the message", Some(30)),
            Step { internal: true, ..ours(Phase::Identification, "Compare with the campaigns of other clients", None) },
            approval("May we delete the message from every mailbox?", 120),
            theirs(Phase::Containment, "Tell those who answered it to change their passwords", Some(240)),
            ours(Phase::Recovery, "See that nobody signs in from where the message led to", Some(1440)),
            ours(Phase::LessonsLearned, "Tell the client what would have stopped it", None),
        ],
    }
}

fn malware() -> NewPlaybook {
    NewPlaybook {
        name: "Malware".to_owned(),
        categories: vec![Category::Malware, Category::Execution],
        steps: vec![
            ours(Phase::Identification, "Find where else it runs", Some(30)),
            approval("May we take the machine off the network?", 60),
            ours(Phase::Eradication, "See that nothing of it is left", Some(480)),
            theirs(Phase::Recovery, "Put the machine back from a backup", Some(2880)),
            ours(Phase::LessonsLearned, "Tell the client how it came in", None),
        ],
    }
}

/// Harbor lets accounts be locked without being asked.
fn account_takeover(harbor: &ClientId) -> NewPlaybook {
    let lock = approval("May we lock the account?", 30);
    NewPlaybook {
        name: "Account takeover".to_owned(),
        categories: vec![Category::CredentialAccess],
        steps: vec![
            ours(Phase::Identification, "See what the account did since", Some(30)),
            Step { preauthorised: vec![harbor.clone()], ..lock },
            theirs(Phase::Recovery, "Give the user a new password and a second factor", Some(1440)),
        ],
    }
}

fn ours(phase: Phase, text: &str, due_min: Option<u32>) -> Step {
    Step { phase, text: text.to_owned(), owner: OrganisationKind::Msp, due_min, ..Step::default() }
}

fn theirs(phase: Phase, text: &str, due_min: Option<u32>) -> Step {
    Step { owner: OrganisationKind::Client, ..ours(phase, text, due_min) }
}

/// What is not closed before the client has answered.
fn approval(text: &str, due_min: u32) -> Step {
    Step { approval: true, mandatory: true, ..theirs(Phase::Containment, text, Some(due_min)) }
}
