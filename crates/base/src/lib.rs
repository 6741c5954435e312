//! What the console's screens stand on: scope, session, calls, live changes, links, keys, texts, time and parts.

pub mod alarm;
pub mod api;
pub mod case;
pub mod chain;
pub mod clipboard;
pub mod command_forms;
pub mod display;
pub mod embed;
pub mod i18n;
pub mod keys;
pub mod links;
pub mod live;
pub mod load;
pub mod looking;
pub mod office;
pub mod passkeys;
pub mod scope;
pub mod session;
pub mod task;
pub mod theme;
pub mod time;
pub mod ui;
pub mod words;
