//! `tenant-api`: the reference tenant API as one program.

fn main() {}
