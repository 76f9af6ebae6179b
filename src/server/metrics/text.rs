//! The text that Prometheus reads, version 0.0.4: a line of help, a line of type, a line a sample.

use super::{BOUNDS, Counter, Counters, Histogram};
use std::fmt::{Display, Write};

#[derive(Default)]
pub struct Text(String);

impl Text {
    pub fn counter(&mut self, name: &str, help: &str, counter: &Counter) {
        self.head(name, help, "counter");
        self.sample(name, None, counter.get());
    }

    pub fn counters<const N: usize>(
        &mut self,
        name: &str,
        label: &str,
        help: &str,
        counters: &Counters<N>,
    ) {
        self.head(name, help, "counter");
        for (value, count) in counters.read() {
            self.sample(name, Some((label, value)), count);
        }
    }

    pub fn gauge(&mut self, name: &str, help: &str, value: impl Display) {
        self.head(name, help, "gauge");
        self.sample(name, None, value);
    }

    pub fn gauges<'a, V: Display>(
        &mut self,
        name: &str,
        label: &str,
        help: &str,
        values: impl IntoIterator<Item = (&'a str, V)>,
    ) {
        self.head(name, help, "gauge");
        for (of, value) in values {
            self.sample(name, Some((label, of)), value);
        }
    }

    pub fn histogram(&mut self, name: &str, help: &str, histogram: &Histogram) {
        self.head(name, help, "histogram");
        let added_up = histogram.added_up();
        let bounds = BOUNDS.iter().map(f64::to_string).chain(["+Inf".into()]);
        let bucket = format!("{name}_bucket");
        for (bound, count) in bounds.zip(added_up) {
            self.sample(&bucket, Some(("le", &bound)), count);
        }
        self.sample(&format!("{name}_sum"), None, histogram.seconds());
        self.sample(&format!("{name}_count"), None, added_up[BOUNDS.len()]);
    }

    pub fn finish(self) -> String {
        self.0
    }

    fn head(&mut self, name: &str, help: &str, kind: &str) {
        self.line(format_args!("# HELP {name} {help}"));
        self.line(format_args!("# TYPE {name} {kind}"));
    }

    fn sample(&mut self, name: &str, label: Option<(&str, &str)>, value: impl Display) {
        match label {
            Some((label, of)) => self.line(format_args!("{name}{{{label}=\"{of}\"}} {value}")),
            None => self.line(format_args!("{name} {value}")),
        }
    }

    fn line(&mut self, line: impl Display) {
        // Writing to a string does not fail.
        let _ = writeln!(self.0, "{line}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_counter_has_help_type_and_its_samples() {
        let counters = Counters::new(["a", "other"]);
        counters.add("a");
        let mut text = Text::default();
        text.counters("x_total", "kind", "How many.", &counters);
        let expected = "# HELP x_total How many.\n# TYPE x_total counter\n\
                        x_total{kind=\"a\"} 1\nx_total{kind=\"other\"} 0\n";
        assert_eq!(text.finish(), expected);
    }

    #[test]
    fn a_histogram_ends_with_all_its_sum_and_its_count() {
        let histogram = Histogram::new();
        histogram.observe(Duration::from_millis(1_500));
        let mut text = Text::default();
        text.histogram("x_seconds", "How long.", &histogram);
        let text = text.finish();
        assert!(text.contains("x_seconds_bucket{le=\"1\"} 0\n"), "{text}");
        let end = "{le=\"2.5\"} 1\nx_seconds_bucket{le=\"5\"} 1\n\
                   x_seconds_bucket{le=\"+Inf\"} 1\nx_seconds_sum 1.5\nx_seconds_count 1\n";
        assert!(text.ends_with(end), "{text}");
    }
}
