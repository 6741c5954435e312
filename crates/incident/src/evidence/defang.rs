//! Addresses that nobody opens by accident, written as the field writes them.

use wire_evidence::ObservableKind;

/// `value` with what makes it an address put in brackets: `hxxps[://]a[.]example`, `10[.]0[.]0[.]1`, `a[@]b[.]example`.
/// Kinds that lead nowhere stay as they are.
pub(super) fn defanged(kind: ObservableKind, value: &str) -> String {
    use ObservableKind::{Domain, Email, Host, Ip, Url};
    if !matches!(kind, Ip | Host | Domain | Url | Email) {
        return value.to_owned();
    }
    let mut text = String::with_capacity(value.len() + 16);
    let mut rest = value;
    if let Some((scheme, after)) = value.split_once("://") {
        // http, https, ftp, in any case: one letter away from a link.
        text.push_str(&scheme.to_ascii_lowercase().replace("tt", "xx").replace("ftp", "fxp"));
        text.push_str("[://]");
        rest = after;
    }
    for character in rest.chars() {
        match character {
            '.' | '@' => text.extend(['[', character, ']']),
            ':' if kind == Ip => text.push_str("[:]"),
            character => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use ObservableKind::{Email, File, Hash, Host, Ip, Url, User};

    #[test]
    fn what_leads_somewhere_is_taken_apart() {
        let pairs = [
            (Ip, "10.0.0.1", "10[.]0[.]0[.]1"),
            (Ip, "2001:db8::1", "2001[:]db8[:][:]1"),
            (Host, "db-1.internal.example", "db-1[.]internal[.]example"),
            (Url, "HTTPS://a.example/x?y=http://b", "hxxps[://]a[.]example/x?y=http://b"),
            (Url, "ftp://a.example", "fxp[://]a[.]example"),
            (Email, "a@b.example", "a[@]b[.]example"),
        ];
        for (kind, value, expected) in pairs {
            assert_eq!(defanged(kind, value), expected);
        }
    }

    #[test]
    fn what_leads_nowhere_is_left_alone() {
        for (kind, value) in [(User, "j.doe"), (Hash, "d41d8cd9"), (File, "/etc/cron.d/x.sh")] {
            assert_eq!(defanged(kind, value), value);
        }
    }
}
