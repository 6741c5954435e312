//! How large something is, as people say it.

use crate::texts as t;
use base::i18n::number;

const KILOBYTE: u64 = 1024;
const MEGABYTE: u64 = KILOBYTE * KILOBYTE;

pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        ..KILOBYTE => t::bytes(&number(bytes)),
        KILOBYTE..MEGABYTE => t::kilobytes(&number(bytes.div_ceil(KILOBYTE))),
        _ => t::megabytes(&number(bytes.div_ceil(MEGABYTE))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_said_in_the_unit_that_it_fills() {
        assert_eq!([999, 1_024, 81_200, 16 * MEGABYTE].map(size), ["999 B", "1 KiB", "80 KiB", "16 MiB"]);
    }
}
