// Where a database or a broker is, out of what programs have at hand: a URL, a list of settings, a client, a pool.
// Only the host, the port and the database's name are ever read; there is no way from here to a user or a password.
import { memoize } from "../engine/text/memoize.ts";
import { readField, readTextField, readWholeField } from "./read-field.ts";

/** A place, as far as it is known. */
export interface Connection {
  /** The name given, else `host:port/database`. */
  readonly label: string | undefined;
  readonly address: string | undefined;
  readonly port: number | undefined;
  readonly namespace: string | undefined;
}

const nowhere: Connection = { label: undefined, address: undefined, port: undefined, namespace: undefined };

/** Reads a connection string, a name, or an object with fields such as `host`; a client and its pool have them inside. */
export function readConnection(given: unknown): Connection {
  if (typeof given === "string") return fromKnownText(given);
  if ((typeof given !== "object" && typeof given !== "function") || given === null) return nowhere;
  let connection = places.get(given);
  if (connection === undefined) places.set(given, (connection = fromObject(given, 0) ?? nowhere));
  return connection;
}

// a program has few of them and names one with each call; where a client leads to does not change
const places = new WeakMap<object, Connection>();
const fromKnownText = memoize(100, 4096, fromText);

const maxDepth = 3;
// where drivers keep what they were made with: pg, mysql2 and its promises, ioredis, mssql, knex, mongodb
const inside = [
  "connectionParameters",
  "options",
  "config",
  "connectionConfig",
  "connection",
  "client",
  "pool",
];

function fromObject(owner: object, depth: number): Connection | undefined {
  const text = readTextField(owner, ["connectionString", "url", "uri"]);
  if (text !== undefined) return named(owner, fromText(text));
  const address = readTextField(owner, ["host", "hostname", "server", "address"]);
  const namespace = readTextField(owner, ["database", "dbName", "db", "databaseName"]);
  if (address !== undefined) {
    return named(owner, placed(plainAddress(address), readWholeField(owner, "port"), namespace));
  }
  for (const key of depth < maxDepth ? inside : []) {
    const inner = readField(owner, key);
    const found = typeof inner === "object" && inner !== null ? fromObject(inner, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  const name = readTextField(owner, ["name"]);
  if (namespace === undefined && name === undefined) return undefined;
  return named(owner, placed(undefined, undefined, namespace));
}

function named(owner: object, connection: Connection): Connection {
  const name = readTextField(owner, ["name"]);
  return name === undefined || !isName(name) ? connection : { ...connection, label: name };
}

function fromText(text: string): Connection {
  if (text.length > 4096) return nowhere;
  if (text.includes("://")) return fromUrl(text);
  if (text.includes("=")) return fromSettings(text);
  if (text.includes("@")) return fromHost(text.slice(text.lastIndexOf("@") + 1));
  return isName(text) ? { ...nowhere, label: text } : nowhere;
}

function fromUrl(text: string): Connection {
  // several hosts, as MongoDB has them, are not a URL for the parser: the first one counts
  const [, hosts, path] =
    /^[a-z][\w+.-]*:\/\/(?:[^@/?#]*@)?([^@/?#]*)(?:\/([^?#]*))?(?:[?#].*)?$/i.exec(text) ?? [];
  if (hosts === undefined) return nowhere;
  return fromHost(`${hosts.split(",")[0]}/${path ?? ""}`);
}

function fromHost(text: string): Connection {
  const [, ipv6, host, port, database] =
    /^(?:\[([\da-f:.]+)\]|([\w.-]*))(?::(\d{1,5}))?(?:\/([\w.%$-]*))?$/i.exec(text) ?? [];
  return placed(ipv6 ?? host, port === undefined ? undefined : Number(port), database);
}

// `host=db port=5432 dbname=shop` and `Server=tcp:db,1433;Database=shop`
function fromSettings(text: string): Connection {
  const settings = new Map<string, string>();
  for (const [, key, value] of text.matchAll(/([a-z][a-z _]{0,40}?)\s*=\s*('[^']*'|"[^"]*"|[^;\s]*)/gi)) {
    settings.set((key as string).toLowerCase(), (value as string).replace(/^(['"])(.*)\1$/, "$2"));
  }
  const first = (...keys: string[]): string | undefined =>
    keys.map((key) => settings.get(key)).find((value) => value !== undefined && value !== "");
  const server = first("host", "server", "data source", "hostname", "address")?.replace(/^tcp:/i, "");
  const [host, port] = server?.split(",") ?? [];
  const portText = first("port") ?? port;
  return placed(
    host === undefined ? undefined : plainAddress(host),
    portText !== undefined && /^\d{1,5}$/.test(portText) ? Number(portText) : undefined,
    first("database", "dbname", "initial catalog"),
  );
}

function placed(
  address: string | undefined,
  port: number | undefined,
  database: string | undefined,
): Connection {
  const known = address === "" ? undefined : address;
  const namespace = database === undefined || database === "" || !isName(database) ? undefined : database;
  const host = known === undefined ? "" : port === undefined ? known : `${known}:${port}`;
  const label = [host, namespace].filter((part) => part !== undefined && part !== "").join("/");
  return { label: label === "" ? undefined : label, address: known, port, namespace };
}

/** A host or the path of a socket; anything else, above all a URL with a password, is ignored. */
function plainAddress(text: string): string | undefined {
  if (text.includes("://")) return fromUrl(text).address;
  return /^[\w.:\\/-]{1,255}$/.test(text) ? text : undefined;
}

/** A name people give: nothing in it that a credential needs. */
function isName(text: string): boolean {
  return /^[\p{L}\p{N}_.:/\\ $%-]{1,128}$/u.test(text);
}
