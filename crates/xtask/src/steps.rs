//! Progress: numbered steps with the time each took.

use std::time::{Duration, Instant};

use eyre::{Result, WrapErr};

/// A list of steps of known length.
pub(crate) struct Steps {
    total: usize,
    done: Vec<(&'static str, Duration)>,
}

impl Steps {
    pub(crate) fn new(total: usize) -> Self {
        Self { total, done: Vec::new() }
    }

    /// Does one step between a line that names it and a line with its time.
    pub(crate) fn step<T>(&mut self, title: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let number = format!("[{}/{}]", self.done.len() + 1, self.total);
        println!("{number} {title}");
        let start = Instant::now();
        let result = work().wrap_err_with(|| format!("{number} {title}"));
        let taken = start.elapsed();
        self.done.push((title, taken));
        if result.is_ok() {
            println!("{:width$} done in {}", "", seconds(taken), width = number.len());
        }
        result
    }

    /// Where the time went, longest first.
    pub(crate) fn print_times(&self) {
        let mut times = self.done.clone();
        times.sort_by_key(|(_, taken)| std::cmp::Reverse(*taken));
        println!("\nWhere the time went");
        for (title, taken) in &times {
            println!("{:>9}  {title}", seconds(*taken));
        }
        println!("{:>9}  in all", seconds(times.iter().map(|(_, taken)| *taken).sum()));
    }
}

/// `4.2 s`, or `3 min 05 s`.
pub(crate) fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        all => format!("{} min {:02} s", all / 60, all % 60),
    }
}
