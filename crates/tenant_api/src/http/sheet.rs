//! CSV (RFC 4180) through one writer, which takes only cells that no spreadsheet runs as a formula.

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use csv::{QuoteStyle, Terminator, WriterBuilder};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::io;

/// A cell; there is no way to one but through here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell(String);

impl Cell {
    /// Text that anybody may have written. What a spreadsheet would take for a formula begins with an apostrophe instead.
    #[must_use]
    pub fn text(text: &str) -> Self {
        let runs =
            |first: char| matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
        // Spreadsheets skip what cannot be seen before they look.
        let seen = text.trim_start_matches([' ', '\u{feff}', '\u{a0}', '\0']);
        if seen.starts_with(runs) { Self(format!("'{text}")) } else { Self(text.to_owned()) }
    }

    #[must_use]
    pub fn number(number: i64) -> Self {
        Self(number.to_string())
    }
}

/// Rows as bytes, every cell in quotes, so that none can end before its end.
///
/// # Errors
/// [`io::Error`] when they cannot be written.
pub fn rows<const N: usize>(rows: impl IntoIterator<Item = [Cell; N]>) -> io::Result<Bytes> {
    let mut writer =
        WriterBuilder::new().quote_style(QuoteStyle::Always).terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| &cell.0))?;
    }
    writer.into_inner().map(Bytes::from).map_err(|error| error.into_error())
}

/// An answer that browsers keep as a file.
#[must_use]
pub fn file(name: &str, media: &'static str, body: Body) -> Response {
    attachment(media, format!("attachment; filename=\"{name}\""), body)
}

/// The same of bytes that nobody has looked into, under whatever name somebody gave them (RFC 6266).
#[must_use]
pub fn unread_file(name: &str, body: Body) -> Response {
    let name = utf8_percent_encode(name, NON_ALPHANUMERIC);
    attachment("application/octet-stream", format!("attachment; filename*=UTF-8''{name}"), body)
}

fn attachment(media: &'static str, disposition: String, body: Body) -> Response {
    let mut response = body.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if let Ok(value) = HeaderValue::try_from(disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_would_run_does_not() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u{feff}=1", "＝1"] {
            assert_eq!(Cell::text(formula).0, format!("'{formula}"));
        }
        assert_eq!((Cell::text("a=1").0, Cell::number(-7).0), ("a=1".to_owned(), "-7".to_owned()));
    }

    proptest! {
        #[test]
        fn every_text_comes_back_in_its_own_cell_and_harmless(texts in proptest::array::uniform3("\\PC*|[=+@\t\r\n\",; -]*")) {
            let bytes = rows([[Cell::text("a"), Cell::text("b"), Cell::text("c")], texts.clone().map(|text| Cell::text(&text))]);
            let bytes = bytes.expect("written");
            let mut reader = csv::Reader::from_reader(&bytes[..]);
            let read = reader.records().next().expect("a row").expect("read");
            prop_assert_eq!(read.len(), 3);
            for (cell, text) in read.iter().zip(&texts) {
                prop_assert!(cell == text || cell.strip_prefix('\'') == Some(text));
                prop_assert!(!cell.trim_start().starts_with(['=', '+', '-', '@']));
            }
        }
    }
}
