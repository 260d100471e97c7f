// SPDX-License-Identifier: GPL-2.0
//
// scripts/mutate appends this to init/main.c, which is in every kernel, and once.

#include <linux/export.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/reboot.h>

/* Which mutant runs, and how often it did. */
int rust_helpers_mutant, rust_helpers_mutant_ran;
EXPORT_SYMBOL_GPL(rust_helpers_mutant);
EXPORT_SYMBOL_GPL(rust_helpers_mutant_ran);
core_param(rust_helpers_mutant, rust_helpers_mutant, int, 0444);

static int mutant_say(struct notifier_block *nb, unsigned long action, void *data)
{
	pr_info("rust_helpers_mutant: ran %d times\n", rust_helpers_mutant_ran);
	return NOTIFY_DONE;
}
static struct notifier_block mutant_nb = { .notifier_call = mutant_say };

static int __init mutant_init(void)
{
	return register_reboot_notifier(&mutant_nb);
}
late_initcall(mutant_init);
