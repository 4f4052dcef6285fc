// `telltale-console retention confirm`: the clock is right, and what is too old may go.
import type { Command } from "commander";
import { ask, type Target, withTarget } from "./ask.ts";

export function addRetentionCommand(program: Command): void {
  const retention = program.command("retention").description("what is dropped by age");
  withTarget(
    retention
      .command("confirm")
      .description("say that the clock is right, when nothing is dropped because it is in doubt"),
  ).action(confirm);
}

async function confirm(flags: Target): Promise<void> {
  const { clock } = await ask(flags, "POST /api/retention/confirm");
  process.stdout.write(`The clock is confirmed: ${clock}.\n`);
}
