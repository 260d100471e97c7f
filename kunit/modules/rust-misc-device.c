// SPDX-License-Identifier: GPL-2.0
/*
 * Uses samples/rust/rust_misc_device.rs: every ioctl, and one that is none.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#define HELLO		_IO('|', 0x80)
#define GET_VALUE	_IOR('|', 0x81, int)
#define SET_VALUE	_IOW('|', 0x82, int)
#define NO_SUCH		_IO('|', 0)

static int failed(const char *what)
{
	printf("%s: %s\n", what, strerror(errno));
	return 1;
}

int main(int argc, char **argv)
{
	int fd, value = 4711, back = 0;

	if (argc != 2)
		return 2;
	fd = open(argv[1], O_RDWR);
	if (fd < 0)
		return failed("open");
	if (ioctl(fd, HELLO) < 0)
		return failed("HELLO");
	if (ioctl(fd, SET_VALUE, &value) < 0)
		return failed("SET_VALUE");
	if (ioctl(fd, GET_VALUE, &back) < 0)
		return failed("GET_VALUE");
	if (back != value) {
		printf("GET_VALUE: %d, not %d\n", back, value);
		return 1;
	}
	if (ioctl(fd, SET_VALUE, (void *)8) != -1 || errno != EFAULT)
		return failed("SET_VALUE of a bad address");
	if (ioctl(fd, NO_SUCH) != -1 || errno != ENOTTY)
		return failed("an ioctl that is none");
	return 0;
}
