//! The frames around screens, and the doors in them.

pub(crate) mod embed;
pub(crate) mod scope;
pub(crate) mod signed_in;
