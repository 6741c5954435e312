//! A record cut into rows of a bounded length, a slice at a time: ten megabytes are laid out without anybody waiting.

/// The longest row, characters.
const ROW_CHARS: usize = 120;
/// Deeper levels are indented no further.
const DEEPEST: usize = 40;
/// Beyond it nothing is indented any more: of a record of brackets the indentation would be all there is.
const INDENTED_BYTES: usize = 64 * 1024 * 1024;

/// A text in rows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Laid {
    text: String,
    /// Where each row begins.
    rows: Vec<u32>,
}

impl Laid {
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Where a row begins, and its text without the break that ends it.
    pub(super) fn row(&self, row: usize) -> (usize, &str) {
        let start = self.rows[row] as usize;
        let end = self.rows.get(row + 1).map_or(self.text.len(), |next| *next as usize);
        (start, self.text[start..end].trim_end_matches(['\n', '\r']))
    }

    /// The row that a place of the text stands in.
    pub(super) fn row_of(&self, place: u32) -> usize {
        self.rows.partition_point(|start| *start <= place).saturating_sub(1)
    }
}

/// Lays a text out, as it is or as JSON with a line for each member. Then only white space between tokens changes: order,
/// numbers and doubled keys stay as they were sent. What is not JSON stays readable in the same way.
pub(super) struct Layout {
    laid: Laid,
    is_pretty: bool,
    in_row: usize,
    depth: usize,
    in_string: bool,
    is_escaped: bool,
    /// A bracket was opened, and nothing has come in it yet.
    is_fresh: bool,
}

impl Layout {
    pub(super) fn new(is_pretty: bool) -> Self {
        let laid = Laid { text: String::new(), rows: vec![0] };
        Self { laid, is_pretty, in_row: 0, depth: 0, in_string: false, is_escaped: false, is_fresh: false }
    }

    /// Takes what comes next.
    pub(super) fn feed(&mut self, slice: &str) {
        for character in slice.chars() {
            if self.is_pretty { self.pretty(character) } else { self.push(character) }
        }
    }

    pub(super) fn finish(self) -> Laid {
        self.laid
    }

    fn pretty(&mut self, character: char) {
        if self.in_string {
            self.push(character);
            self.in_string = self.is_escaped || character != '"';
            self.is_escaped = !self.is_escaped && character == '\\';
            return;
        }
        if character.is_ascii_whitespace() {
            return;
        }
        let ends = matches!(character, '}' | ']');
        if std::mem::take(&mut self.is_fresh) {
            if ends {
                return self.push(character);
            }
            self.depth += 1;
            self.line();
        } else if ends {
            self.depth = self.depth.saturating_sub(1);
            self.line();
        }
        self.push(character);
        match character {
            '"' => self.in_string = true,
            '{' | '[' => self.is_fresh = true,
            ',' => self.line(),
            ':' => self.push(' '),
            _ => {}
        }
    }

    fn line(&mut self) {
        self.push('\n');
        if self.laid.text.len() < INDENTED_BYTES {
            for _ in 0..2 * self.depth.min(DEEPEST) {
                self.push(' ');
            }
        }
    }

    fn push(&mut self, character: char) {
        let ends = character == '\n';
        if self.in_row == ROW_CHARS && !ends {
            self.begin_row();
        }
        self.laid.text.push(character);
        self.in_row += 1;
        if ends {
            self.begin_row();
        }
    }

    fn begin_row(&mut self) {
        // A record is at most ten megabytes, and laid out at most some tens more.
        self.laid.rows.push(self.laid.text.len() as u32);
        self.in_row = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Laid out in slices of one character, as long ones are in larger slices.
    fn laid_out(text: &str, is_pretty: bool) -> Laid {
        let mut layout = Layout::new(is_pretty);
        text.chars().for_each(|character| layout.feed(character.encode_utf8(&mut [0; 4])));
        layout.finish()
    }

    #[test]
    fn a_record_is_laid_out_without_changing_a_token() {
        let record = r#"{"b":1.50, "a":[{"x":"a,{\"]}: b"},[],{ }],"b":null}"#;
        let expected = "{\n  \"b\": 1.50,\n  \"a\": [\n    {\n      \"x\": \"a,{\\\"]}: b\"\n    },\n    [],\n    {}\n  ],\n  \"b\": null\n}";
        assert_eq!(laid_out(record, true).text(), expected);
        assert_eq!(laid_out(expected, true).text(), expected, "laying out twice changes nothing");
        assert_eq!(laid_out(record, false).text(), record);
    }

    #[test]
    fn what_is_no_json_does_no_harm() {
        assert_eq!(laid_out("]]}\"open", true).text(), "\n]\n]\n}\"open");
        assert_eq!(laid_out("", true), Laid { text: String::new(), rows: vec![0] });
    }

    #[test]
    fn rows_are_bounded_and_together_they_are_the_text() {
        let text = format!("a\r\n{}\nend", "é".repeat(2 * ROW_CHARS + 1));
        let laid = laid_out(&text, false);
        let rows: Vec<_> = (0..laid.rows()).map(|row| laid.row(row)).collect();
        assert_eq!(
            rows.iter().map(|(_, row)| row.chars().count()).collect::<Vec<_>>(),
            [1, ROW_CHARS, ROW_CHARS, 1, 3]
        );
        assert!(rows.iter().all(|(start, row)| laid.text()[*start..].starts_with(row)));
        for (row, (start, _)) in rows.iter().enumerate() {
            assert_eq!(laid.row_of(*start as u32), row);
        }
    }
}
