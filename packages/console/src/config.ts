// What the console runs with: flags, then TELLTALE_CONSOLE_* variables, then defaults, checked once and folded into one value.
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { homedir, platform } from "node:os";
import { join, resolve } from "node:path";
import { type AccessConfig, accessOptions, type AccessValues, readAccess } from "./config/auth.ts";
import { type IntakeConfig, intakeOptions, type IntakeValues, readIntake } from "./config/intake.ts";
import {
  attributeOptions,
  type AttributesConfig,
  type AttributeValues,
  readAttributes,
} from "./config/attributes.ts";
import { type AnomalyConfig, anomalyOptions, type AnomalyValues, readAnomalies } from "./config/anomalies.ts";
import { alertOptions, type AlertsConfig, type AlertValues, readAlerts } from "./config/alerts.ts";
import type { AlertChannels } from "./config/alert-channels/channel.ts";
import {
  dashboardOptions,
  type DashboardsConfig,
  type DashboardValues,
  readDashboards,
} from "./config/dashboards.ts";
import { allowedHost } from "./config/hosts.ts";
import {
  anyText,
  choice,
  type Env,
  type FlagsOf,
  listOf,
  type OptionsOf,
  parsed,
  port,
  readOptions,
} from "./config/option.ts";
import { notifyOptions, type NotifyValues, readNotify } from "./config/notify.ts";
import { readStorage, type StorageConfig, storageOptions, type StorageValues } from "./config/storage.ts";
import { readStore, type StoreConfig, storeOptions, type StoreValues } from "./config/store.ts";
import { logLevels } from "./log.ts";
import { ProblemError } from "./problem/problem.ts";

/** The resolved configuration. Ports may be 0, which means a free one. */
export interface Config {
  readonly dataDir: string;
  readonly listen: string;
  readonly port: number;
  readonly otlpHttpPort: number;
  readonly otlpGrpcPort: number;
  /** Lets its holder do everything; asked of every client when present. Off loopback there is one, or a login provider. */
  readonly token: string | undefined;
  /** Lets its holder send telemetry, and nothing else. */
  readonly ingestToken: string | undefined;
  readonly logLevel: string;
  /** Origins of browsers that may send telemetry, beside those on loopback: `https://shop.example`. */
  readonly allowedOrigins: readonly string[];
  /** Host names the page answers to, beside loopback's: `telltale.internal`. */
  readonly allowedHosts: readonly string[];
  /** Authentication besides the token, and TLS. */
  readonly access: AccessConfig;
  /** Other ingest protocols. */
  readonly intake: IntakeConfig;
  /** How much is kept and how safely. */
  readonly storage: StorageConfig;
  /** Attributes that get a column or a roll-up. */
  readonly attributes: AttributesConfig;
  /** How much anomaly detection watches and reports. */
  readonly anomalies: AnomalyConfig;
  /** Where alert rules come from. */
  readonly alerts: AlertsConfig;
  /** Where dashboards come from. */
  readonly dashboards: DashboardsConfig;
  /** Channels that receive messages about alerts. */
  readonly notify: AlertChannels;
  /** Where the store is, and what this process does with it. */
  readonly store: StoreConfig;
}

interface BasicValues {
  readonly data: string | undefined;
  readonly port: number;
  readonly otlpHttpPort: number;
  readonly otlpGrpcPort: number;
  readonly listen: string;
  readonly tokenFile: string | undefined;
  readonly ingestTokenFile: string | undefined;
  readonly logLevel: string;
  readonly allowedHost: readonly string[];
  readonly allowedOrigin: readonly string[];
}

const basicOptions: OptionsOf<BasicValues> = {
  data: {
    group: "General",
    flag: "--data <dir>",
    variable: "TELLTALE_CONSOLE_DATA",
    defaultNote: "a directory of the user",
    parse: anyText,
    help: "data directory",
    docs: "Default: `$XDG_DATA_HOME/telltale-console`, or `~/.local/share/telltale-console` without that variable. On macOS `~/Library/Application Support/telltale-console`. For root on Linux `/var/lib/telltale-console`, unless the one in root's home exists. One console at a time.",
  },
  port: {
    group: "General",
    flag: "--port <port>",
    variable: "TELLTALE_CONSOLE_PORT",
    default: "4319",
    parse: port,
    help: "port of pages and API; 0 picks a free one",
  },
  otlpHttpPort: {
    group: "General",
    flag: "--otlp-http-port <port>",
    variable: "TELLTALE_CONSOLE_OTLP_HTTP_PORT",
    default: "4318",
    parse: port,
    help: "port of OTLP/HTTP",
  },
  otlpGrpcPort: {
    group: "General",
    flag: "--otlp-grpc-port <port>",
    variable: "TELLTALE_CONSOLE_OTLP_GRPC_PORT",
    default: "4317",
    parse: port,
    help: "port of OTLP/gRPC",
  },
  listen: {
    group: "General",
    flag: "--listen <host>",
    variable: "TELLTALE_CONSOLE_LISTEN",
    default: "127.0.0.1",
    parse: parsed(
      readHost,
      "an IP address of this machine, `localhost`, or `0.0.0.0` for all; ports have flags of their own",
    ),
    help: "address to listen on; off loopback a token or a login provider is required",
  },
  tokenFile: {
    group: "General",
    flag: "--token-file <file>",
    variable: "TELLTALE_CONSOLE_TOKEN_FILE",
    parse: anyText,
    help: "file with the token that every client must send (or the token itself in TELLTALE_TOKEN)",
    docs: "At least 16 visible characters.",
  },
  ingestTokenFile: {
    group: "General",
    flag: "--ingest-token-file <file>",
    variable: "TELLTALE_CONSOLE_INGEST_TOKEN_FILE",
    parse: anyText,
    help: "file with a token of the scope `ingest`, for senders that get theirs before the console starts",
    docs: "At least 16 visible characters, and another one than the console's own. When the console starts with another one, the token before is rejected.",
  },
  logLevel: {
    group: "General",
    flag: "--log-level <level>",
    variable: "TELLTALE_CONSOLE_LOG_LEVEL",
    default: "info",
    parse: choice(...logLevels),
    help: `log level: ${logLevels.join(", ")}`,
    docs: "The log is JSON on standard error.",
  },
  allowedHost: {
    group: "Authentication and network",
    flag: "--allowed-host <name...>",
    variable: "TELLTALE_CONSOLE_ALLOWED_HOSTS",
    parse: listOf(allowedHost),
    help: "host names that the pages answer to, besides those of loopback",
    docs: "Without port; `*` for any.",
  },
  allowedOrigin: {
    group: "Authentication and network",
    flag: "--allowed-origin <origin...>",
    variable: "TELLTALE_CONSOLE_ALLOWED_ORIGINS",
    parse: listOf(
      parsed(
        readOrigin,
        "scheme, host and port as a browser sends them, like https://shop.example, or `*` for any",
      ),
    ),
    help: "web pages that may send telemetry, besides those on loopback",
  },
};

type ConsoleValues = BasicValues &
  StorageValues &
  AttributeValues &
  AnomalyValues &
  AccessValues &
  IntakeValues &
  AlertValues &
  DashboardValues &
  NotifyValues &
  StoreValues;

/** All options of the console. */
export const consoleOptions: OptionsOf<ConsoleValues> = {
  ...basicOptions,
  ...storageOptions,
  ...attributeOptions,
  ...anomalyOptions,
  ...accessOptions,
  ...intakeOptions,
  ...alertOptions,
  ...dashboardOptions,
  ...notifyOptions,
  ...storeOptions,
};

/** What the command line gives, as text. */
export type Flags = FlagsOf<ConsoleValues>;

/** Shortest token that is taken, in characters. */
const minTokenLength = 16;

/**
 * Resolves the configuration.
 *
 * @throws {ProblemError} when a value cannot be used, or when `--listen` leaves loopback without a token.
 */
export function readConfig(flags: Flags, env: Env): Config {
  const basic = readOptions(basicOptions, flags, env);
  const token = readToken(basic.tokenFile, env);
  const ingestToken = readIngestToken(basic.ingestTokenFile, token);
  const access = readAccess(flags, env);
  const { listen } = basic;
  if (token === undefined && access.oidc === undefined && !isLoopback(listen)) {
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot listen on \`${listen}\` without a token: everybody who reaches that address could read and write your telemetry.`,
      "Put a secret of at least 16 characters in a file and pass `--token-file FILE` (or set TELLTALE_TOKEN), let people log in with `--oidc-issuer`, or listen on 127.0.0.1.",
    );
  }
  return {
    dataDir: resolve(basic.data ?? defaultDataDir(env)),
    listen,
    port: basic.port,
    otlpHttpPort: basic.otlpHttpPort,
    otlpGrpcPort: basic.otlpGrpcPort,
    token,
    ingestToken,
    logLevel: basic.logLevel,
    allowedOrigins: basic.allowedOrigin,
    allowedHosts: basic.allowedHost,
    access,
    intake: readIntake(flags, env),
    storage: readStorage(flags, env),
    attributes: readAttributes(flags, env),
    anomalies: readAnomalies(flags, env),
    alerts: readAlerts(flags, env),
    dashboards: readDashboards(flags, env),
    notify: readNotify(flags, env),
    store: readStore(flags, env),
  };
}

/** Whether `host` can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** Whether tokens reach this console over the network unencrypted, as far as this process knows: a proxy in front may encrypt. */
export function takesTokensInClear({ listen, token, access }: Config): boolean {
  const hasSecrets = token !== undefined || access.oidc !== undefined;
  const isEncrypted = access.tls !== undefined || access.publicUrl?.startsWith("https:") === true;
  return hasSecrets && !isEncrypted && !isLoopback(listen);
}

function defaultDataDir(env: Env): string {
  if (platform() === "darwin") return join(homedir(), "Library", "Application Support", "telltale-console");
  const xdg = env["XDG_DATA_HOME"]?.trim() || undefined;
  if (xdg !== undefined) return join(xdg, "telltale-console");
  const ofUser = join(homedir(), ".local", "share", "telltale-console");
  // Other users cannot enter root's home: an engine that runs as its own user could not reach its files there.
  return process.geteuid?.() === 0 && !existsSync(ofUser) ? "/var/lib/telltale-console" : ofUser;
}

function readHost(text: string): string | undefined {
  const host = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  return isIP(host) !== 0 || host === "localhost" ? host : undefined;
}

function readOrigin(text: string): string | undefined {
  if (text === "*") return text;
  const origin = URL.canParse(text) ? new URL(text).origin : "null";
  return origin !== "null" && origin === text.replace(/\/$/, "") ? origin : undefined;
}

function readToken(file: string | undefined, env: Env): string | undefined {
  if (file === undefined) return checkToken(env["TELLTALE_TOKEN"]?.trim() || undefined, "TELLTALE_TOKEN");
  return readTokenFile(file);
}

function readIngestToken(file: string | undefined, own: string | undefined): string | undefined {
  const token = file === undefined ? undefined : readTokenFile(file);
  if (token === undefined || token !== own) return token;
  throw new ProblemError(
    "BAD_OPTION",
    `Cannot use the token file \`${file}\` for senders: it holds the console's own token, which allows everything.`,
    "Write another token into it: `openssl rand -hex 24` makes a good one.",
  );
}

function readTokenFile(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot read the token file \`${file}\`: ${(cause as Error).message}.`,
      "Pass a file that holds nothing but the token.",
      { cause },
    );
  }
  return checkToken(text, `the token file \`${file}\``);
}

function checkToken(token: string | undefined, source: string): string | undefined {
  if (token === undefined) return undefined;
  if (token.length >= minTokenLength && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new ProblemError(
    "BAD_OPTION",
    `Cannot use the token in ${source}: expected at least ${minTokenLength} visible ASCII characters without spaces, got ${token.length}.`,
    "`openssl rand -hex 24` makes a good one.",
  );
}
