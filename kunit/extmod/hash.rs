// SPDX-License-Identifier: GPL-2.0

//! A module of the crate, in a file of its own.

/// The hash of three words, from `include/linux/jhash.h`.
///
/// # Examples
///
/// ```
/// use extmod_kunit::hash::of_words;
///
/// assert_ne!(of_words(1, 2, 3), of_words(3, 2, 1));
/// ```
pub fn of_words(a: u32, b: u32, c: u32) -> u32 {
    // SAFETY: It has no preconditions.
    unsafe { rust_helpers::jhash_3words(a, b, c, 0) }
}
