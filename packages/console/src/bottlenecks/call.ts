// What a span asks of something outside its process: a database, a key-value store, another service.
import { readAddress } from "./address.ts";
import { commandOf, hasPlaceholders, isPageOf, isReading, withoutKeys, withoutValues } from "./statement.ts";
import type { TraceSpan } from "./trace-span.ts";

export interface Call {
  readonly type: "query" | "key-value" | "http";
  /** What is asked for, without values: the same for all calls of a loop. */
  readonly target: string;
  /** With all values; `undefined` when some were not recorded. Calls with the same one ask the same question. */
  readonly exact: string | undefined;
  /** Changes nothing where it goes. */
  readonly isRead: boolean;
  /** The values in it, where they are known. */
  readonly values: readonly string[] | undefined;
  /** Whether it asks for one page of many. */
  readonly isPage: boolean;
}

const keyValueStores = new Set([
  "redis",
  "valkey",
  "memcached",
  "keydb",
  "dragonfly",
  "aws.dynamodb",
  "dynamodb",
  "etcd",
]);
const readMethods = new Set(["GET", "HEAD", "OPTIONS", "QUERY"]);
const client = 3;

/** A cache of how texts were read: most of them repeat. */
export interface CallReader {
  /** The call that the span makes; `undefined` for other spans. */
  read(span: TraceSpan): Call | undefined;
}

const mostKnown = 2_000;
const mostKnownLength = 2_000_000;
/** Of a text as long as this the end may be missing. */
const longest = 2_000;

export function createCallReader(): CallReader {
  const known = new Map<string, Call>();
  let length = 0;
  return {
    read(span) {
      const key = keyOf(span);
      if (key === undefined) return undefined;
      const found = known.get(key);
      if (found !== undefined) return found;
      const call = readCall(span);
      // all at once: what is common is known again after a few traces
      if (known.size >= mostKnown || length + key.length > mostKnownLength) {
        known.clear();
        length = 0;
      }
      length += key.length;
      known.set(key, call);
      return call;
    },
  };
}

function keyOf({
  kind,
  system,
  statement,
  parameters,
  name,
  method,
  url,
  procedure,
}: TraceSpan): string | undefined {
  if (system !== "") return `${system}\n${statement === "" ? name : statement}\n${parameters}`;
  if (kind !== client) return undefined;
  if (method !== "" && url !== "") return `${method} ${url}`;
  return procedure === "" ? undefined : `\n${procedure}`;
}

function readCall(span: TraceSpan): Call {
  if (span.system !== "") return keyValueStores.has(span.system) ? readCommand(span) : readQuery(span);
  return span.method !== "" && span.url !== "" ? readHttp(span) : readProcedure(span);
}

function isWhole(text: string): boolean {
  return text !== "" && text.length < longest;
}

function readQuery({ system, statement, parameters, name }: TraceSpan): Call {
  const text = statement === "" ? name : statement;
  const target = withoutValues(text, system);
  const isKnown = isWhole(statement) && (parameters !== "" || !hasPlaceholders(statement));
  const isRead = isReading(target);
  return {
    type: "query",
    target,
    exact: isKnown ? `${statement}\n${parameters}` : undefined,
    isRead,
    values: isKnown && !/\bwhere\b|\?/i.test(target) && commandOf(target) === "SELECT" ? [] : undefined,
    isPage: isPageOf(target, text),
  };
}

function readCommand({ statement, name }: TraceSpan): Call {
  const target = withoutKeys(statement === "" ? name : statement);
  // a colon is a part of a key here
  const isKnown = isWhole(statement) && !statement.includes("?");
  return {
    type: "key-value",
    target,
    exact: isKnown ? statement : undefined,
    isRead: isReading(target),
    values: undefined,
    isPage: false,
  };
}

function readHttp({ method, url }: TraceSpan): Call {
  const { pattern, values, isPage } = readAddress(url);
  const isRead = readMethods.has(method);
  // what a POST asks for is in its body
  return {
    type: "http",
    target: `${method} ${pattern}`,
    exact: isRead && isWhole(url) ? `${method} ${url}` : undefined,
    isRead,
    values,
    isPage,
  };
}

function readProcedure({ procedure }: TraceSpan): Call {
  return {
    type: "http",
    target: procedure,
    exact: undefined,
    isRead: false,
    values: undefined,
    isPage: false,
  };
}
