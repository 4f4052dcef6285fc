// What a database span says of its query: SQL by `telltale/sql`, commands of key-value stores by their first word, documents
// by their shape. No value is left in any of them.
import { readQuery } from "../sql/read-query.ts";
import { readField } from "./read-field.ts";
import { isWaiting } from "./waiting-command.ts";

/** What is known of a query. */
export interface QueryFacts {
  readonly text?: string | undefined;
  readonly summary?: string | undefined;
  readonly operation?: string | undefined;
  readonly collection?: string | undefined;
  /** Whether it is there to wait, so that its length says nothing. */
  readonly waits?: boolean | undefined;
}

const keyValueStores = new Set(["redis", "valkey", "memcached", "keydb", "dragonfly"]);
// MongoDB's commands that name their collection
const documentCommands = new Set(
  "find aggregate insert update delete count distinct findAndModify explain getMore create drop createIndexes".split(
    " ",
  ),
);
const maxArguments = 8;
const maxDepth = 8;
const maxFields = 64;

/** Reads `query` as `system` writes it; nothing where it is neither text nor object. */
export function describeQuery(system: string, query: unknown): QueryFacts {
  if (keyValueStores.has(system)) return describeCommand(query);
  if (typeof query === "string") return query === "" ? {} : describeSql(query, system);
  return typeof query === "object" && query !== null ? describeDocument(query) : {};
}

function describeSql(query: string, system: string): QueryFacts {
  const { text, summary, operation, collections } = readQuery(query, system);
  return {
    text,
    summary: summary === "" ? undefined : summary,
    operation,
    // of several none is the one
    collection: collections.length === 1 ? collections[0] : undefined,
  };
}

function describeCommand(query: unknown): QueryFacts {
  const words =
    typeof query === "string" ? query.trim().split(/\s+/, 1000) : Array.isArray(query) ? query : [];
  const command: unknown = words[0];
  if (typeof command !== "string" || !/^[a-z][a-z._]{0,31}$/i.test(command)) return {};
  const values = Math.min(words.length - 1, maxArguments);
  const more = words.length - 1 > maxArguments ? " ..." : "";
  return {
    text: command + " ?".repeat(values) + more,
    operation: command.toUpperCase(),
    waits: isWaiting(words),
  };
}

function describeDocument(query: object): QueryFacts {
  const [command] = Object.keys(query);
  const collection =
    command !== undefined && documentCommands.has(command) ? readField(query, command) : undefined;
  const text = shapeOf(query, 0);
  if (typeof collection !== "string") return { text };
  return { text, operation: command, collection, summary: `${command} ${collection}` };
}

// JSON with "?" for each value; a list shows its first part
function shapeOf(value: unknown, depth: number): string {
  const isObject =
    typeof value === "object" && value !== null && !ArrayBuffer.isView(value) && !(value instanceof Date);
  if (!isObject || depth >= maxDepth) return '"?"';
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[${shapeOf(value[0], depth + 1)}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return '"?"';
  const fields = Object.keys(value).slice(0, maxFields);
  return `{${fields.map((key) => `${JSON.stringify(key)}:${shapeOf(readField(value, key), depth + 1)}`).join(",")}}`;
}
