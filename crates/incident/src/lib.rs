//! The incident screen.
