// Where the store is when it is not the console's own engine, how tables are laid over its servers, and what this process does of
// the console's work.
import { readFileSync } from "node:fs";
import { type EngineUser, type EngineUserFlags, readEngineUser } from "./engine-user.ts";
import { UsageError } from "./usage-error.ts";

/** What a process does: take telemetry, serve pages and API, work in the background, or all of it. */
export type Role = "all" | "ingest" | "query" | "alert";

const roles: readonly Role[] = ["all", "ingest", "query", "alert"];

/** Servers of somebody's own. */
export interface ClickHouseConfig {
  readonly urls: readonly string[];
  readonly writerUser: Credentials | undefined;
  readonly readerUser: Credentials | undefined;
  readonly tls:
    | { readonly ca: Buffer; readonly own: { readonly cert: Buffer; readonly key: Buffer } | undefined }
    | undefined;
  readonly settings: Readonly<Record<string, string>>;
  readonly cluster: string | undefined;
  readonly onCluster: boolean;
  readonly replicated: { readonly path: string; readonly replica: string } | undefined;
}

interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface StoreConfig {
  readonly role: Role;
  /** Absent: the console starts its own engine. */
  readonly clickhouse: ClickHouseConfig | undefined;
  /** Who that engine runs as; absent: a user of its own where that is possible. */
  readonly engineUser: EngineUser | undefined;
}

/** What the command line gives, as text. */
export interface StoreFlags extends EngineUserFlags {
  readonly role?: string | undefined;
  readonly clickhouse?: readonly string[] | undefined;
  readonly clickhouseUser?: string | undefined;
  readonly clickhousePasswordFile?: string | undefined;
  readonly clickhouseReader?: string | undefined;
  readonly clickhouseReaderPasswordFile?: string | undefined;
  readonly clickhouseCa?: string | undefined;
  readonly clickhouseCert?: string | undefined;
  readonly clickhouseKey?: string | undefined;
  readonly clickhouseSetting?: readonly string[] | undefined;
  readonly clickhouseCluster?: string | undefined;
  readonly clickhouseOnCluster?: boolean | undefined;
  readonly clickhouseReplicated?: string | boolean | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/** @throws {UsageError} when a value cannot be used, or when values do not go together. */
export function readStore(flags: StoreFlags, env: Env): StoreConfig {
  const role = readRole(text(flags.role, env, "TELLTALE_CONSOLE_ROLE"));
  const urls = list(flags.clickhouse, env["TELLTALE_CONSOLE_CLICKHOUSE"]).map(readUrl);
  if (urls.length === 0) {
    refuseWithoutUrl(flags, role);
    return { role, clickhouse: undefined, engineUser: readEngineUser(flags, env) };
  }
  if (flags.engineUser !== undefined)
    throw new UsageError(
      "Cannot use `--engine-user` with `--clickhouse`: the console starts no engine then.",
    );
  refuseDifferentDatabases(urls);
  const cluster = readCluster(text(flags.clickhouseCluster, env, "TELLTALE_CONSOLE_CLICKHOUSE_CLUSTER"));
  const onCluster = flags.clickhouseOnCluster ?? env["TELLTALE_CONSOLE_CLICKHOUSE_ON_CLUSTER"] === "true";
  if (onCluster && cluster === undefined)
    throw new UsageError(
      "Cannot use `--clickhouse-on-cluster` alone: name the cluster with `--clickhouse-cluster NAME`.",
    );
  return {
    role,
    engineUser: undefined,
    clickhouse: {
      urls,
      writerUser: readUser(
        "--clickhouse-user",
        flags.clickhouseUser,
        flags.clickhousePasswordFile,
        env["TELLTALE_CONSOLE_CLICKHOUSE_PASSWORD"],
      ),
      readerUser: readUser(
        "--clickhouse-reader",
        flags.clickhouseReader,
        flags.clickhouseReaderPasswordFile,
        env["TELLTALE_CONSOLE_CLICKHOUSE_READER_PASSWORD"],
      ),
      tls: readTls(flags),
      settings: readSettings(flags.clickhouseSetting ?? []),
      cluster,
      onCluster,
      replicated: readReplicated(flags.clickhouseReplicated ?? env["TELLTALE_CONSOLE_CLICKHOUSE_REPLICATED"]),
    },
  };
}

function readRole(value: string | undefined): Role {
  if (value === undefined) return "all";
  if ((roles as readonly string[]).includes(value)) return value as Role;
  throw new UsageError(`Cannot use \`--role ${value}\`: expected one of ${roles.join(", ")}.`);
}

function readUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return value;
  throw new UsageError(
    `Cannot use \`--clickhouse ${value}\`: expected the HTTP address of a ClickHouse server, like http://user:password@127.0.0.1:8123/database.`,
  );
}

function refuseWithoutUrl(flags: StoreFlags, role: Role): void {
  if (role !== "all")
    throw new UsageError(
      `Cannot use \`--role ${role}\` with a store of the console's own, which is one process's alone: pass \`--clickhouse URL\`.`,
    );
  const given = (Object.keys(flags) as (keyof StoreFlags)[]).find(
    (name) => name.startsWith("clickhouse") && flags[name] !== undefined,
  );
  if (given !== undefined) {
    const flag = given.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(
      `Cannot use \`--${flag}\` alone: pass the address of a server with \`--clickhouse URL\`.`,
    );
  }
}

function refuseDifferentDatabases(urls: readonly string[]): void {
  const databases = new Set(urls.map((url) => new URL(url).pathname.slice(1)));
  if (databases.size > 1)
    throw new UsageError(
      `Cannot use addresses with different databases (${[...databases].map((name) => `\`${name}\``).join(", ")}): several addresses are servers of one store.`,
    );
}

function readCluster(value: string | undefined): string | undefined {
  if (value === undefined || /^[\w.-]+$/.test(value)) return value;
  throw new UsageError(
    `Cannot use \`--clickhouse-cluster ${value}\`: expected a name from \`<remote_servers>\`, of letters, digits, \`_\`, \`-\` and \`.\`.`,
  );
}

function readReplicated(value: string | boolean | undefined): ClickHouseConfig["replicated"] {
  if (value === undefined || value === false || value === "" || value === "false") return undefined;
  const path = value === true || value === "true" ? "/clickhouse/tables/{shard}/{database}/{table}" : value;
  if (!path.startsWith("/") || !path.includes("{table}"))
    throw new UsageError(
      `Cannot use \`--clickhouse-replicated ${path}\`: expected a path in ZooKeeper or Keeper with the macros of shard and table, like /clickhouse/tables/{shard}/{database}/{table}.`,
    );
  return { path, replica: "{replica}" };
}

function readUser(
  flag: string,
  username: string | undefined,
  passwordFile: string | undefined,
  passwordOfEnv: string | undefined,
): Credentials | undefined {
  if (username === undefined) {
    if (passwordFile === undefined) return undefined;
    throw new UsageError(
      `Cannot use \`${flag.replace("-user", "")}-password-file\` alone: name the user with \`${flag} NAME\`.`,
    );
  }
  const password =
    passwordFile === undefined
      ? (passwordOfEnv ?? "")
      : readFile(`${flag.replace("-user", "")}-password-file`, passwordFile)
          .toString("utf8")
          .trim();
  return { username, password };
}

function readTls({
  clickhouseCa: ca,
  clickhouseCert: cert,
  clickhouseKey: key,
}: StoreFlags): ClickHouseConfig["tls"] {
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError(
      "Cannot use `--clickhouse-cert` and `--clickhouse-key` without each other: pass both files.",
    );
  if (ca === undefined) {
    if (cert === undefined) return undefined;
    throw new UsageError(
      "Cannot use `--clickhouse-cert` without `--clickhouse-ca`: pass the file of the authority the server's certificate is from.",
    );
  }
  return {
    ca: readFile("--clickhouse-ca", ca),
    own:
      cert === undefined || key === undefined
        ? undefined
        : { cert: readFile("--clickhouse-cert", cert), key: readFile("--clickhouse-key", key) },
  };
}

function readFile(flag: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new UsageError(
      `Cannot read \`${flag} ${path}\`: ${(cause as Error).message}. Pass a file that can be read.`,
      {
        cause,
      },
    );
  }
}

function readSettings(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value] = /^(\w+)=(.*)$/s.exec(pair) ?? [];
      if (name === undefined || value === undefined)
        throw new UsageError(
          `Cannot use \`--clickhouse-setting ${pair}\`: expected name=value, like max_threads=4.`,
        );
      return [name, value];
    }),
  );
}

function text(flag: string | undefined, env: Env, name: string): string | undefined {
  return flag ?? (env[name]?.trim() || undefined);
}

/** Given several times, with commas, or both. */
function list(flags: readonly string[] | undefined, env: string | undefined): readonly string[] {
  return (flags ?? [env ?? ""])
    .flatMap((value) => value.split(","))
    .map((value) => value.trim())
    .filter((value) => value !== "");
}
