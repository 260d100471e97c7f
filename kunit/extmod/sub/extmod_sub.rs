// SPDX-License-Identifier: GPL-2.0

//! A crate in a folder of its own, which has helpers of its own.

use kernel::prelude::*;

module! {
    type: Sub,
    name: "extmod_sub",
    authors: ["Rust for Linux Contributors"],
    description: "A folder below the module's",
    license: "GPL",
}

struct Sub;

impl kernel::Module for Sub {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        // SAFETY: It has no preconditions.
        let n = unsafe { rust_helpers::roundup_pow_of_two_of(40) };
        pr_info!("the next power of two is {n}\n");
        Ok(Self)
    }
}
