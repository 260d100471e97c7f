// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzes the parsers of the kernel's scripts/rustbridge. The input is what bindgen
 * wrote, and after a NUL the preprocessed header. An error of the tool is no crash.
 */

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rustbridge.h"
#include "bindgen.h"

static jmp_buf refused;

/* The tool is compiled with -Dexit=tool_exit. */
_Noreturn void tool_exit(int status)
{
	(void)status;
	longjmp(refused, 1);
}

static void write_file(const char *name, const uint8_t *data, size_t size)
{
	FILE *file = fopen(name, "w");

	if (!file || fwrite(data, 1, size, file) != size || fclose(file))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char bindings[64], header[64];
	char *argv[] = { "layout", bindings, header, NULL };
	const uint8_t *nul = memchr(data, 0, size);
	size_t n = nul ? (size_t)(nul - data) : size;

	if (!*bindings) {
		snprintf(bindings, sizeof(bindings), "/dev/shm/fuzz-%d.rs", getpid());
		snprintf(header, sizeof(header), "/dev/shm/fuzz-%d.i", getpid());
		/* What it writes is not looked at. */
		if (!freopen("/dev/null", "w", stdout))
			abort();
	}
	write_file(bindings, data, n);
	write_file(header, nul ? nul + 1 : data, nul ? size - n - 1 : 0);
	optind = 1;
	if (!setjmp(refused))
		layout_main(3, argv);
	bindgen_free();
	names_free();
	unlink(bindings);
	unlink(header);
	return 0;
}
