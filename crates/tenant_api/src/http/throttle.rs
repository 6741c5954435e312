//! Sign-in attempts: a token bucket per account and one per address, taken from before the work is done. Codes of a second
//! factor are few enough to be guessed, so each account has a smaller bucket for them. Alarms have one as small: a console raises
//! one and is silent.

use jiff::Timestamp;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};
use wire::session::UserId;

/// What an attempt costs: one is due again every thirty seconds.
const ATTEMPT_MS: i64 = 30_000;
/// Twenty in a row.
const FULL_MS: i64 = 20 * ATTEMPT_MS;
/// What a code and an alarm cost: five in a row, then one every two minutes.
const CODE_MS: i64 = 4 * ATTEMPT_MS;
/// Above this many buckets the full ones are forgotten.
const MANY: usize = 10_000;

/// What attempts are counted by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Counted {
    Account(String),
    Address(IpAddr),
    /// An account's codes.
    Codes(UserId),
    /// A user's alarms, a partner's user's among them.
    Alarms(UserId),
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
        self.spend(&both(email, address), ATTEMPT_MS, now)
    }

    /// Takes one attempt from an address, for what names no account.
    ///
    /// # Errors
    /// After how many seconds to try again.
    pub fn take_address(&self, address: IpAddr, now: Timestamp) -> Result<(), u64> {
        self.spend(&[Counted::Address(address)], ATTEMPT_MS, now)
    }

    /// Takes one code of an account.
    ///
    /// # Errors
    /// After how many seconds to try again.
    pub fn take_code(&self, user: &UserId, now: Timestamp) -> Result<(), u64> {
        self.spend(&[Counted::Codes(user.clone())], CODE_MS, now)
    }

    /// Takes one alarm of a user.
    ///
    /// # Errors
    /// After how many seconds to try again.
    pub fn take_alarm(&self, user: &UserId, now: Timestamp) -> Result<(), u64> {
        self.spend(&[Counted::Alarms(user.clone())], CODE_MS, now)
    }

    fn spend(&self, counted: &[Counted], cost_ms: i64, now: Timestamp) -> Result<(), u64> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > MANY {
            buckets.retain(|_, bucket| bucket.at(now).credit_ms < FULL_MS);
        }
        let full = Bucket { credit_ms: FULL_MS, at_ms: now.as_millisecond() };
        let state = |counted: &Counted| buckets.get(counted).map_or(full, |bucket| bucket.at(now));
        let states: Vec<_> = counted.iter().map(|counted| (counted.clone(), state(counted))).collect();
        let least_ms = states.iter().map(|(_, bucket)| bucket.credit_ms).min().unwrap_or(0);
        if least_ms < cost_ms {
            return Err(u64::try_from(cost_ms - least_ms).unwrap_or(0).div_ceil(1000));
        }
        for (counted, bucket) in states {
            buckets.insert(counted, Bucket { credit_ms: bucket.credit_ms - cost_ms, ..bucket });
        }
        Ok(())
    }

    /// Gives an attempt back: it succeeded.
    pub fn refund(&self, email: &str, address: IpAddr) {
        self.give_back(&both(email, address), ATTEMPT_MS);
    }

    /// Gives an address's attempt back.
    pub fn refund_address(&self, address: IpAddr) {
        self.give_back(&[Counted::Address(address)], ATTEMPT_MS);
    }

    /// Gives a code back: it was right.
    pub fn refund_code(&self, user: &UserId) {
        self.give_back(&[Counted::Codes(user.clone())], CODE_MS);
    }

    fn give_back(&self, counted: &[Counted], cost_ms: i64) {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for counted in counted {
            if let Some(bucket) = buckets.get_mut(counted) {
                bucket.credit_ms = (bucket.credit_ms + cost_ms).min(FULL_MS);
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
    fn codes_are_fewer_and_do_not_count_as_passwords() {
        let (throttle, here) = (Throttle::default(), IpAddr::V4(Ipv4Addr::LOCALHOST));
        let (ana, rita) = (UserId("ana".into()), UserId("rita".into()));
        for _ in 0..5 {
            assert_eq!(throttle.take_code(&ana, at(0)), Ok(()));
        }
        assert_eq!(throttle.take_code(&ana, at(0)), Err(120));
        assert_eq!(throttle.take_code(&rita, at(0)), Ok(()));
        assert_eq!(throttle.take("ana", here, at(0)), Ok(()));
        throttle.refund_code(&ana);
        assert_eq!(throttle.take_code(&ana, at(0)), Ok(()));
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
