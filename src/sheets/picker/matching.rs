//! Type-ahead over names and codes: what a query finds, best first.

/// How well `query` finds something called `name` with code `code`: lower is better, `None` is not at all.
pub(super) fn rank(query: &str, name: &str, code: &str) -> Option<u8> {
    let query = fold(query.trim());
    if query.is_empty() {
        return Some(0);
    }
    let (name, code) = (fold(name), fold(code));
    if code == query {
        Some(0)
    } else if name.starts_with(&query) {
        Some(1)
    } else if code.starts_with(&query) {
        Some(2)
    } else if name.split([' ', '-', '.', '/']).any(|word| word.starts_with(&query)) {
        Some(3)
    } else if name.contains(&query) {
        Some(4)
    } else {
        None
    }
}

/// The positions of `items` that `query` finds, best first and otherwise in their own order.
pub(super) fn found<T>(items: &[T], query: &str, label: impl Fn(&T) -> (&str, &str)) -> Vec<usize> {
    let mut hits: Vec<(u8, usize)> = items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| {
            let (name, code) = label(item);
            rank(query, name, code).map(|rank| (rank, at))
        })
        .collect();
    hits.sort_unstable();
    hits.into_iter().map(|(_, at)| at).collect()
}

/// Lower case without the accents of Western European names. A table of our own, since the browser folds no accents one letter at
/// a time; what is missing here only has to be typed as it is written.
fn fold(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            'A'..='Z' => letter.to_ascii_lowercase(),
            'à'..='å' | 'À'..='Å' | 'ā' | 'ă' | 'ą' => 'a',
            'ç' | 'Ç' | 'ć' | 'č' => 'c',
            'è'..='ë' | 'È'..='Ë' | 'ę' | 'ě' => 'e',
            'ì'..='ï' | 'Ì'..='Ï' => 'i',
            'ñ' | 'Ñ' | 'ń' => 'n',
            'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' | 'ő' => 'o',
            'ù'..='ü' | 'Ù'..='Ü' | 'ű' => 'u',
            'ý' | 'ÿ' | 'Ý' => 'y',
            'š' | 'ś' => 's',
            'ž' | 'ź' | 'ż' => 'z',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENTS: [(&str, &str); 5] = [
        ("Cedar Health", "CED"),
        ("Harbor Logistics", "HAR"),
        ("Meridian Bank", "MER"),
        ("São Bento Hospital", "SBH"),
        ("Old Harbor Museum", "OHM"),
    ];

    fn names(query: &str) -> Vec<&'static str> {
        found(&CLIENTS, query, |client| *client).into_iter().map(|at| CLIENTS[at].0).collect()
    }

    #[test]
    fn nothing_typed_is_everything_in_its_own_order() {
        assert_eq!(names("  ").len(), CLIENTS.len());
        assert_eq!(names("")[0], "Cedar Health");
    }

    #[test]
    fn the_code_wins_then_the_beginning_then_a_word_then_anything() {
        assert_eq!(names("mer"), ["Meridian Bank"]);
        assert_eq!(names("har"), ["Harbor Logistics", "Old Harbor Museum"]);
        assert_eq!(names("o"), ["Old Harbor Museum", "Harbor Logistics", "São Bento Hospital"]);
        assert_eq!(names("dar"), ["Cedar Health"]);
        assert!(names("xyz").is_empty());
    }

    #[test]
    fn accents_need_not_be_typed() {
        assert_eq!(names("sao"), ["São Bento Hospital"]);
        assert_eq!(names("SÃO"), ["São Bento Hospital"]);
    }
}
