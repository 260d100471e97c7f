/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/log2.h>

/* A macro is called by a function of one's own. */
static inline unsigned long roundup_pow_of_two_of(unsigned long n)
{
	return roundup_pow_of_two(n);
}
