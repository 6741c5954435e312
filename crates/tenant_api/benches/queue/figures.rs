//! Times, and what is told of them.

use std::{error::Error, future::Future, time::Instant};

/// Milliseconds of one thing, repeated.
#[derive(Clone, Debug, Default)]
pub(crate) struct Times(Vec<f64>);

impl Times {
    pub(crate) fn push(&mut self, ms: f64) {
        self.0.push(ms);
    }

    pub(crate) fn median(&self) -> f64 {
        median(&self.sorted())
    }

    pub(crate) fn p95(&self) -> f64 {
        self.sorted()[(self.0.len() * 95).div_ceil(100) - 1]
    }

    /// The ratio of each to its neighbour of the same round: median, least and most.
    pub(crate) fn over(&self, others: &Self) -> String {
        let mut ratios: Vec<f64> = self.0.iter().zip(&others.0).map(|(one, other)| one / other).collect();
        ratios.sort_by(f64::total_cmp);
        format!("{:.2} ({:.2} to {:.2})", median(&ratios), ratios[0], ratios[ratios.len() - 1])
    }

    fn sorted(&self) -> Vec<f64> {
        let mut times = self.0.clone();
        times.sort_by(f64::total_cmp);
        times
    }
}

fn median(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}

/// What came of it, and how many milliseconds it took.
pub(crate) async fn timed<T, E: Error + 'static>(
    of: impl Future<Output = Result<T, E>>,
) -> Result<(T, f64), Box<dyn Error>> {
    let begun = Instant::now();
    let came = of.await?;
    Ok((came, begun.elapsed().as_secs_f64() * 1000.0))
}
