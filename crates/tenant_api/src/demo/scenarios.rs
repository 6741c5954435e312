//! What happens to the demo's clients: kinds of findings as their (invented) sources would report them.

/// Where a finding comes from; decides which fields it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Surface {
    Endpoint,
    Identity,
    Network,
    Cloud,
    Message,
    Web,
}

/// One kind of finding. `{host}`, `{user}`, `{ip}`, `{domain}` and `{file}` are filled in for each.
pub(super) struct Scenario {
    pub surface: Surface,
    pub analytic: &'static str,
    pub title: &'static str,
    /// ATT&CK technique.
    pub technique: &'static str,
    /// OCSF `severity_id`s it comes with; each as likely as it is often named.
    pub severities: &'static [u8],
    /// How often it happens, against the others.
    pub weight: u32,
    /// How often it turns out to be nothing, percent.
    pub false_positives: u32,
    /// The most alerts one wave of it brings.
    pub burst: u32,
    /// Stopped by whatever saw it.
    pub blocked: bool,
}

impl Surface {
    /// Vendor, product and log of this surface's source. All invented.
    #[must_use]
    pub(super) fn source(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Endpoint => ("Northgate", "Sentinel Endpoint 7", "endpoint-detections"),
            Self::Identity => ("Keystone", "Keystone Directory", "sign-in-audit"),
            Self::Network => ("Palisade", "Palisade Gateway", "flow-inspection"),
            Self::Cloud => ("Skyledger", "Skyledger Posture", "control-plane"),
            Self::Message => ("Postern", "Postern Message Gate", "message-trace"),
            Self::Web => ("Drawbridge", "Drawbridge WAF", "request-log"),
        }
    }
}

use Surface::{Cloud, Endpoint, Identity, Message, Network, Web};

const LOW: &[u8] = &[1, 1, 2, 2];
const MEDIUM: &[u8] = &[2, 3, 3, 3, 4];
const HIGH: &[u8] = &[3, 4, 4, 4, 5];
const CRITICAL: &[u8] = &[4, 5, 5];

const fn kind(
    surface: Surface,
    analytic: &'static str,
    (title, technique): (&'static str, &'static str),
    severities: &'static [u8],
    (weight, false_positives, burst): (u32, u32, u32),
) -> Scenario {
    Scenario { surface, analytic, title, technique, severities, weight, false_positives, burst, blocked: false }
}

const fn blocked(kind: Scenario) -> Scenario {
    Scenario { blocked: true, ..kind }
}

/// All of them.
pub(super) const SCENARIOS: &[Scenario] = &[
    kind(
        Identity,
        "KD-1001",
        ("Brute force: repeated failed sign-ins for {user} from {ip}", "T1110"),
        MEDIUM,
        (60, 55, 40),
    ),
    kind(Identity, "KD-1004", ("Password spraying against {domain} from {ip}", "T1110.003"), HIGH, (16, 25, 60)),
    kind(Identity, "KD-1010", ("Impossible travel sign-in of {user}", "T1078"), MEDIUM, (40, 70, 3)),
    kind(Identity, "KD-1012", ("Multi-factor prompts bombing {user}", "T1621"), HIGH, (10, 20, 25)),
    kind(Identity, "KD-1020", ("{user} added to a privileged administrators group", "T1098"), HIGH, (14, 60, 2)),
    kind(Identity, "KD-1031", ("Kerberoasting: service tickets requested by {user}", "T1558.003"), HIGH, (8, 30, 12)),
    kind(Identity, "KD-1040", ("Dormant account {user} signed in", "T1078"), LOW, (34, 75, 2)),
    kind(Identity, "KD-1051", ("Legacy authentication used by {user} from {ip}", "T1078"), LOW, (42, 80, 10)),
    kind(Endpoint, "SE-201", ("Encoded PowerShell command line on {host}", "T1059.001"), HIGH, (26, 45, 6)),
    kind(Endpoint, "SE-207", ("Office program started a script interpreter on {host}", "T1204"), HIGH, (16, 20, 4)),
    kind(Endpoint, "SE-211", ("Credential dumping from LSASS on {host}", "T1003.001"), CRITICAL, (6, 15, 4)),
    kind(Endpoint, "SE-219", ("Scheduled task created by {user} on {host}", "T1053.005"), LOW, (44, 78, 5)),
    kind(Endpoint, "SE-222", ("New service installed on {host}", "T1543.003"), LOW, (36, 80, 4)),
    kind(Endpoint, "SE-230", ("Mass file encryption behaviour on {host}", "T1486"), CRITICAL, (4, 10, 80)),
    blocked(kind(Endpoint, "SE-233", ("Malware {file} quarantined on {host}", "T1204.002"), MEDIUM, (62, 25, 4))),
    kind(Endpoint, "SE-240", ("Security agent on {host} stopped reporting", "T1562.001"), MEDIUM, (30, 60, 3)),
    kind(Endpoint, "SE-244", ("Event log cleared on {host}", "T1070.001"), HIGH, (7, 35, 1)),
    blocked(kind(Endpoint, "SE-251", ("Removable media with autorun blocked on {host}", "T1091"), LOW, (30, 65, 3))),
    kind(Endpoint, "SE-260", ("Remote administration tool {file} started on {host}", "T1219"), MEDIUM, (26, 62, 3)),
    kind(Endpoint, "SE-266", ("Shadow copies deleted on {host}", "T1490"), CRITICAL, (4, 20, 2)),
    kind(
        Endpoint,
        "SE-271",
        ("Lateral movement: remote service execution from {host}", "T1021.002"),
        HIGH,
        (10, 30, 10),
    ),
    kind(Endpoint, "SE-280", ("Cryptocurrency miner process on {host}", "T1496"), MEDIUM, (10, 15, 8)),
    kind(Network, "PG-11", ("Port scan from {ip} against internal hosts", "T1046"), MEDIUM, (44, 60, 90)),
    kind(Network, "PG-14", ("DNS tunnelling suspected: long queries to {domain}", "T1071.004"), HIGH, (12, 40, 60)),
    kind(Network, "PG-19", ("Beaconing to {domain} every 60 seconds from {host}", "T1071.001"), HIGH, (16, 30, 30)),
    kind(Network, "PG-23", ("Large upload of {host} to a new destination", "T1048"), HIGH, (12, 50, 4)),
    kind(Network, "PG-28", ("Connection to anonymising network from {host}", "T1090.003"), MEDIUM, (18, 40, 12)),
    blocked(kind(
        Network,
        "PG-31",
        ("Outbound connection to known bad address {ip} blocked", "T1071"),
        MEDIUM,
        (52, 35, 30),
    )),
    kind(Network, "PG-35", ("Invalid TLS handshake from {ip}", "T1573"), LOW, (56, 90, 70)),
    kind(Network, "PG-40", ("SMB brute force between internal hosts from {host}", "T1110"), HIGH, (7, 25, 50)),
    kind(Network, "PG-44", ("Denial of service: connection flood from {ip}", "T1499"), HIGH, (5, 20, 100)),
    kind(Cloud, "SP-3", ("Audit trail logging disabled by {user}", "T1562.008"), CRITICAL, (5, 30, 1)),
    kind(Cloud, "SP-7", ("Storage bucket made public by {user}", "T1530"), HIGH, (10, 35, 2)),
    kind(Cloud, "SP-9", ("Access key of {user} used from {ip}", "T1078.004"), MEDIUM, (18, 45, 6)),
    kind(Cloud, "SP-14", ("Administrator policy attached to {user}", "T1098"), HIGH, (9, 55, 2)),
    kind(Cloud, "SP-21", ("Unusual number of machines started by {user}", "T1578.002"), MEDIUM, (10, 60, 5)),
    kind(Cloud, "SP-26", ("Security group opened to any address by {user}", "T1562.007"), MEDIUM, (22, 50, 2)),
    kind(Message, "PM-2", ("Credential phishing message delivered to {user}", "T1566.002"), MEDIUM, (66, 25, 14)),
    blocked(kind(Message, "PM-5", ("Malicious attachment {file} blocked for {user}", "T1566.001"), LOW, (58, 12, 9))),
    kind(Message, "PM-8", ("Business e-mail compromise: lookalike domain {domain}", "T1656"), HIGH, (9, 20, 3)),
    kind(Message, "PM-11", ("Inbox forwarding rule created by {user}", "T1114.003"), HIGH, (10, 30, 1)),
    kind(Message, "PM-15", ("Sensitive data sent outside by {user}", "T1048"), MEDIUM, (22, 55, 3)),
    blocked(kind(Web, "DW-101", ("SQL injection attempt on {domain} from {ip}", "T1190"), MEDIUM, (40, 30, 70))),
    blocked(kind(Web, "DW-104", ("Path traversal attempt on {domain} from {ip}", "T1190"), LOW, (36, 40, 50))),
    kind(Web, "DW-110", ("Web shell suspected: new script on {domain}", "T1505.003"), CRITICAL, (4, 25, 3)),
    kind(Web, "DW-118", ("Many client errors from {ip} on {domain}", "T1595.003"), LOW, (50, 70, 100)),
    kind(Web, "DW-121", ("Credential stuffing against {domain}", "T1110.004"), HIGH, (10, 20, 90)),
    kind(Endpoint, "SE-301", ("Critical vulnerability found on {host}", "T1210"), MEDIUM, (26, 20, 1)),
    kind(Endpoint, "SE-305", ("Unapproved software installed on {host}", "T1072"), LOW, (28, 60, 2)),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_kind_is_its_own() {
        let analytics: BTreeSet<_> = SCENARIOS.iter().map(|kind| kind.analytic).collect();
        assert_eq!(analytics.len(), SCENARIOS.len());
    }
}
