//! The process as an operator runs it, for what it says on its outputs.

use crate::ground::Ground;
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, ChildStdout, Command, Stdio},
};

pub(super) struct Process {
    child: Child,
    stdout: BufReader<ChildStdout>,
    said: String,
    port: u16,
}

impl Process {
    pub(super) fn start(ground: &Ground) -> Self {
        let keys = ground.keys();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tenant-api"));
        command.args(["--database", &ground.database(), "--installation-key-file"]).arg(keys.installation);
        command.arg("--client-keys-file").arg(keys.clients).args(["serve", "--listen", "127.0.0.1:0"]);
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the process");
        let (mut stdout, mut said) = (BufReader::new(child.stdout.take().expect("piped")), String::new());
        while !said.contains("Bulkhead is at") {
            assert_ne!(stdout.read_line(&mut said).expect("text"), 0, "it serves");
        }
        let port = said.trim_end().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        Self { child, stdout, said, port }
    }

    /// Lets findings in; the status.
    pub(super) fn ingest(&self, key: &str, body: &Value) -> u16 {
        let (body, mut stream) = (body.to_string(), TcpStream::connect(("127.0.0.1", self.port)).expect("it listens"));
        let head = "POST /api/v1/ingest/findings HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n";
        write!(stream, "{head}authorization: Bearer {key}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
            .expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
    }

    /// Ends it; everything that it said.
    pub(super) fn end(mut self) -> String {
        self.child.kill().expect("it ran");
        let mut said = std::mem::take(&mut self.said);
        self.stdout.read_to_string(&mut said).expect("text");
        self.child.stderr.take().expect("piped").read_to_string(&mut said).expect("text");
        said
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
