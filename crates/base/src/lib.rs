//! What screens stand on.
