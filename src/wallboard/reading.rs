//! What the board stands on: read every ten seconds, less often while that fails, and forgotten once it is no longer let in.

use base::{
    api::{ApiError, devices as api},
    task, time,
};
use leptos::prelude::*;
use wire::device::Wallboard;

/// How long an answer is held back, which is how often the board is read. Whoever revokes it is heard of meanwhile.
const EVERY_S: u32 = 10;
/// An answer that takes so much longer is none.
const PATIENCE_S: u32 = 15;
/// What is waited after the first failure, the second and so on, in seconds.
const PAUSES_S: [i32; 5] = [2, 5, 15, 30, 60];

/// What is on the screen.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    /// Nothing was answered yet.
    Asking,
    /// It is let in by no device, or not any more.
    Out {
        was_in: bool,
    },
    Unreachable(ApiError),
    In,
}

/// The board as it was read last, and how that went. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    board: RwSignal<Option<Wallboard>>,
    failure: RwSignal<Option<ApiError>>,
    is_out: RwSignal<bool>,
    was_in: RwSignal<bool>,
    /// How far the tenant API's clock is ahead of this one: screens on walls are wrong by minutes.
    ahead_ms: RwSignal<f64>,
    turn: RwSignal<u32>,
}

impl Reading {
    /// Reads from now on, for as long as this part of the screen is there.
    pub(super) fn begin() -> Self {
        let reading = Self {
            board: RwSignal::new(None),
            failure: RwSignal::new(None),
            is_out: RwSignal::new(false),
            was_in: RwSignal::new(false),
            ahead_ms: RwSignal::new(0.0),
            turn: RwSignal::new(0),
        };
        task::effect(move || {
            reading.turn.track();
            task::while_here(reading.go_on());
        });
        reading
    }

    /// Begins anew: somebody has typed a code.
    pub(super) fn again(self) {
        self.is_out.set(false);
        self.turn.update(|turn| *turn += 1);
    }

    async fn go_on(self) {
        let (mut held_s, mut failures) = (0, 0);
        loop {
            let patience_ms = i32::try_from((held_s + PATIENCE_S) * 1000).unwrap_or(i32::MAX);
            let answer = task::within(patience_ms, api::read_wallboard(held_s)).await;
            match answer.unwrap_or(Err(ApiError::Offline)) {
                Ok(board) => {
                    self.take(board);
                    (held_s, failures) = (EVERY_S, 0);
                }
                Err(ApiError::SignedOut) => return self.leave(),
                Err(error) => {
                    self.failure.set(Some(error));
                    task::sleep(pause_ms(failures)).await;
                    (held_s, failures) = (0, failures + 1);
                }
            }
        }
    }

    fn take(self, board: Wallboard) {
        if let Some(as_of_ms) = time::ms_of(&board.as_of) {
            self.ahead_ms.set(as_of_ms - time::now_ms());
        }
        self.failure.set(None);
        self.was_in.set(true);
        self.board.set(Some(board));
    }

    /// Nothing of the board remains.
    fn leave(self) {
        self.failure.set(None);
        self.is_out.set(true);
        self.board.set(None);
    }

    pub(super) fn stage(self) -> Memo<Stage> {
        Memo::new(move |_| {
            if self.is_out.get() {
                Stage::Out { was_in: self.was_in.get() }
            } else if self.board.with(Option::is_some) {
                Stage::In
            } else {
                self.failure.get().map_or(Stage::Asking, Stage::Unreachable)
            }
        })
    }

    /// A part of the board, which changes when that part does.
    pub(super) fn part<T: Default + PartialEq + Send + Sync + 'static>(
        self,
        of: impl Fn(&Wallboard) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.board.with(|board| board.as_ref().map(&of).unwrap_or_default()))
    }

    /// Why the board is older than it should be. Tracked.
    pub(super) fn failure(self) -> Option<ApiError> {
        self.failure.get()
    }

    /// The tenant API's time, every second.
    pub(super) fn now(self) -> Memo<f64> {
        let now = time::use_now();
        Memo::new(move |_| {
            time::count_seconds();
            now.get() + self.ahead_ms.get()
        })
    }
}

fn pause_ms(failures: usize) -> i32 {
    PAUSES_S[failures.min(PAUSES_S.len() - 1)] * 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_asks_less_often_the_longer_nobody_answers() {
        assert_eq!([0, 1, 4, 5, 1000].map(pause_ms), [2_000, 5_000, 60_000, 60_000, 60_000]);
        assert!(PAUSES_S.is_sorted());
    }
}
