//! Parts that know no tenant, no capability and no API.
#![expect(unreachable_pub, reason = "the component macro declares its own items `pub`")]

mod announcer;
mod breach;
mod button;
mod chips;
mod dialog;
mod focus;
mod icon;
mod key;
mod labelled;
mod menu;
mod moment;
mod not_found;
mod sparkline;
mod states;
mod surfaces;
mod untrusted;
mod urgency;

pub use announcer::{Announcer, Toasts, provide_announcer, use_announcer};
pub use breach::{Breach, breach_class};
pub use button::{Button, ButtonKind};
pub use chips::{ClientChip, PersonChip, StatusMark, colour_or_none, initials, status_class};
pub use dialog::Dialog;
pub use focus::{focus_on, focus_on_first, focus_when_shown, focus_wrong, once_shown};
pub use icon::{Icon, Sign};
pub use key::Key;
pub use labelled::{labelled_check, labelled_select};
pub use menu::{Menu, MenuItem};
pub use moment::{Age, Moment};
pub use not_found::NotFound;
pub use sparkline::{Sparkline, sparks};
pub use states::{Empty, EmptyKind, Failure, Skeleton};
pub use surfaces::{Card, Tab, Tabs};
pub use untrusted::Untrusted;
pub use urgency::{Level, Rank};
