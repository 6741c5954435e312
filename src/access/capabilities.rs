//! Capabilities in plain words, grouped by what they are about.

use super::texts as t;
use base::{case::upper, words};
use wire::vocabulary::Capability::{self, *};

/// The groups in the order of the matrix; together they are the closed list.
pub(super) fn groups() -> [(&'static str, &'static [Capability]); 5] {
    [
        (t::group_look(), &[OverviewRead, QueueRead, IncidentRead]),
        (
            t::group_work(),
            &[
                IncidentAssign,
                IncidentSetStatus,
                IncidentSetPriority,
                IncidentClose,
                IncidentReopen,
                IncidentRestrict,
                IncidentRate,
                NoteShared,
                NoteInternal,
            ],
        ),
        (t::group_requests(), &[RequestRead, RequestWrite, RequestHandle]),
        (t::group_evidence(), &[EvidenceOpen, SilenceManage, ReceiptsRead]),
        (
            t::group_administer(),
            &[AccessRead, AccessManage, AccessLower, ClientManage, AuditRead, RetentionManage, EmbedManage],
        ),
    ]
}

/// What it lets one do, as a sentence of its own: "See the overview".
pub(super) fn name(capability: Capability) -> String {
    let words = words::capability(capability);
    let end = words.chars().next().map_or(0, char::len_utf8);
    let (first, rest) = words.split_at(end);
    [&upper(first), rest].concat()
}

/// Several, as a list in a sentence: "see the overview, open evidence".
pub(super) fn listed(capabilities: &[Capability]) -> String {
    capabilities.iter().map(|capability| words::capability(*capability)).collect::<Vec<_>>().join(", ")
}

/// Puts `capability` in or takes it out; the list stays in the order of the closed list.
pub(super) fn toggle(capabilities: &mut Vec<Capability>, capability: Capability) {
    match capabilities.iter().position(|known| *known == capability) {
        Some(at) => drop(capabilities.remove(at)),
        None => {
            capabilities.push(capability);
            capabilities.sort();
        }
    }
}

/// What of `these` is not among `those`.
pub(super) fn without(these: &[Capability], those: &[Capability]) -> Vec<Capability> {
    these.iter().copied().filter(|capability| !those.contains(capability)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_groups_are_the_closed_list() {
        let grouped: Vec<Capability> = groups().into_iter().flat_map(|(_, group)| group.iter().copied()).collect();
        assert_eq!(grouped, Capability::ALL);
    }

    #[test]
    fn toggling_keeps_the_order() {
        let mut held = vec![OverviewRead, EvidenceOpen];
        toggle(&mut held, QueueRead);
        assert_eq!(held, [OverviewRead, QueueRead, EvidenceOpen]);
        toggle(&mut held, OverviewRead);
        assert_eq!((held.clone(), without(&held, &[QueueRead])), (vec![QueueRead, EvidenceOpen], vec![EvidenceOpen]));
    }

    #[test]
    fn words_become_sentences_and_lists() {
        assert_eq!(
            (name(OverviewRead), listed(&[OverviewRead, EvidenceOpen])),
            ("See the overview".into(), "see the overview, open evidence".into())
        );
    }
}
