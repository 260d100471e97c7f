// SPDX-License-Identifier: GPL-2.0

//! A suite of KUnit's in a module from outside the tree, which calls functions of C that the
//! kernel has no helpers of.

use kernel::prelude::*;

pub mod hash;

module! {
    type: Extmod,
    name: "extmod_kunit",
    authors: ["Rust for Linux Contributors"],
    description: "KUnit tests outside the tree",
    license: "GPL",
}

struct Extmod;

impl kernel::Module for Extmod {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        pr_info!("the hash of nothing is {:#x}\n", hash::of_words(0, 0, 0));
        Ok(Self)
    }
}

#[kunit_tests(rust_extmod)]
mod tests {
    use super::*;
    use kernel::bindings;

    /// The kernel's own helpers.
    #[test]
    fn vec() -> Result {
        let mut v = KVec::new();
        v.push(1u32, GFP_KERNEL)?;
        assert_eq!(v.len(), 1);
        Ok(())
    }

    /// An inline function of integers, by way of a module of the crate.
    #[test]
    fn inline() {
        assert_ne!(hash::of_words(1, 2, 3), hash::of_words(3, 2, 1));
        assert_eq!(hash::of_words(1, 2, 3), hash::of_words(1, 2, 3));
    }

    /// An inline function of pointers, of a type of the kernel's bindings.
    #[test]
    fn types() {
        let mut list = bindings::list_head::default();
        list.next = &raw mut list;
        list.prev = &raw mut list;
        // SAFETY: This is an empty list.
        assert_eq!(unsafe { rust_helpers::list_count_nodes(&raw mut list) }, 0);
    }

    /// A function that is not inline.
    #[test]
    fn exported() {
        // SAFETY: It has no preconditions.
        assert_eq!(unsafe { rust_helpers::int_pow(3, 4) }, 81);
    }

    /// A function of C that takes no part of a byte that is none.
    #[test]
    fn by_macro() {
        macro_rules! call {
            ($name:ident, $arg:expr) => {
                // SAFETY: It has no preconditions.
                unsafe { rust_helpers::$name($arg) }
            };
        }
        assert!(call!(is_power_of_2, 64));
        assert!(!call!(is_power_of_2, 65));
    }

    /// Assertions of the build, and macros that include what is generated.
    #[test]
    fn macros() {
        build_assert!(core::mem::size_of::<u32>() == 4);
        kernel::pr_info_once!("once\n");
        assert!(!kernel::warn_on!(false));
    }
}
