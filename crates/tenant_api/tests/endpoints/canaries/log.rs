//! Everything that is logged while somebody listens, by whichever crate and thread and however loudly, as text. The store's
//! threads log too, so the whole process is heard, other tests included.

use std::{
    fmt::{Debug, Write},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
    subscriber::Interest,
};

#[derive(Clone)]
pub(super) struct Log {
    text: Arc<Mutex<String>>,
    listening: Arc<AtomicBool>,
}

struct Line<'a>(&'a mut String);

impl Log {
    /// Begins to listen; once in a process.
    pub(super) fn listen() -> Self {
        let log = Self { text: Arc::default(), listening: Arc::new(true.into()) };
        tracing::subscriber::set_global_default(log.clone()).expect("nobody else listens");
        log
    }

    /// Ends it; what was heard.
    pub(super) fn end(self) -> String {
        self.listening.store(false, Ordering::Relaxed);
        self.text.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn line(&self, metadata: &Metadata<'_>, fields: impl FnOnce(&mut Line<'_>)) {
        let mut text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        write!(text, "{} {}", metadata.target(), metadata.name()).expect("a string");
        fields(&mut Line(&mut text));
        text.push('\n');
    }
}

impl Subscriber for Log {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        // Asked each time: it is not listened to for ever.
        Interest::sometimes()
    }

    fn enabled(&self, _: &Metadata<'_>) -> bool {
        self.listening.load(Ordering::Relaxed)
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.line(span.metadata(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        values.record(&mut Line(&mut text));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.line(event.metadata(), |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl Visit for Line<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        write!(self.0, " {field}={value}").expect("a string");
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").expect("a string");
    }
}
