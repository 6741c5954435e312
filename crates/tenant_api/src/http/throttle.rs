//! Sign-in attempts: a token bucket per account and one per address, taken from before the work is done.

use jiff::Timestamp;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

/// What an attempt costs: one is due again every thirty seconds.
const ATTEMPT_MS: i64 = 30_000;
/// Twenty in a row.
const FULL_MS: i64 = 20 * ATTEMPT_MS;
/// Above this many buckets the full ones are forgotten.
const MANY: usize = 10_000;

/// What attempts are counted by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Counted {
    Account(String),
    Address(IpAddr),
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// Attempts that may be made, as the time they took to become due.
    credit_ms: i64,
    at_ms: i64,
}

/// The buckets of this process.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<HashMap<Counted, Bucket>>);

impl Throttle {
    /// Takes one attempt of an account (known or not) from an address.
    ///
    /// # Errors
    /// After how many seconds to try again.
    pub fn take(&self, email: &str, address: IpAddr, now: Timestamp) -> Result<(), u64> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > MANY {
            buckets.retain(|_, bucket| bucket.at(now).credit_ms < FULL_MS);
        }
        let both = both(email, address);
        let full = Bucket { credit_ms: FULL_MS, at_ms: now.as_millisecond() };
        let states = both.clone().map(|counted| buckets.get(&counted).map_or(full, |bucket| bucket.at(now)));
        let least_ms = states.iter().map(|bucket| bucket.credit_ms).min().unwrap_or(0);
        if least_ms < ATTEMPT_MS {
            return Err(u64::try_from(ATTEMPT_MS - least_ms).unwrap_or(0).div_ceil(1000));
        }
        for (counted, bucket) in both.into_iter().zip(states) {
            buckets.insert(counted, Bucket { credit_ms: bucket.credit_ms - ATTEMPT_MS, ..bucket });
        }
        Ok(())
    }

    /// Gives an attempt back: it succeeded.
    pub fn refund(&self, email: &str, address: IpAddr) {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for counted in both(email, address) {
            if let Some(bucket) = buckets.get_mut(&counted) {
                bucket.credit_ms = (bucket.credit_ms + ATTEMPT_MS).min(FULL_MS);
            }
        }
    }
}

impl Bucket {
    fn at(self, now: Timestamp) -> Self {
        let at_ms = now.as_millisecond();
        Self { credit_ms: (self.credit_ms + (at_ms - self.at_ms).max(0)).min(FULL_MS), at_ms }
    }
}

fn both(email: &str, address: IpAddr) -> [Counted; 2] {
    [Counted::Account(email.trim().to_lowercase()), Counted::Address(address)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    #[test]
    fn twenty_in_a_row_then_one_every_thirty_seconds() {
        let (throttle, here) = (Throttle::default(), IpAddr::V4(Ipv4Addr::LOCALHOST));
        for _ in 0..20 {
            assert_eq!(throttle.take("a@b.example", here, at(0)), Ok(()));
        }
        assert_eq!(throttle.take("A@b.example ", here, at(0)), Err(30));
        assert_eq!(throttle.take("other@b.example", here, at(10)), Err(20), "the address counts too");
        assert_eq!(throttle.take("a@b.example", here, at(31)), Ok(()));
        assert!(throttle.take("a@b.example", here, at(31)).is_err());
    }

    #[test]
    fn whoever_knows_the_password_is_never_stopped() {
        let (throttle, here) = (Throttle::default(), IpAddr::V4(Ipv4Addr::LOCALHOST));
        for _ in 0..100 {
            assert_eq!(throttle.take("a@b.example", here, at(0)), Ok(()));
            throttle.refund("a@b.example", here);
        }
    }
}
