//! Where the overview's charts put things: numbers in, positions out.

/// The drawing area of a line chart, in user units of its `viewBox`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plot {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Plot {
    /// The middle of column `at` of `count`.
    pub(crate) fn x(&self, at: usize, count: usize) -> f64 {
        let steps = count.saturating_sub(1).max(1) as f64;
        self.left + self.width * at as f64 / steps
    }

    /// The height of `value` on an axis that ends at `top`.
    pub(crate) fn y(&self, value: u64, top: u64) -> f64 {
        self.top + self.height * (1.0 - value as f64 / top.max(1) as f64)
    }

    /// The `points` of a polyline through `values`.
    pub(crate) fn line(&self, values: &[u64], top: u64) -> String {
        let mut points = String::new();
        for (at, value) in values.iter().enumerate() {
            push(&mut points, self.x(at, values.len()));
            points.push(',');
            push(&mut points, self.y(*value, top));
            points.push(' ');
        }
        points
    }

    /// The `points` of the area under the same line.
    pub(crate) fn area(&self, values: &[u64], top: u64) -> String {
        let floor = self.top + self.height;
        let mut points = self.line(values, top);
        for x in [self.x(values.len().saturating_sub(1), values.len()), self.left] {
            push(&mut points, x);
            points.push(',');
            push(&mut points, floor);
            points.push(' ');
        }
        points
    }
}

/// Tenths, without the formatting of floats: it would be the only one in the main module, and costs kilobytes.
fn push(out: &mut String, value: f64) {
    out.push_str(&tenths(value));
}

/// A coordinate as it stands in an attribute, to one tenth.
pub(crate) fn tenths(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    let tenths = tenths.unsigned_abs();
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}

/// A round number at or above `max`, and not far above, that three equal steps of the axis divide well: 3, 6, 9, 12, …
pub(crate) fn axis_top(max: u64) -> u64 {
    let mut scale = 1;
    loop {
        for tenths in [10, 12, 15, 20, 25, 30, 40, 50, 60, 80] {
            let top = tenths * scale * 3;
            if top % 30 == 0 && top / 10 >= max {
                return top / 10;
            }
        }
        scale *= 10;
    }
}

/// How strongly a cell of the heat is tinted: 0 for nothing, 1 to 5 by its share of the highest.
pub(crate) fn heat(value: u64, max: u64) -> u8 {
    if value == 0 || max == 0 {
        return 0;
    }
    (value * 5).div_ceil(max).min(5) as u8
}

/// `part` of `whole` in thousandths, rounded down, so that 99.96 % is never shown as all of it; `None` of nothing.
pub(crate) fn per_mille(part: u64, whole: u64) -> Option<u64> {
    (part * 1000).checked_div(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLOT: Plot = Plot { left: 20.0, top: 10.0, width: 100.0, height: 50.0 };

    #[test]
    fn the_line_runs_from_edge_to_edge_and_zero_is_the_floor() {
        assert_eq!(PLOT.line(&[0, 10, 5], 10), "20.0,60.0 70.0,10.0 120.0,35.0 ");
        assert_eq!(PLOT.area(&[0, 10], 10), "20.0,60.0 120.0,10.0 120.0,60.0 20.0,60.0 ");
    }

    #[test]
    fn one_value_or_none_is_still_a_chart() {
        assert_eq!(PLOT.line(&[3], 3), "20.0,10.0 ");
        assert_eq!(PLOT.line(&[], 0), "");
        assert_eq!(PLOT.y(0, 0), 60.0);
    }

    #[test]
    fn the_axis_ends_on_a_round_number_above_the_highest() {
        let tops: Vec<u64> = [0, 1, 3, 4, 7, 16, 31, 100, 1000].into_iter().map(axis_top).collect();
        assert_eq!(tops, [3, 3, 3, 6, 9, 18, 36, 120, 1200]);
        assert!((10..5000).all(|max| axis_top(max) < max * 3 / 2), "most of the chart is the values'");
    }

    #[test]
    fn heat_shows_every_arrival_and_saves_the_strongest_for_the_highest() {
        assert_eq!([heat(0, 100), heat(1, 100), heat(50, 100), heat(100, 100)], [0, 1, 3, 5]);
        assert_eq!(heat(0, 0), 0);
    }

    #[test]
    fn a_share_is_rounded_down() {
        assert_eq!(per_mille(9996, 10_000), Some(999));
        assert_eq!(per_mille(0, 0), None);
        assert_eq!(per_mille(5, 5), Some(1000));
    }

    #[test]
    fn tenths_are_written_without_floats() {
        assert_eq!([tenths(0.04), tenths(-1.25), tenths(12.0)], ["0.0", "-1.3", "12.0"]);
    }
}
