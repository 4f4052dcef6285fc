// `telltale-console session list|end`: who is logged in, by a token or at the provider.
import type { Command } from "commander";
import { sessionEndCommand, sessionListCommand, type TargetValues } from "../config/commands.ts";
import { addCommand } from "./add-command.ts";
import { ask } from "./ask.ts";
import { toTextTable } from "./text-table.ts";

export function addSessionCommands(program: Command): void {
  addCommand(program, sessionListCommand, list);
  addCommand(program, sessionEndCommand, end);
}

async function list(target: TargetValues): Promise<void> {
  const { sessions } = await ask(target, "GET /api/sessions");
  const names = ["id", "name", "via", "scope", "tenant", "state", "created", "expires"] as const;
  const rows = sessions.map((one) => names.map((column) => one[column]));
  process.stdout.write(toTextTable({ columns: names.map((column) => ({ name: column, type: "" })), rows }));
}

async function end(target: TargetValues, [id]: readonly string[]): Promise<void> {
  const { name } = await ask(target, "DELETE /api/sessions/:id", { params: { id: id! } });
  process.stdout.write(`${id} (${name}) is ended.\n`);
}
