// What the console runs with: flags, then TELLTALE_CONSOLE_* variables, then defaults, checked once and folded into one value.
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { homedir, platform } from "node:os";
import { join, resolve } from "node:path";
import { type AccessConfig, type AccessFlags, readAccess } from "./config/auth.ts";
import { type IntakeConfig, type IntakeFlags, readIntake } from "./config/intake.ts";
import { type AttributeFlags, type AttributesConfig, readAttributes } from "./config/attributes.ts";
import { readAllowedHost } from "./config/hosts.ts";
import { readStorage, type StorageConfig, type StorageFlags } from "./config/storage.ts";
import { readStore, type StoreConfig, type StoreFlags } from "./config/store.ts";
import { UsageError } from "./config/usage-error.ts";
import { logLevels } from "./log.ts";

export { UsageError } from "./config/usage-error.ts";

/** Settled configuration. Ports may be 0, which means a free one. */
export interface Config {
  readonly dataDir: string;
  readonly listen: string;
  readonly port: number;
  readonly otlpHttpPort: number;
  readonly otlpGrpcPort: number;
  /** Lets its holder do everything; asked of every client when present. Off loopback there is one, or a login provider. */
  readonly token: string | undefined;
  readonly logLevel: string;
  /** Origins of browsers that may send telemetry, beside those on loopback: `https://shop.example`. */
  readonly allowedOrigins: readonly string[];
  /** Host names the page answers to, beside loopback's: `telltale.internal`. */
  readonly allowedHosts: readonly string[];
  /** Who may come in beside who has the token, and over what. */
  readonly access: AccessConfig;
  /** What is taken beside OTLP. */
  readonly intake: IntakeConfig;
  /** How much is kept and how safely. */
  readonly storage: StorageConfig;
  /** Attributes that get a column or a roll-up. */
  readonly attributes: AttributesConfig;
  /** Where the store is, and what this process does with it. */
  readonly store: StoreConfig;
}

/** What the command line gives, as text. */
export interface Flags extends AccessFlags, AttributeFlags, IntakeFlags, StorageFlags, StoreFlags {
  readonly data?: string | undefined;
  readonly listen?: string | undefined;
  readonly port?: string | undefined;
  readonly otlpHttpPort?: string | undefined;
  readonly otlpGrpcPort?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly logLevel?: string | undefined;
  readonly allowedOrigin?: readonly string[] | undefined;
  readonly allowedHost?: readonly string[] | undefined;
}

/** Shortest token that is taken, in characters. */
const minTokenLength = 16;

/**
 * Settles the configuration.
 *
 * @throws {UsageError} when a value cannot be used, or when `--listen` leaves loopback without a token.
 */
export function readConfig(flags: Flags, env: Readonly<Record<string, string | undefined>>): Config {
  const listen = readHost(flags.listen ?? present(env["TELLTALE_CONSOLE_LISTEN"]) ?? "127.0.0.1");
  const token = readToken(flags, env);
  const access = readAccess(flags, env);
  if (token === undefined && access.oidc === undefined && !isLoopback(listen)) {
    throw new UsageError(
      `Cannot listen on \`${listen}\` without a token: everybody who reaches that address could read and write your telemetry. ` +
        "Put a secret of at least 16 characters in a file and pass `--token-file FILE` (or set TELLTALE_TOKEN), let people log in with `--oidc-issuer`, or listen on 127.0.0.1.",
    );
  }
  return {
    dataDir: resolve(flags.data ?? present(env["TELLTALE_CONSOLE_DATA"]) ?? defaultDataDir(env)),
    listen,
    port: readPort("--port", flags.port ?? present(env["TELLTALE_CONSOLE_PORT"]), 4319),
    otlpHttpPort: readPort(
      "--otlp-http-port",
      flags.otlpHttpPort ?? present(env["TELLTALE_CONSOLE_OTLP_HTTP_PORT"]),
      4318,
    ),
    otlpGrpcPort: readPort(
      "--otlp-grpc-port",
      flags.otlpGrpcPort ?? present(env["TELLTALE_CONSOLE_OTLP_GRPC_PORT"]),
      4317,
    ),
    token,
    logLevel: readLevel(flags.logLevel ?? present(env["TELLTALE_CONSOLE_LOG_LEVEL"]) ?? "info"),
    allowedOrigins: (flags.allowedOrigin ?? list(env["TELLTALE_CONSOLE_ALLOWED_ORIGINS"])).map(readOrigin),
    allowedHosts: (flags.allowedHost ?? list(env["TELLTALE_CONSOLE_ALLOWED_HOSTS"])).map(readAllowedHost),
    access,
    intake: readIntake(flags, env),
    storage: readStorage(flags, env),
    attributes: readAttributes(flags, env),
    store: readStore(flags, env),
  };
}

/** Whether `host` can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** Whether tokens reach this console over the network unencrypted, as far as it can tell: a proxy in front may do that. */
export function takesTokensInClear({ listen, token, access }: Config): boolean {
  const hasSecrets = token !== undefined || access.oidc !== undefined;
  const isEncrypted = access.tls !== undefined || access.publicUrl?.startsWith("https:") === true;
  return hasSecrets && !isEncrypted && !isLoopback(listen);
}

function defaultDataDir(env: Readonly<Record<string, string | undefined>>): string {
  if (platform() === "darwin") return join(homedir(), "Library", "Application Support", "telltale-console");
  const xdg = present(env["XDG_DATA_HOME"]);
  if (xdg !== undefined) return join(xdg, "telltale-console");
  const ofUser = join(homedir(), ".local", "share", "telltale-console");
  // Root's home lets nobody else pass: an engine with a user of its own could not reach its files there.
  return process.geteuid?.() === 0 && !existsSync(ofUser) ? "/var/lib/telltale-console" : ofUser;
}

function readPort(flag: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port;
  throw new UsageError(
    `Cannot use \`${flag} ${text}\`: expected a port number from 0 (any free one) to 65535.`,
  );
}

function readHost(text: string): string {
  const host = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  if (isIP(host) !== 0 || host === "localhost") return host;
  throw new UsageError(
    `Cannot use \`--listen ${text}\`: expected an IP address of this machine, \`localhost\`, or \`0.0.0.0\` for all. Ports have flags of their own.`,
  );
}

function readLevel(text: string): string {
  if (logLevels.includes(text)) return text;
  throw new UsageError(`Cannot use \`--log-level ${text}\`: expected one of ${logLevels.join(", ")}.`);
}

function readOrigin(text: string): string {
  if (text === "*") return text;
  const origin = URL.canParse(text) ? new URL(text).origin : "null";
  if (origin !== "null" && origin === text.replace(/\/$/, "")) return origin;
  throw new UsageError(
    `Cannot use the allowed origin \`${text}\`: expected scheme, host and port as a browser sends them, like https://shop.example, or \`*\` for any.`,
  );
}

function readToken(flags: Flags, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const file = flags.tokenFile ?? present(env["TELLTALE_CONSOLE_TOKEN_FILE"]);
  if (file === undefined) return checkToken(present(env["TELLTALE_TOKEN"]), "TELLTALE_TOKEN");
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new UsageError(
      `Cannot read the token file \`${file}\`: ${(cause as Error).message}. Pass a file that holds nothing but the token.`,
      { cause },
    );
  }
  return checkToken(text, `the token file \`${file}\``);
}

function checkToken(token: string | undefined, source: string): string | undefined {
  if (token === undefined) return undefined;
  if (token.length >= minTokenLength && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new UsageError(
    `Cannot use the token in ${source}: expected at least ${minTokenLength} visible ASCII characters without spaces, got ${token.length}. \`openssl rand -hex 24\` makes a good one.`,
  );
}

/** An empty variable counts as unset, as in the OpenTelemetry specification. */
function present(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text.trim();
}

function list(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
