// `telltale-console retention confirm`: the clock is right, so that deletion by age continues.
import type { Command } from "commander";
import { retentionConfirmCommand } from "../config/commands.ts";
import { addCommand } from "./add-command.ts";
import { ask } from "./ask.ts";

export function addRetentionCommand(program: Command): void {
  addCommand(program, retentionConfirmCommand, async (target) => {
    const { clock } = await ask(target, "POST /api/retention/confirm");
    process.stdout.write(`The clock is confirmed: ${clock}.\n`);
  });
}
