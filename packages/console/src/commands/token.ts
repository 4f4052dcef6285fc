// `telltale-console token create|list|revoke`: through the API of the console that runs, or on the store when none does.
import { type Command, Option } from "commander";
import { type NewToken, parseDays } from "contract";
import { ask, type Target, withTarget } from "./ask.ts";
import { toTextTable } from "./text-table.ts";
import { ProblemError } from "../problem/problem.ts";

interface CreateFlags extends Target {
  readonly name: string;
  readonly scope: NewToken["scope"];
  readonly tenant?: string;
  readonly expires?: string;
}

export function addTokenCommand(program: Command): void {
  const token = program
    .command("token")
    .description("tokens that let programs and people in: make, list and revoke them");
  withTarget(token.command("create").description("make a token; it is printed this one time"))
    .requiredOption("--name <name>", "what it is for, like ci")
    .addOption(
      new Option("--scope <scope>", "what its holder may do")
        .choices(["ingest", "read", "admin"])
        .makeOptionMandatory(),
    )
    .option("--tenant <tenant>", "whose rows it sends and sees; a tenant begins with its first token")
    .option("--expires <days>", "ends after so long, like 90d")
    .action(create);
  withTarget(token.command("list").description("list tokens, newest first")).action(list);
  withTarget(
    token.command("revoke").description("end a token, within seconds on all consoles").argument("<id>"),
  ).action(revoke);
}

async function create({ name, scope, tenant, expires, ...flags }: CreateFlags): Promise<void> {
  const wish: NewToken = { name, scope, tenant, expiresDays: readDays(expires) };
  const made = await ask(flags, "POST /api/tokens", { body: wish });
  process.stderr.write(`${made.info.id} made. This is the only time it is shown:\n`);
  process.stdout.write(`${made.token}\n`);
}

async function list(flags: Target): Promise<void> {
  const { tokens } = await ask(flags, "GET /api/tokens");
  const names = ["id", "name", "scope", "tenant", "state", "created", "expires"] as const;
  const rows = tokens.map((token) => names.map((column) => token[column] ?? "never"));
  process.stdout.write(toTextTable({ columns: names.map((column) => ({ name: column, type: "" })), rows }));
}

async function revoke(id: string, flags: Target): Promise<void> {
  const { name } = await ask(flags, "DELETE /api/tokens/:id", { params: { id } });
  process.stdout.write(`${id} (${name}) is revoked.\n`);
}

function readDays(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const days = parseDays(text) ?? 0;
  if (days >= 1 && days <= 9999) return days;
  throw new ProblemError("BAD_OPTION", `Cannot use \`--expires ${text}\`: expected days, like 90d.`);
}
