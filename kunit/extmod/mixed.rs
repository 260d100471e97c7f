// SPDX-License-Identifier: GPL-2.0

//! Rust in a module that has C, too.

use kernel::prelude::*;

module! {
    type: Mixed,
    name: "extmod_mixed",
    authors: ["Rust for Linux Contributors"],
    description: "C and Rust in a module outside the tree",
    license: "GPL",
}

extern "C" {
    fn extmod_mixed_twice(n: kernel::ffi::c_int) -> kernel::ffi::c_int;
}

/// Called by C.
#[no_mangle]
pub extern "C" fn extmod_mixed_more(n: kernel::ffi::c_int) -> kernel::ffi::c_int {
    n + 1
}

struct Mixed;

impl kernel::Module for Mixed {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        // SAFETY: It has no preconditions.
        let n = unsafe { extmod_mixed_twice(20) };
        pr_info!("C and Rust make {n}\n");
        Ok(Self)
    }
}
