// `telltale-console token create|list|revoke`: through the API of the console that runs, or on the store when none does.
import { existsSync } from "node:fs";
import { type Command, Option } from "commander";
import {
  type MadeToken,
  type NewToken,
  type TokenInfo,
  tokenPath,
  tokensPath,
  type TokensResult,
} from "contract";
import { accessRoutes } from "../api/access.ts";
import { createAudit } from "../auth/audit.ts";
import { createTokens } from "../auth/tokens.ts";
import { type Config, readConfig } from "../config.ts";
import { UsageError } from "../config/usage-error.ts";
import { findConsole } from "../import/find-console.ts";
import { createLog } from "../log.ts";
import { storeOptions } from "../main.ts";
import { refuseRemoteDirectory } from "../store/engine/directory-use.ts";
import { openStore } from "../store/store.ts";
import { refusalOf } from "./refusal.ts";
import { toTextTable } from "./text-table.ts";

interface TokenFlags {
  readonly url?: string;
  readonly data?: string;
  readonly clickhouse?: readonly string[];
  readonly tokenFile?: string;
}

interface CreateFlags extends TokenFlags {
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

function withTarget(command: Command): Command {
  return command
    .option("--url <url>", "page address of the console that is meant (TELLTALE_CONSOLE_URL)")
    .option("--data <dir>", "the data directory; when no console runs on it, it is opened for this")
    .option("--clickhouse <urls...>", "the ClickHouse of consoles none of which runs here")
    .option("--token-file <file>", "file with the console's token, or one of the scope admin");
}

async function create({ name, scope, tenant, expires, ...flags }: CreateFlags): Promise<void> {
  const wish: NewToken = { name, scope, tenant, expiresDays: readDays(expires) };
  const made = await ask<MadeToken>(flags, { method: "POST", path: tokensPath, body: wish });
  process.stderr.write(`${made.info.id} made. This is the only time it is shown:\n`);
  process.stdout.write(`${made.token}\n`);
}

async function list(flags: TokenFlags): Promise<void> {
  const { tokens } = await ask<TokensResult>(flags, { method: "GET", path: tokensPath });
  const names = ["id", "name", "scope", "tenant", "state", "created", "expires"] as const;
  const rows = tokens.map((token) => names.map((column) => token[column] ?? "never"));
  process.stdout.write(toTextTable({ columns: names.map((column) => ({ name: column, type: "" })), rows }));
}

async function revoke(id: string, flags: TokenFlags): Promise<void> {
  const { name } = await ask<TokenInfo>(flags, { method: "DELETE", path: tokenPath, id });
  process.stdout.write(`${id} (${name}) is revoked.\n`);
}

function readDays(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const days = Number(/^(\d{1,4})d?$/.exec(text)?.[1]);
  if (days >= 1) return days;
  throw new UsageError(`Cannot use \`--expires ${text}\`: expected days, like 90d.`);
}

interface Question {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly id?: string;
  readonly body?: NewToken;
}

async function ask<Result>(flags: TokenFlags, question: Question): Promise<Result> {
  const { data, clickhouse, tokenFile } = flags;
  const config = readConfig({ data, clickhouse, tokenFile }, process.env);
  const found = await findConsole({
    url: flags.url ?? process.env["TELLTALE_CONSOLE_URL"],
    hasData: data !== undefined || clickhouse !== undefined,
    dataDir: config.dataDir,
    token: config.token,
  });
  const answer =
    found?.page === undefined
      ? await askStore(config, question)
      : await askConsole(found.page, config.token, question);
  return answer as Result;
}

async function askConsole(
  page: string,
  token: string | undefined,
  { method, path, id = "", body }: Question,
): Promise<unknown> {
  const response = await fetch(new URL(path.replace(":id", encodeURIComponent(id)), page), {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.ok) return response.json();
  throw await refusalOf(page, response);
}

/** Who has the data directory may do everything: the same as through the API, in this process. */
async function askStore(config: Config, { method, path, id, body }: Question): Promise<unknown> {
  if (config.store.clickhouse === undefined) refuseRemoteDirectory(config.dataDir);
  if (config.store.clickhouse === undefined && !existsSync(config.dataDir)) {
    throw new UsageError(
      `Cannot open ${config.dataDir}: there is no such directory. Pass \`--data DIR\`, or \`--url PAGE\` of a console that runs.`,
    );
  }
  const log = createLog("warn");
  const store = await openStore(storeOptions(config, log));
  const audit = createAudit(store.access, (error) => log.error({ err: error }, "cannot write the audit log"));
  try {
    const tokens = createTokens({ store: store.access });
    const routes = accessRoutes({ tokens, audit, store: store.access, checkTenant: store.of });
    const route = routes.find((one) => one.method === method && one.path === path);
    return await route?.handler(id === undefined ? {} : { id }, {
      queries: store.queries,
      nowMs: Date.now,
      request: { body, ifMatch: undefined },
    });
  } finally {
    await audit.close();
    await store.close();
  }
}
