// The commands beside `start` and `doctor`, and their options: declared once, for the command line and for the reference.
import {
  type ExportFormat,
  exportFormats,
  exportSignals,
  type ExportSignal,
  parseDays,
  parseTime,
} from "contract";
import type { NewToken } from "contract";
import { demoCommand } from "./demo-command.ts";
import { detectCommand } from "./detect-command.ts";
import { filesCommand } from "./files-command.ts";
import { anyText, choice, listOf, type Option, type OptionsOf, parsed } from "./option.ts";

/** One command: its name, what follows it, and its options. */
export interface CommandDeclaration<Values> {
  /** As it is typed: `token create`. */
  readonly name: string;
  readonly help: string;
  /** As commander has it, `<files...>`, with its help. */
  readonly argument?: readonly [name: string, help: string];
  readonly options: OptionsOf<Values>;
}

/** A command with any options. */
export type AnyCommand = Omit<CommandDeclaration<unknown>, "options"> & {
  readonly options: Readonly<Record<string, Option<unknown>>>;
};

/** What `start` has beyond the options of the console. */
export const startOptions: OptionsOf<{ readonly printAddresses: "json" | undefined }> = {
  printAddresses: {
    group: "General",
    flag: "--print-addresses <format>",
    parse: choice("json"),
    help: "print the URLs in use as one line of json on standard output (start only)",
  },
};

/** What `doctor` has beyond the options of the console. */
export interface DoctorValues {
  readonly url: string | undefined;
  readonly format: "text" | "json";
}

export const doctorOptions: OptionsOf<DoctorValues> = {
  url: {
    group: "General",
    flag: "--url <url>",
    variable: "TELLTALE_CONSOLE_URL",
    parse: parsed(
      (text) => (URL.canParse(text) && /^https?:/.test(text) ? new URL(text).origin : undefined),
      "an http or https URL, like `https://telltale.example`",
    ),
    help: "test the console with this URL, and nothing else (doctor only)",
  },
  format: {
    group: "General",
    flag: "--format <format>",
    default: "text",
    parse: choice("text", "json"),
    help: "output format: text, json (doctor only)",
  },
};

/** The console that a command asks. */
interface ConsoleValues {
  readonly url: string | undefined;
  readonly data: string | undefined;
  readonly tokenFile: string | undefined;
}

const url: Option<string | undefined> = {
  flag: "--url <url>",
  variable: "TELLTALE_CONSOLE_URL",
  parse: anyText,
  help: "URL of the console",
};
const tokenFile: Option<string | undefined> = {
  flag: "--token-file <file>",
  variable: "TELLTALE_CONSOLE_TOKEN_FILE",
  parse: anyText,
  help: "file with the console's token (or the token itself in TELLTALE_TOKEN)",
};

/** Naming the directory selects its console, which `TELLTALE_CONSOLE_DATA` does not: a command reads that itself. */
function dataOption(help: string): Option<string | undefined> {
  return { flag: "--data <dir>", parse: anyText, help };
}

export interface ImportValues extends ConsoleValues {
  readonly otlp: string | undefined;
}

export const importCommand: CommandDeclaration<ImportValues> = {
  name: "import",
  help: "load recorded telemetry: OTLP JSON, Zipkin v2 JSON, Jaeger JSON and others, spans and logs as CSV or Parquet; the format is detected",
  argument: ["<files...>", "files to load, with or without gzip; - is standard input"],
  options: {
    url,
    otlp: { flag: "--otlp <url>", parse: anyText, help: "send to this OTLP/HTTP URL" },
    data: dataOption("data directory of the console; import opens it when no console runs on it"),
    tokenFile,
  },
};

export interface ExportValues extends ConsoleValues {
  readonly signal: ExportSignal;
  readonly format: ExportFormat;
  /** Unix ns. */
  readonly from: bigint;
  readonly to: bigint;
  readonly out: string;
}

const time = parsed(
  (text) => parseTime(text, BigInt(Date.now()) * 1_000_000n),
  "an ISO 8601 time, or one relative to now like -1h, -7d or now",
);

export const exportCommand: CommandDeclaration<ExportValues> = {
  name: "export",
  help: "write stored data to files that `import` reads: OTLP JSON, or spans and logs as CSV or Parquet",
  options: {
    signal: {
      flag: "--signal <signal>",
      required: true,
      parse: choice(...exportSignals),
      help: `what to write: ${exportSignals.join(", ")}`,
    },
    format: {
      flag: "--format <format>",
      default: "otlp-json",
      parse: choice(...exportFormats),
      help: `format of the files: ${exportFormats.join(", ")}`,
    },
    from: { flag: "--from <time>", default: "-1h", parse: time, help: "ISO 8601 or relative, like -7d" },
    to: { flag: "--to <time>", default: "now", parse: time, help: "ISO 8601 or relative" },
    out: {
      flag: "--out <file>",
      required: true,
      parse: anyText,
      help: "a new file, or - for standard output; tables of many rows become several: FILE, FILE-2, FILE-3",
    },
    url,
    data: dataOption("data directory of the console; export opens it when no console runs on it"),
    tokenFile,
  },
};

export interface SqlValues extends ConsoleValues {
  readonly format: "table" | "csv" | "json" | "ndjson";
  readonly limit: number | undefined;
  readonly param: readonly (readonly [name: string, value: string])[];
}

export const sqlCommand: CommandDeclaration<SqlValues> = {
  name: "sql",
  help: "query a running console in SQL, read-only",
  argument: ["<query>", "one query of ClickHouse SQL; - reads it from standard input"],
  options: {
    format: {
      flag: "--format <format>",
      default: "table",
      parse: choice("table", "csv", "json", "ndjson"),
      help: "output format: table, csv, json, ndjson",
    },
    limit: {
      flag: "--limit <rows>",
      parse: parsed(
        (text) => (/^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined),
        "a whole number above 0",
      ),
      help: "maximum number of rows",
    },
    param: {
      flag: "--param <name=value>",
      repeats: true,
      parse: listOf(parsed(readPair, "a name and a value, like `--param user=u1`")),
      help: "value of {name:Type} in the query; repeat it for several",
    },
    url,
    data: dataOption("data directory of the console"),
    tokenFile,
  },
};

function readPair(text: string): readonly [name: string, value: string] | undefined {
  const at = text.indexOf("=");
  return at > 0 ? [text.slice(0, at), text.slice(at + 1)] : undefined;
}

export interface BackupValues extends ConsoleValues {
  readonly to: string;
}

export const backupCommand: CommandDeclaration<BackupValues> = {
  name: "backup",
  help: "back up the store while it runs: into a tar archive, or unpacked into a directory",
  options: {
    to: {
      flag: "--to <path>",
      required: true,
      parse: anyText,
      help: "a new file that ends in .tar, a new or empty directory, or - for standard output",
    },
    url,
    data: dataOption("data directory of the console; backup opens it when no console runs on it"),
    tokenFile,
  },
};

export interface RestoreValues {
  readonly data: string;
}

export const restoreCommand: CommandDeclaration<RestoreValues> = {
  name: "restore",
  help: "restore a backup into an empty data directory and check it",
  argument: ["<backup>", "the archive or directory that `backup` made; - is standard input"],
  options: {
    data: { flag: "--data <dir>", required: true, parse: anyText, help: "the new or empty data directory" },
  },
};

/** The console, or the store of consoles none of which runs on this machine. */
export interface TargetValues extends ConsoleValues {
  readonly clickhouse: readonly string[];
}

const target: OptionsOf<TargetValues> = {
  url,
  data: dataOption("data directory of the console; the command opens it when no console runs on it"),
  clickhouse: {
    flag: "--clickhouse <urls...>",
    parse: listOf(anyText),
    help: "ClickHouse of the consoles, when none of them runs on this machine",
  },
  tokenFile: { ...tokenFile, help: "file with the console's token, or with one of the scope admin" },
};

export interface TokenCreateValues extends TargetValues {
  readonly name: string;
  readonly scope: NewToken["scope"];
  readonly tenant: string | undefined;
  /** Days. */
  readonly expires: number | undefined;
}

export const tokenCreateCommand: CommandDeclaration<TokenCreateValues> = {
  name: "token create",
  help: "create a token; it is printed only once",
  options: {
    name: { flag: "--name <name>", required: true, parse: anyText, help: "what the token is for, like ci" },
    scope: {
      flag: "--scope <scope>",
      required: true,
      parse: choice("ingest", "read", "alerts", "admin"),
      help: "what the token permits: ingest, read, alerts, admin",
    },
    tenant: {
      flag: "--tenant <tenant>",
      parse: anyText,
      help: "tenant whose rows the token sends and reads; its first token creates a tenant",
    },
    expires: {
      flag: "--expires <days>",
      parse: parsed(readLifetime, "days, like 90d"),
      help: "lifetime, like 90d; without it the token stays valid until it is revoked",
    },
    ...target,
  },
};

function readLifetime(text: string): number | undefined {
  const days = parseDays(text) ?? 0;
  return days >= 1 && days <= 9999 ? days : undefined;
}

export const tokenListCommand: CommandDeclaration<TargetValues> = {
  name: "token list",
  help: "list tokens, newest first",
  options: target,
};

export const tokenRevokeCommand: CommandDeclaration<TargetValues> = {
  name: "token revoke",
  help: "revoke a token, within seconds on all consoles",
  argument: ["<id>", "id of the token, as `token list` shows it"],
  options: target,
};

export const sessionListCommand: CommandDeclaration<TargetValues> = {
  name: "session list",
  help: "list sessions, newest first",
  options: target,
};

export const sessionEndCommand: CommandDeclaration<TargetValues> = {
  name: "session end",
  help: "end a session, within seconds on all consoles",
  argument: ["<id>", "id of the session, as `session list` shows it"],
  options: target,
};

export const retentionConfirmCommand: CommandDeclaration<TargetValues> = {
  name: "retention confirm",
  help: "confirm that the clock is right, when deletion by age is paused because of it",
  options: target,
};

/** What the commands with a second word have in common. */
export const commandGroups: Readonly<Record<string, string>> = {
  token: "create, list and revoke tokens of programs and people",
  session: "list and end sessions of browsers",
  retention: "deletion of data by age",
};

/** All of them, in the order of the reference. */
export const commands: readonly AnyCommand[] = [
  demoCommand,
  importCommand,
  exportCommand,
  sqlCommand,
  detectCommand,
  backupCommand,
  restoreCommand,
  tokenCreateCommand,
  tokenListCommand,
  tokenRevokeCommand,
  sessionListCommand,
  sessionEndCommand,
  retentionConfirmCommand,
  filesCommand,
];
