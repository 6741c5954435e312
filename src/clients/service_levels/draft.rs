//! Promises while they are being edited.

use super::super::texts as t;
use base::words;
use leptos::prelude::*;
use wire::{
    administration::{BusinessHours, ServiceLevel, ServiceLevels, ServiceLevelsChange},
    vocabulary::Weekday,
};

/// One priority's level, and whether it is set here.
#[derive(Clone, Copy)]
pub(super) struct LevelDraft {
    pub(super) level: RwSignal<ServiceLevel>,
    pub(super) is_own: RwSignal<bool>,
}

/// All of it. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) levels: StoredValue<Vec<LevelDraft>>,
    pub(super) hours: RwSignal<BusinessHours>,
    pub(super) has_own_hours: RwSignal<bool>,
}

impl Draft {
    /// Of `known`; what an organisation promises to all is all its own.
    pub(super) fn new(known: &ServiceLevels, is_client: bool) -> Self {
        let level = |level: &ServiceLevel| LevelDraft {
            level: RwSignal::new(*level),
            is_own: RwSignal::new(!is_client || known.own_levels.contains(&level.priority)),
        };
        Self {
            levels: StoredValue::new(known.levels.iter().map(level).collect()),
            hours: RwSignal::new(known.business_hours.clone()),
            has_own_hours: RwSignal::new(!is_client || known.own_business_hours),
        }
    }

    /// What would be sent. Tracked.
    pub(super) fn change(self) -> ServiceLevelsChange {
        let levels = self.levels.with_value(|levels| {
            let own = levels.iter().filter(|level| level.is_own.get());
            own.map(|level| level.level.get()).collect()
        });
        ServiceLevelsChange {
            levels: Some(levels),
            business_hours: Some(self.has_own_hours.get().then(|| self.hours.get())),
        }
    }

    /// What is wrong with it, first things first. Tracked.
    pub(super) fn problem(self) -> Option<String> {
        let ServiceLevelsChange { levels, business_hours } = self.change();
        let of_level = levels.into_iter().flatten().find_map(|level| level_problem(&level));
        of_level.or_else(|| hours_problem(business_hours.flatten().as_ref()?).map(str::to_owned))
    }
}

fn level_problem(level: &ServiceLevel) -> Option<String> {
    let priority = words::priority(level.priority);
    if level.respond_s == 0 || level.resolve_s == 0 {
        Some(t::span_missing(priority))
    } else {
        (level.resolve_s < level.respond_s).then(|| t::resolve_before_respond(priority))
    }
}

fn hours_problem(hours: &BusinessHours) -> Option<&'static str> {
    if hours.opens_min >= hours.closes_min {
        Some(t::closes_before_opens())
    } else {
        hours.days.is_empty().then(t::no_days)
    }
}

/// Puts `day` in or takes it out; the days stay in the week's order.
pub(super) fn toggle_day(days: &mut Vec<Weekday>, day: Weekday) {
    match days.iter().position(|known| *known == day) {
        Some(at) => drop(days.remove(at)),
        None => {
            days.push(day);
            days.sort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::vocabulary::{Priority, ServiceCalendar};

    #[test]
    fn nothing_is_due_before_it_can_be() {
        let level = |respond_s, resolve_s| ServiceLevel {
            priority: Priority::High,
            respond_s,
            resolve_s,
            calendar: ServiceCalendar::Always,
        };
        assert_eq!(level_problem(&level(1800, 28_800)), None);
        assert_eq!(level_problem(&level(7200, 3600)), Some(t::resolve_before_respond("High")));
        assert_eq!(level_problem(&level(0, 3600)), Some(t::span_missing("High")));
    }

    #[test]
    fn business_hours_have_days_and_an_end() {
        let mut hours = BusinessHours {
            time_zone: "Europe/Oslo".into(),
            opens_min: 540,
            closes_min: 1080,
            days: vec![Weekday::Monday],
            holidays: vec![],
        };
        assert_eq!(hours_problem(&hours), None);
        toggle_day(&mut hours.days, Weekday::Monday);
        assert_eq!(hours_problem(&hours), Some(t::no_days()));
        hours.closes_min = 540;
        assert_eq!(hours_problem(&hours), Some(t::closes_before_opens()));
        toggle_day(&mut hours.days, Weekday::Friday);
        toggle_day(&mut hours.days, Weekday::Tuesday);
        assert_eq!(hours.days, [Weekday::Tuesday, Weekday::Friday]);
    }
}
