// Where the store is when it is not the console's own engine, how tables are laid over its servers, and what this process does of
// the console's work.
import type { StoreRole } from "contract";
import { z } from "zod";
import { type EngineUser, parseEngineUser } from "./engine-user.ts";
import {
  anyText,
  choice,
  type Env,
  type FlagsOf,
  listOf,
  type OptionsOf,
  parsed,
  readNamedFile,
  readOptions,
  splitList,
  toggle,
} from "./option.ts";
import { ProblemError } from "../problem/problem.ts";

/** What a process does: take telemetry, serve pages and API, work in the background, or all of it. */
export type Role = StoreRole;

export const takesTelemetry = (role: Role): boolean => role === "all" || role === "ingest";
export const servesPages = (role: Role): boolean => role === "all" || role === "query";
export const worksInBackground = (role: Role): boolean => role === "all" || role === "alert";

/** External ClickHouse servers. */
interface ClickHouseConfig {
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
  /** User that the engine runs as; absent: a separate user where that is possible. */
  readonly engineUser: EngineUser | undefined;
}

export interface StoreValues {
  readonly engineUser: EngineUser | undefined;
  readonly role: Role;
  readonly clickhouse: readonly string[];
  readonly clickhouseCluster: string | undefined;
  readonly clickhouseOnCluster: boolean;
  readonly clickhouseReplicated: ClickHouseConfig["replicated"];
  readonly clickhouseUser: string | undefined;
  readonly clickhousePasswordFile: string | undefined;
  readonly clickhouseReader: string | undefined;
  readonly clickhouseReaderPasswordFile: string | undefined;
  readonly clickhouseCa: string | undefined;
  readonly clickhouseCert: string | undefined;
  readonly clickhouseKey: string | undefined;
  readonly clickhouseSetting: readonly (readonly [name: string, value: string])[];
}

export type StoreFlags = FlagsOf<StoreValues>;

const group = "External ClickHouse and several consoles";
const seeCluster = "See [one store on many servers](../guide/cluster.md).";

export const storeOptions: OptionsOf<StoreValues> = {
  engineUser: {
    group,
    flag: "--engine-user <user>",
    variable: "TELLTALE_CONSOLE_ENGINE_USER",
    defaultNote: "65533",
    parse: z.string().transform(parseEngineUser),
    help: "user that the embedded engine runs as when the console is root: a name, UID, UID:GID or same",
    docs: "`same` is root itself. See [security](../guide/security.md).",
  },
  role: {
    group,
    flag: "--role <role>",
    variable: "TELLTALE_CONSOLE_ROLE",
    default: "all",
    parse: choice("all", "ingest", "query", "alert"),
    help: "work that this process does: all, ingest, query or alert; several share one ClickHouse",
    docs: seeCluster,
  },
  clickhouse: {
    group,
    flag: "--clickhouse <url...>",
    variable: "TELLTALE_CONSOLE_CLICKHOUSE",
    // given several times, with commas, or both
    parse: z.preprocess(
      (texts) => (texts as readonly string[]).flatMap(splitList),
      listOf(
        parsed(
          readUrl,
          "the HTTP address of a ClickHouse server, like http://user:password@127.0.0.1:8123/database",
        ),
      ),
    ),
    help: "use this ClickHouse instead of the embedded one; several are servers of one store",
    docs: `For example \`http://user:password@host:8123/database\`. ${seeCluster}`,
  },
  clickhouseCluster: {
    group,
    flag: "--clickhouse-cluster <name>",
    variable: "TELLTALE_CONSOLE_CLICKHOUSE_CLUSTER",
    parse: z
      .string()
      .regex(/^[\w.-]+$/, "a name from `<remote_servers>`, of letters, digits, `_`, `-` and `.`"),
    help: "distribute tables over the shards of this cluster",
  },
  clickhouseOnCluster: {
    group,
    flag: "--clickhouse-on-cluster",
    variable: "TELLTALE_CONSOLE_CLICKHOUSE_ON_CLUSTER",
    parse: toggle,
    help: "let the servers pass statements on to each other (ON CLUSTER)",
  },
  clickhouseReplicated: {
    group,
    flag: "--clickhouse-replicated [path]",
    variable: "TELLTALE_CONSOLE_CLICKHOUSE_REPLICATED",
    parse: z.union([z.string(), z.boolean()]).transform(readReplicated),
    help: "replicate tables; the path in Keeper",
  },
  clickhouseUser: {
    group,
    flag: "--clickhouse-user <name>",
    parse: anyText,
    help: "ClickHouse user for writes, instead of the user in the address",
  },
  clickhousePasswordFile: {
    group,
    flag: "--clickhouse-password-file <file>",
    parse: anyText,
    help: "file with the password of --clickhouse-user (or the password in TELLTALE_CONSOLE_CLICKHOUSE_PASSWORD)",
  },
  clickhouseReader: {
    group,
    flag: "--clickhouse-reader <name>",
    parse: anyText,
    help: "ClickHouse user for reads, instead of the user for writes",
  },
  clickhouseReaderPasswordFile: {
    group,
    flag: "--clickhouse-reader-password-file <file>",
    parse: anyText,
    help: "file with the reader's password (or the password in TELLTALE_CONSOLE_CLICKHOUSE_READER_PASSWORD)",
  },
  clickhouseCa: {
    group,
    flag: "--clickhouse-ca <file>",
    parse: anyText,
    help: "trusted certificate authorities (PEM)",
  },
  clickhouseCert: {
    group,
    flag: "--clickhouse-cert <file>",
    parse: anyText,
    help: "client certificate of the console (PEM)",
  },
  clickhouseKey: {
    group,
    flag: "--clickhouse-key <file>",
    parse: anyText,
    help: "private key of the client certificate (PEM)",
  },
  clickhouseSetting: {
    group,
    flag: "--clickhouse-setting <name=value...>",
    parse: listOf(parsed(readSetting, "name=value, like max_threads=4")),
    help: "settings sent with each request",
  },
};

/** @throws {ProblemError} when a value cannot be used, or when values do not go together. */
export function readStore(flags: StoreFlags, env: Env): StoreConfig {
  const values = readOptions(storeOptions, flags, env);
  const { role, clickhouse: urls, clickhouseCluster: cluster, clickhouseOnCluster: onCluster } = values;
  if (urls.length === 0) {
    refuseWithoutUrl(flags, role);
    return { role, clickhouse: undefined, engineUser: values.engineUser };
  }
  if (flags.engineUser !== undefined)
    throw new ProblemError(
      "BAD_OPTION",
      "Cannot use `--engine-user` with `--clickhouse`: the console starts no engine then.",
    );
  refuseDifferentDatabases(urls);
  if (onCluster && cluster === undefined)
    throw new ProblemError(
      "BAD_OPTION",
      "Cannot use `--clickhouse-on-cluster` alone: name the cluster with `--clickhouse-cluster NAME`.",
    );
  return {
    role,
    engineUser: undefined,
    clickhouse: {
      urls,
      writerUser: readUser(
        "--clickhouse-user",
        values.clickhouseUser,
        values.clickhousePasswordFile,
        env["TELLTALE_CONSOLE_CLICKHOUSE_PASSWORD"],
      ),
      readerUser: readUser(
        "--clickhouse-reader",
        values.clickhouseReader,
        values.clickhouseReaderPasswordFile,
        env["TELLTALE_CONSOLE_CLICKHOUSE_READER_PASSWORD"],
      ),
      tls: readTls(values),
      settings: Object.fromEntries(values.clickhouseSetting),
      cluster,
      onCluster,
      replicated: values.clickhouseReplicated,
    },
  };
}

function readUrl(text: string): string | undefined {
  return /^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : "") ? text : undefined;
}

function refuseWithoutUrl(flags: StoreFlags, role: Role): void {
  if (role !== "all")
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot use \`--role ${role}\` with a store of the console's own, which is one process's alone: pass \`--clickhouse URL\`.`,
    );
  const given = (Object.keys(flags) as (keyof StoreFlags)[]).find(
    (name) => name.startsWith("clickhouse") && flags[name] !== undefined,
  );
  if (given !== undefined) {
    const flag = given.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot use \`--${flag}\` alone: pass the address of a server with \`--clickhouse URL\`.`,
    );
  }
}

function refuseDifferentDatabases(urls: readonly string[]): void {
  const databases = new Set(urls.map((url) => new URL(url).pathname.slice(1)));
  if (databases.size > 1)
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot use addresses with different databases (${[...databases].map((name) => `\`${name}\``).join(", ")}): several addresses are servers of one store.`,
    );
}

function readReplicated(value: string | boolean, context: z.RefinementCtx): ClickHouseConfig["replicated"] {
  if (value === false || value === "" || value === "false") return undefined;
  const path = value === true || value === "true" ? "/clickhouse/tables/{shard}/{database}/{table}" : value;
  if (path.startsWith("/") && path.includes("{table}")) return { path, replica: "{replica}" };
  context.addIssue(
    "a path in ZooKeeper or Keeper with the macros of shard and table, like /clickhouse/tables/{shard}/{database}/{table}",
  );
  return z.NEVER;
}

function readUser(
  flag: string,
  username: string | undefined,
  passwordFile: string | undefined,
  passwordOfEnv: string | undefined,
): Credentials | undefined {
  if (username === undefined) {
    if (passwordFile === undefined) return undefined;
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot use \`${flag.replace("-user", "")}-password-file\` alone: name the user with \`${flag} NAME\`.`,
    );
  }
  const password =
    passwordFile === undefined
      ? (passwordOfEnv ?? "")
      : readNamedFile(`${flag.replace("-user", "")}-password-file`, passwordFile)
          .toString("utf8")
          .trim();
  return { username, password };
}

function readTls({
  clickhouseCa: ca,
  clickhouseCert: cert,
  clickhouseKey: key,
}: StoreValues): ClickHouseConfig["tls"] {
  if ((cert === undefined) !== (key === undefined))
    throw new ProblemError(
      "BAD_OPTION",
      "Cannot use `--clickhouse-cert` and `--clickhouse-key` without each other: pass both files.",
    );
  if (ca === undefined) {
    if (cert === undefined) return undefined;
    throw new ProblemError(
      "BAD_OPTION",
      "Cannot use `--clickhouse-cert` without `--clickhouse-ca`: pass the file of the authority the server's certificate is from.",
    );
  }
  return {
    ca: readNamedFile("--clickhouse-ca", ca),
    own:
      cert === undefined || key === undefined
        ? undefined
        : { cert: readNamedFile("--clickhouse-cert", cert), key: readNamedFile("--clickhouse-key", key) },
  };
}

function readSetting(pair: string): readonly [name: string, value: string] | undefined {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(pair) ?? [];
  return name === undefined || value === undefined ? undefined : [name, value];
}
