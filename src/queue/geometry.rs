//! Where rows stand: a list of any length on a page whose height the browser limits.

use std::ops::Range;

/// No page is higher than this: browsers cut off what is past some 16 to 33 million pixels, and not all say so.
pub(super) const LONGEST_PX: f64 = 8_000_000.0;
/// From how far on a move is the thumb's, in a longer list: less than the least that it moves by on a screen of 1,200 px, each of
/// three dots, and more than a wheel does in most frames, however long they take.
const LEAP_PX: f64 = 2_200.0;
/// So many views at either end of a longer list stand on the page as they are: whoever scrolls there is never moved back.
const ALIKE_VIEWS: f64 = 10.0;

/// The whole list, and the window that a screen has on it. All lengths in CSS pixels.
///
/// The list itself is `rows * row_px` long; the page gives it at most [`LONGEST_PX`]. Where that is less, the scroll bar
/// moves by ratio, and everything smaller than a leap of it (wheel, touch, keys) by rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Runway {
    pub(super) rows: usize,
    pub(super) row_px: f64,
    pub(super) view_px: f64,
}

/// How far the page is scrolled past the list's top, and where in the list that is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Stand {
    pub(crate) page_px: f64,
    pub(crate) list_px: f64,
}

impl Runway {
    fn list_px(&self) -> f64 {
        self.rows as f64 * self.row_px
    }

    /// What the list takes up of the page.
    pub(super) fn height_px(&self) -> f64 {
        self.list_px().min(LONGEST_PX)
    }

    /// How far the page and the list can be scrolled while the list fills the view.
    fn reach_px(&self) -> (f64, f64) {
        (self.height_px() - self.view_px, self.list_px() - self.view_px)
    }

    fn is_compressed(&self) -> bool {
        self.list_px() > LONGEST_PX
    }

    /// A place of something `from` long as one of something `to` long, the page and the list or the other way round: their
    /// first and last views are alike, and only what is between is of another length. Above and below both go on alike.
    fn of(&self, px: f64, (from, to): (f64, f64)) -> f64 {
        let alike = ALIKE_VIEWS * self.view_px;
        if !self.is_compressed() || px <= alike {
            px
        } else if px >= from - alike {
            to - (from - px)
        } else {
            alike + (px - alike) * (to - 2.0 * alike) / (from - 2.0 * alike)
        }
    }

    fn list_of(&self, page_px: f64) -> f64 {
        self.of(page_px, self.reach_px())
    }

    pub(super) fn page_of(&self, list_px: f64) -> f64 {
        let (page_reach, list_reach) = self.reach_px();
        self.of(list_px, (list_reach, page_reach))
    }

    /// Where the list stands once the page stands at `page_px`: small moves from `before` are moves by rows.
    pub(super) fn follow(&self, before: Option<Stand>, page_px: f64) -> Stand {
        let (page_reach, list_reach) = self.reach_px();
        let is_inside = page_px > 0.0 && page_px < page_reach;
        let small = before.filter(|before| (page_px - before.page_px).abs() < LEAP_PX);
        let list_px = match small {
            Some(before) if self.is_compressed() && is_inside => {
                (before.list_px + page_px - before.page_px).clamp(0.0, list_reach)
            }
            _ => self.list_of(page_px),
        };
        Stand { page_px, list_px }
    }

    /// Where both stand once the list stands at `list_px`: where that is not far, the page goes as far, and rows stay where they
    /// are on it.
    pub(super) fn moved(&self, from: Stand, list_px: f64) -> Stand {
        let (page_reach, _) = self.reach_px();
        let distance_px = list_px - from.list_px;
        let near = Some(from.page_px + distance_px).filter(|page_px| {
            distance_px.abs() < 2.0 * self.view_px && *page_px > self.view_px && *page_px < page_reach - self.view_px
        });
        Stand { page_px: near.unwrap_or_else(|| self.page_of(list_px)), list_px }
    }

    /// Where both have to stand for the row at the view's top to stay there, now that rows are no longer `before_px` high;
    /// `None` where nothing moves by that.
    pub(super) fn kept(&self, before: Stand, before_px: f64) -> Option<Stand> {
        let list_px = before.list_px / before_px * self.row_px;
        let is_other = before_px > 0.0 && before_px != self.row_px && list_px > 0.0;
        is_other.then(|| Stand { page_px: self.page_of(list_px), list_px })
    }

    /// Where the page has to stand for the list to go on either way, if it is elsewhere by now. Moving it at once would end
    /// a gesture, and moves every row on the page, so that is only done so near an end that the next move could pass it by, or
    /// where it is views away at rest.
    pub(super) fn due(&self, stand: Stand, is_at_rest: bool) -> Option<f64> {
        let (page_reach, _) = self.reach_px();
        let to = self.page_of(stand.list_px);
        let is_near_end = stand.page_px < LEAP_PX || stand.page_px > page_reach - LEAP_PX;
        let off_px = if self.is_compressed() { (to - stand.page_px).abs() } else { 0.0 };
        (off_px > 1.0 && is_near_end || off_px > 2.0 * self.view_px && is_at_rest).then_some(to)
    }

    /// The rows of which something is between `above_px` below the top of the view and `below_px` above its end, when the list
    /// stands at `list_px`; and `spare` more on either side.
    pub(super) fn window(&self, list_px: f64, (above_px, below_px): (f64, f64), spare: usize) -> Range<usize> {
        let place = |px: f64| (px / self.row_px).max(0.0);
        let first = (place(list_px + above_px).floor() as usize).saturating_sub(spare);
        let last = place(list_px + self.view_px - below_px).ceil() as usize + spare;
        first.min(self.rows)..last.min(self.rows)
    }

    /// Where the list has to stand for row `place` to be in sight, moved no further than needed.
    pub(super) fn reveal(&self, list_px: f64, place: usize, (above_px, below_px): (f64, f64)) -> f64 {
        let top = place as f64 * self.row_px;
        let latest = top - above_px;
        let earliest = top + self.row_px + below_px - self.view_px;
        list_px.max(earliest).min(latest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runway(rows: usize) -> Runway {
        Runway { rows, row_px: 40.0, view_px: 900.0 }
    }

    const COVER: (f64, f64) = (96.0, 76.0);

    #[test]
    fn a_list_that_fits_stands_where_the_page_does() {
        let runway = runway(200_000);
        assert_eq!(runway.height_px(), 8_000_000.0);
        for page_px in [-300.0, 0.0, 17.5, 7_999_000.0] {
            assert_eq!(runway.follow(None, page_px).list_px, page_px);
            assert_eq!(runway.due(runway.follow(None, page_px), true), None);
        }
    }

    #[test]
    fn no_list_is_higher_than_the_browser_allows_and_its_ends_meet() {
        for rows in [200_001, 1_000_000, 50_000_000] {
            let runway = runway(rows);
            assert_eq!(runway.height_px(), LONGEST_PX);
            assert_eq!(runway.follow(None, 0.0).list_px, 0.0);
            let end = runway.follow(None, LONGEST_PX - 900.0).list_px;
            assert!((end - (rows as f64 * 40.0 - 900.0)).abs() < 0.01, "{end}");
            assert_eq!(runway.window(end, (0.0, 0.0), 0).end, rows);
        }
    }

    #[test]
    fn page_and_list_are_each_others_inverse() {
        let runway = runway(1_000_000);
        for step in -10..8_100 {
            let page_px = f64::from(step) * 1_000.0;
            let back = runway.page_of(runway.list_of(page_px));
            assert!((back - page_px).abs() < 0.01, "{page_px} came back as {back}");
        }
    }

    /// Every row of a million: by the thumb to the nearest pixel, then by rows.
    #[test]
    fn every_row_is_reached() {
        let runway = runway(1_000_000);
        for place in (0..1_000_000).step_by(997).chain([1, 999_999]) {
            let to = runway.reveal(0.0, place, COVER);
            let mut stand = runway.follow(None, runway.page_of(to).round());
            for _ in 0..40 {
                let left = runway.reveal(stand.list_px, place, COVER) - stand.list_px;
                stand = runway.follow(Some(stand), stand.page_px + left.clamp(-100.0, 100.0));
            }
            let seen = runway.window(stand.list_px, (0.0, 0.0), 0);
            assert!(seen.contains(&place), "row {place} is not among {seen:?}");
        }
    }

    #[test]
    fn small_moves_are_moves_by_rows_and_leaps_go_by_ratio() {
        let runway = runway(1_000_000);
        let stand = runway.follow(None, 4_000_000.0);
        let wheel = runway.follow(Some(stand), 4_000_120.0);
        assert_eq!(wheel.list_px - stand.list_px, 120.0);
        let thumb = runway.follow(Some(stand), 4_010_000.0);
        // Of what is between the ten views at either end.
        let ratio = (40_000_000.0 - 900.0 - 18_000.0) / (LONGEST_PX - 900.0 - 18_000.0);
        assert!((thumb.list_px - stand.list_px - 10_000.0 * ratio).abs() < 0.01);
    }

    /// A page that is slow has a whole gesture in one frame.
    #[test]
    fn what_the_wheel_did_in_a_long_frame_is_no_leap() {
        let runway = runway(1_000_000);
        let stand = runway.follow(None, 4_000_000.0);
        assert_eq!(runway.follow(Some(stand), 4_002_199.0).list_px - stand.list_px, 2_199.0);
        let thumb = runway.follow(Some(stand), 4_000_000.0 + LONGEST_PX / 1_200.0 / 3.0);
        assert_eq!(thumb.list_px, runway.list_of(thumb.page_px));
    }

    #[test]
    fn whoever_scrolls_from_an_end_is_not_moved_for_ten_views() {
        let runway = runway(1_000_000);
        let (page_end, list_end) = (LONGEST_PX - 900.0, 40_000_000.0 - 900.0);
        let mut stands = [runway.follow(None, 0.0), runway.follow(None, page_end)];
        for step in 1..90 {
            let px = f64::from(step) * 100.0;
            stands = [runway.follow(Some(stands[0]), px), runway.follow(Some(stands[1]), page_end - px)];
            assert_eq!(stands.map(|stand| stand.list_px.round()), [px, list_end - px]);
            assert_eq!(stands.map(|stand| runway.due(stand, true)), [None; 2]);
        }
    }

    #[test]
    fn a_key_moves_the_page_as_far_as_the_list_and_a_leap_goes_by_ratio() {
        let runway = runway(1_000_000);
        let stand = runway.follow(None, 4_000_000.0);
        let key = runway.moved(stand, stand.list_px + 40.0);
        assert_eq!((key.page_px, key.list_px), (4_000_040.0, stand.list_px + 40.0));
        assert_eq!(runway.follow(Some(stand), key.page_px), key, "as if somebody had scrolled there");
        assert_eq!(runway.due(key, true), None, "not worth moving every row for");
        let end = runway.moved(stand, 1_000_000.0 * 40.0 - 900.0);
        assert_eq!(end.page_px, LONGEST_PX - 900.0);
        // Whoever holds the key down comes to the end all the same.
        let mut far = stand;
        for _ in 0..200 {
            far = runway.moved(far, far.list_px + 40.0);
        }
        let due = runway.due(far, true).expect("it is views away");
        assert!((due - runway.page_of(far.list_px)).abs() < 0.01);
    }

    /// Somebody who never stops scrolling gets to the end, by rows, and not by a leap there.
    #[test]
    fn scrolling_on_and_on_meets_the_end_without_a_leap() {
        let runway = runway(400_000);
        let end = 400_000.0 * 40.0 - 900.0;
        // By turns of a wheel, and by as much as a long frame can have of them.
        for move_px in [100.0, LEAP_PX - 1.0] {
            let mut stand = runway.follow(None, runway.page_of(end - 300_000.0));
            for step in 0.. {
                assert!(step < 4_000, "never there");
                let next = runway.follow(Some(stand), (stand.page_px + move_px).min(LONGEST_PX - 900.0));
                assert!(next.list_px - stand.list_px <= move_px + 1.0, "leapt from {stand:?} to {next:?}");
                stand = next;
                if let Some(page_px) = runway.due(stand, false) {
                    stand.page_px = page_px;
                }
                if (stand.list_px - end).abs() < 1.0 {
                    break;
                }
            }
        }
    }

    #[test]
    fn the_row_at_the_top_stays_there_when_rows_become_higher() {
        for rows in [1_000, 1_000_000] {
            let (wide, narrow) = (runway(rows), Runway { row_px: 117.0, ..runway(rows) });
            let before = wide.follow(None, wide.page_of(700.5 * 40.0));
            let stand = narrow.kept(before, 40.0).expect("rows are higher");
            assert_eq!(narrow.window(stand.list_px, (0.0, 0.0), 0).start, 700);
            assert!((narrow.follow(None, stand.page_px).list_px - stand.list_px).abs() < 0.01);
            let back = wide.kept(stand, 117.0).expect("rows are lower");
            assert!((back.page_px - before.page_px).abs() < 0.01);
            assert_eq!(narrow.kept(stand, 117.0), None);
        }
        assert_eq!(runway(9).kept(Stand { page_px: -200.0, list_px: -200.0 }, 117.0), None, "the list begins in sight");
        assert_eq!(runway(9).kept(Stand::default(), 0.0), None, "nothing was measured before");
    }

    #[test]
    fn the_window_is_what_is_seen_and_some_more() {
        let runway = runway(1_000);
        assert_eq!(runway.window(-200.0, (0.0, 0.0), 0), 0..18);
        assert_eq!(runway.window(400.0, (0.0, 0.0), 8), 2..41);
        assert_eq!(runway.window(400.0, COVER, 0), 12..31);
        assert_eq!(runway.window(39_500.0, (0.0, 0.0), 8), 979..1_000);
        assert_eq!(Runway { rows: 0, ..runway }.window(0.0, (0.0, 0.0), 8), 0..0);
    }

    #[test]
    fn a_row_is_brought_into_sight_by_the_shortest_way() {
        let runway = runway(1_000);
        assert_eq!(runway.reveal(400.0, 15, COVER), 400.0, "it is in sight");
        assert_eq!(runway.reveal(400.0, 10, COVER), 400.0 - 96.0);
        assert_eq!(runway.reveal(0.0, 30, COVER), 31.0 * 40.0 + 76.0 - 900.0);
        let low = Runway { view_px: 150.0, ..runway };
        assert_eq!(low.reveal(0.0, 30, COVER), 30.0 * 40.0 - 96.0, "where there is no room, its top");
    }
}
