//! Findings out of a stream, in batches: one a line, or the elements of an array.

use super::Failure;
use crate::ingest::{BATCH, body};
use serde::de::{Deserializer as _, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::{fmt, io::BufRead};
use tokio::sync::mpsc::Sender;

/// The most bytes of findings in one batch, give or take a finding.
const BATCH_BYTES: usize = 16 * 1024 * 1024;

/// One item's text, and its place from 1: the line it begins in, or its place in the array.
pub(super) struct Item {
    pub(super) place: u64,
    pub(super) text: Vec<u8>,
}

/// Items on their way; nobody receiving any more ends the reading.
struct Batches<'a> {
    sender: &'a Sender<Vec<Item>>,
    batch: Vec<Item>,
    bytes: usize,
}

impl Batches<'_> {
    /// Whether somebody still wants more.
    fn push(&mut self, item: Item) -> bool {
        self.bytes += item.text.len();
        self.batch.push(item);
        (self.batch.len() < BATCH && self.bytes < BATCH_BYTES) || self.send()
    }

    fn send(&mut self) -> bool {
        self.bytes = 0;
        let batch = std::mem::take(&mut self.batch);
        batch.is_empty() || self.sender.blocking_send(batch).is_ok()
    }
}

/// Reads to the end.
///
/// # Errors
/// [`Failure`] when the input cannot be read or is not JSON; what came before has been sent.
pub(super) fn read(mut input: impl BufRead, sender: &Sender<Vec<Item>>) -> Result<(), Failure> {
    let mut batches = Batches { sender, batch: Vec::new(), bytes: 0 };
    let (lines_before, first) = first_line(&mut input)?;
    let outcome = if first.trim_ascii_start().starts_with(b"[") {
        elements(std::io::Read::chain(first.as_slice(), input), &mut batches)
    } else if serde_json::from_slice::<&RawValue>(&first).is_ok() {
        lines(lines_before, first, input, &mut batches)
    } else {
        whole(first, input, &mut batches)
    };
    batches.send();
    outcome
}

/// The first line that is not empty, and how many lines were before it.
fn first_line(input: &mut impl BufRead) -> Result<(u64, Vec<u8>), Failure> {
    let (mut before, mut line) = (0, Vec::new());
    while input.read_until(b'\n', &mut line)? > 0 {
        if let Some(rest) = line.strip_prefix(b"\xef\xbb\xbf") {
            line = rest.to_vec();
        }
        if !line.trim_ascii().is_empty() {
            break;
        }
        before += 1;
        line.clear();
    }
    Ok((before, line))
}

fn lines(before: u64, first: Vec<u8>, mut input: impl BufRead, batches: &mut Batches<'_>) -> Result<(), Failure> {
    let (mut place, mut line) = (before, first);
    loop {
        place += 1;
        let wanted = line.trim_ascii().is_empty() || batches.push(Item { place, text: line.trim_ascii().to_vec() });
        line.clear();
        if !wanted || input.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
    }
}

/// One finding over several lines, or lines of which the first is not JSON.
fn whole(first: Vec<u8>, mut input: impl BufRead, batches: &mut Batches<'_>) -> Result<(), Failure> {
    let mut all = first;
    input.read_to_end(&mut all)?;
    let items = body::items(&all, usize::MAX).map_err(|unfit| Failure::NotJson(unfit.to_string()))?;
    for (place, item) in (1..).zip(items) {
        // An item that cannot be one travels as something that cannot be one, and is rejected where all are.
        let text = item.map_or_else(|_problem| Vec::new(), |text| text.as_bytes().to_vec());
        if !batches.push(Item { place, text }) {
            break;
        }
    }
    Ok(())
}

fn elements(input: impl BufRead, batches: &mut Batches<'_>) -> Result<(), Failure> {
    struct Elements<'a, 'b>(&'a mut Batches<'b>);

    impl<'de> Visitor<'de> for Elements<'_, '_> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an array of findings")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
            let mut place = 0;
            while let Some(element) = elements.next_element::<Box<RawValue>>()? {
                place += 1;
                let text = element.get().as_bytes().to_vec();
                if !self.0.push(Item { place, text }) {
                    break;
                }
            }
            Ok(())
        }
    }

    let mut json = serde_json::Deserializer::from_reader(input);
    let read = json.deserialize_seq(Elements(batches)).and_then(|()| json.end());
    read.map_err(|error| match error.is_io() {
        true => Failure::Read(error.into()),
        false => Failure::NotJson(format!("line {}, column {}", error.line(), error.column())),
    })
}
