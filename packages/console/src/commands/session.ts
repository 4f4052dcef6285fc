// `telltale-console session list|end`: who is logged in, by a token or at the provider.
import type { Command } from "commander";
import { ask, type Target, withTarget } from "./ask.ts";
import { toTextTable } from "./text-table.ts";

export function addSessionCommand(program: Command): void {
  const session = program.command("session").description("sessions of browsers: list and end them");
  withTarget(session.command("list").description("list sessions, newest first")).action(list);
  withTarget(
    session.command("end").description("end a session, within seconds on all consoles").argument("<id>"),
  ).action(end);
}

async function list(flags: Target): Promise<void> {
  const { sessions } = await ask(flags, "GET /api/sessions");
  const names = ["id", "name", "via", "scope", "tenant", "state", "created", "expires"] as const;
  const rows = sessions.map((one) => names.map((column) => one[column]));
  process.stdout.write(toTextTable({ columns: names.map((column) => ({ name: column, type: "" })), rows }));
}

async function end(id: string, flags: Target): Promise<void> {
  const { name } = await ask(flags, "DELETE /api/sessions/:id", { params: { id } });
  process.stdout.write(`${id} (${name}) is ended.\n`);
}
