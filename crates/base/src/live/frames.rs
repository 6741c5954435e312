//! Server-sent events out of bytes that are cut anywhere (WHATWG HTML, "Server-sent events").

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) id: Option<String>,
    pub(super) event: String,
    pub(super) data: String,
}

/// What has been read of the event that is still travelling.
#[derive(Default)]
pub(super) struct FrameReader {
    line: Vec<u8>,
    frame: Frame,
}

impl FrameReader {
    /// Takes the next bytes and gives the events that are complete now. A comment (`:`), which is what a heartbeat is,
    /// gives none; nor does an event without data.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<Frame> {
        let mut frames = Vec::new();
        for byte in bytes {
            if *byte != b'\n' {
                self.line.push(*byte);
                continue;
            }
            let line = std::mem::take(&mut self.line);
            // Whole lines only are decoded, so a character is never cut.
            let line = String::from_utf8_lossy(&line);
            let line = line.strip_suffix('\r').unwrap_or(&line);
            if line.is_empty() {
                let frame = std::mem::take(&mut self.frame);
                frames.extend(Some(frame).filter(|frame| !frame.data.is_empty()));
            } else {
                self.frame.field(line);
            }
        }
        frames
    }
}

impl Frame {
    fn field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "id" => self.id = Some(value.to_owned()),
            "event" => value.clone_into(&mut self.event),
            "data" => {
                if !self.data.is_empty() {
                    self.data.push('\n');
                }
                self.data.push_str(value);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str =
        ": heartbeat\n\nid: a1\nevent: change\ndata: {\"key\":\ndata: \"ç\"}\n\nid:a2\r\ndata:x\r\n\r\nevent: none\n\n";

    fn expected() -> Vec<Frame> {
        let frame =
            |id: &str, event: &str, data: &str| Frame { id: Some(id.into()), event: event.into(), data: data.into() };
        vec![frame("a1", "change", "{\"key\":\n\"ç\"}"), frame("a2", "", "x")]
    }

    #[test]
    fn frames_are_the_same_wherever_the_bytes_are_cut() {
        for at in 0..STREAM.len() {
            let mut reader = FrameReader::default();
            let mut frames = reader.push(&STREAM.as_bytes()[..at]);
            frames.extend(reader.push(&STREAM.as_bytes()[at..]));
            assert_eq!(frames, expected(), "cut at {at}");
        }
    }

    #[test]
    fn an_unfinished_event_is_not_told() {
        assert_eq!(FrameReader::default().push(b"data: half\n"), vec![]);
    }
}
