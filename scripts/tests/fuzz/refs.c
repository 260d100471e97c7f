// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzes the reader of Rust sources in the kernel's scripts/rustbridge. The input is a
 * source. An error of the tool is no crash.
 */

#include <getopt.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "rustbridge.h"

static jmp_buf refused;

/* The tool is compiled with -Dexit=tool_exit. */
_Noreturn void tool_exit(int status)
{
	(void)status;
	longjmp(refused, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char rust[64], c[64];
	char *argv[] = { "refs", rust, c, rust, NULL };
	const char *names[] = { rust, c };
	FILE *file;
	int i;

	if (!*rust) {
		snprintf(rust, sizeof(rust), "/dev/shm/fuzz-%d.rs", getpid());
		snprintf(c, sizeof(c), "/dev/shm/fuzz-%d.c", getpid());
		/* What it writes is not looked at. */
		if (!freopen("/dev/null", "w", stdout))
			abort();
	}
	for (i = 0; i < 2; i++) {
		file = fopen(names[i], "w");
		if (!file || fwrite(data, 1, size, file) != size || fclose(file))
			abort();
	}
	optind = 1;
	if (!setjmp(refused))
		refs_main(4, argv);
	names_free();
	unlink(rust);
	unlink(c);
	return 0;
}
