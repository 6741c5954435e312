//! One address, one spelling: anything else is refused before routing.

/// Whether every part of a path is plain: no empty part, no dots that climb, nothing percent-encoded, no `;` or `\`.
pub(crate) fn is_canonical(path: &str) -> bool {
    let Some(parts) = path.strip_prefix('/') else { return false };
    parts.is_empty() || parts.split('/').all(is_plain)
}

fn is_plain(part: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte);
    !matches!(part, "" | "." | "..") && part.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_spellings_pass() {
        for path in ["/", "/api/v1/c/harbor/incidents/HAR-1042", "/assets/ab12/main.js", "/a.b/c~d_e"] {
            assert!(is_canonical(path), "{path}");
        }
        for path in
            ["", "//", "/a//b", "/a/", "/./a", "/a/..", "/a%2fb", "/a%2Fb", "/%61", "/a;b", "/a\\b", "/a b", "/é"]
        {
            assert!(!is_canonical(path), "{path}");
        }
    }
}
