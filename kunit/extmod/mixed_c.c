// SPDX-License-Identifier: GPL-2.0
/* C in a module that has Rust, too. */

int extmod_mixed_more(int n);
int extmod_mixed_twice(int n);

int extmod_mixed_twice(int n)
{
	return 2 * extmod_mixed_more(n);
}
