// `telltale-console token create|list|revoke`: through the API of the console that runs, or on the store when none does.
import type { Command } from "commander";
import type { NewToken } from "contract";
import {
  type TargetValues,
  tokenCreateCommand,
  type TokenCreateValues,
  tokenListCommand,
  tokenRevokeCommand,
} from "../config/commands.ts";
import { addCommand } from "./add-command.ts";
import { ask } from "./ask.ts";
import { toTextTable } from "./text-table.ts";

export function addTokenCommands(program: Command): void {
  addCommand(program, tokenCreateCommand, create);
  addCommand(program, tokenListCommand, list);
  addCommand(program, tokenRevokeCommand, revoke);
}

async function create({ name, scope, tenant, expires, ...target }: TokenCreateValues): Promise<void> {
  const token: NewToken = { name, scope, tenant, expiresDays: expires };
  const created = await ask(target, "POST /api/tokens", { body: token });
  process.stderr.write(`${created.info.id} created. Copy the token now, it is not shown again:\n`);
  process.stdout.write(`${created.token}\n`);
}

async function list(target: TargetValues): Promise<void> {
  const { tokens } = await ask(target, "GET /api/tokens");
  const names = ["id", "name", "scope", "tenant", "state", "created", "expires"] as const;
  const rows = tokens.map((token) => names.map((column) => token[column] ?? "never"));
  process.stdout.write(toTextTable({ columns: names.map((column) => ({ name: column, type: "" })), rows }));
}

async function revoke(target: TargetValues, [id]: readonly string[]): Promise<void> {
  const { name } = await ask(target, "DELETE /api/tokens/:id", { params: { id: id! } });
  process.stdout.write(`${id} (${name}) is revoked.\n`);
}
