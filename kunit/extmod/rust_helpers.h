/* SPDX-License-Identifier: GPL-2.0 */
/* Where the functions are that the crates here call as rust_helpers::NAME(). */
#include <linux/jhash.h>
