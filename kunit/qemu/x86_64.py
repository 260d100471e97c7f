# SPDX-License-Identifier: GPL-2.0
#
# The tree's x86_64 machine, emulated: see qemu-system-tcg-x86_64 beside this
# file, which scripts/run puts on PATH.

from ..qemu_config import QemuArchParams

QEMU_ARCH = QemuArchParams(linux_arch='x86_64',
			   kconfig='''
CONFIG_SERIAL_8250=y
CONFIG_SERIAL_8250_CONSOLE=y''',
			   qemu_arch='tcg-x86_64',
			   kernel_path='arch/x86/boot/bzImage',
			   kernel_command_line='console=ttyS0',
			   extra_qemu_params=['-bios', 'qboot.rom'])
