// Redacts values of any depth: texts are scanned, secret names hide whole values. A clean value is returned itself, any other one as a
// copy.
import type { Verdict } from "./names.ts";

/** The treatment of the parts of a value. */
export interface Treatment {
  /** Redacts a text under a name; `undefined` drops it. */
  text(text: string, name: string | undefined): string | undefined;
  /** Redacts a name, which may itself be a secret. */
  name(name: string): string | undefined;
  /** The verdict of a name; `path` is its path with dots. */
  judge(name: string, path: string): Verdict;
  /** Replaces a value that is secret as a whole; `undefined` drops it. */
  whole(value: unknown, verdict: Exclude<Verdict, string>): string | undefined;
  /** Redacts an identity: the id of a user, a session, an order. */
  identity(text: string, name: string, path: string): string;
  /** Redacts a query for the database `system`, if known. */
  sql(query: string, name: string | undefined, system: string | undefined): string | undefined;
  /** Redacts a URL, or a part of one, under its name. */
  url(text: string, name: string): string | undefined;
}

const deepest = 64;
/** Maximum number of parts that are visited; shared ones count each time. */
const maxParts = 100_000;
/** The smallest number that may be a card. */
const shortestCard = 1e12;

/** Redacts `value` under `name`; `undefined` when it is dropped. Never throws. */
export function walk(value: unknown, name: string | undefined, treatment: Treatment): unknown {
  try {
    // most values are texts under an ordinary name
    if (typeof value === "string" && (name === undefined || treatment.judge(name, name) === "look"))
      return treatment.text(value, name);
    return visit(value, name, name ?? "", treatment, undefined);
  } catch {
    return "[unreadable]";
  }
}

function visit(
  value: unknown,
  name: string | undefined,
  path: string,
  treatment: Treatment,
  way: Way | undefined,
): unknown {
  if (isEmpty(value)) return value;
  const verdict = name === undefined ? "look" : treatment.judge(name, path);
  if (verdict === "leave") return value;
  if (typeof verdict === "object") return secret(value, verdict, name as string, treatment);
  if (verdict === "identity" && !Array.isArray(value)) {
    const written = writtenForm(value);
    const left = treatment.identity(written, name as string, path);
    if (left !== written || typeof value === "string") return left;
  } else if (verdict === "url" && typeof value === "string") return treatment.url(value, name as string);
  else if (verdict === "url" && Array.isArray(value))
    return urls(value, name as string, path, treatment, way);
  else if (verdict === "sql" && typeof value === "string") return treatment.sql(value, name, undefined);
  return look(value, name, path, treatment, way);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || typeof value === "boolean" || value === "";
}

/** A list of URLs: headers are lists. */
function urls(
  values: readonly unknown[],
  name: string,
  path: string,
  treatment: Treatment,
  way: Way | undefined,
): unknown {
  return look(
    kept(
      values,
      values.map((part) => (typeof part === "string" ? treatment.url(part, name) : part)),
    ),
    name,
    path,
    treatment,
    way,
  );
}

function look(
  value: unknown,
  name: string | undefined,
  path: string,
  treatment: Treatment,
  way: Way | undefined,
): unknown {
  switch (typeof value) {
    case "string":
      return treatment.text(value, name);
    case "number":
    case "bigint":
      return number(value, name, treatment);
    case "symbol":
    case "function":
      return treatment.text(String(value), name);
    default:
      if (value instanceof Uint8Array) return binary(value, name, treatment);
      return inside(value as object, name, path, way ?? { treatment, above: new Set(), parts: 0 });
  }
}

/** The treatment, and the objects that contain the current value. */
interface Way {
  readonly treatment: Treatment;
  readonly above: Set<object>;
  parts: number;
}

// a list under a secret name is a list of secrets
function secret(
  value: unknown,
  verdict: Exclude<Verdict, string>,
  name: string,
  treatment: Treatment,
): unknown {
  if (!Array.isArray(value)) {
    // `tokens: 512` is a count
    return typeof value === "number" && verdict.kind === "token" && /s$/i.test(name)
      ? value
      : treatment.whole(value, verdict);
  }
  return kept(
    value,
    value.map((part: unknown) =>
      part === null || part === undefined || typeof part === "boolean"
        ? part
        : treatment.whole(part, verdict),
    ),
  );
}

function number(value: number | bigint, name: string | undefined, { text }: Treatment): unknown {
  if (value < shortestCard) return value;
  const written = String(value);
  const left = text(written, name);
  return left === written ? value : left;
}

function binary(value: Uint8Array, name: string | undefined, { text }: Treatment): unknown {
  if (!isMostlyText(value)) return value;
  const written = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("latin1");
  const left = text(written, name);
  return left === written
    ? value
    : left === undefined
      ? undefined
      : new Uint8Array(Buffer.from(left, "latin1"));
}

/** Maximum share of non-text bytes in a message with texts; compressed or encrypted bytes have more than half. */
const maxOther = 0.4;

function isMostlyText(bytes: Uint8Array): boolean {
  let other = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte > 0x7e || (byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) other++;
  }
  return other <= bytes.length * maxOther || isUtf8(bytes);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    return !new TextDecoder("utf-8", { fatal: true }).decode(bytes).includes("\0");
  } catch {
    return false;
  }
}

function inside(value: object, name: string | undefined, path: string, way: Way): unknown {
  if (way.above.has(value)) return "[cyclic]";
  if (way.above.size >= deepest || ++way.parts > maxParts) return "[truncated]";
  way.above.add(value);
  try {
    if (value instanceof Date) return value;
    if (Array.isArray(value)) return kept(value, partsOf(value, name, path, way));
    if (value instanceof Set)
      return sameOr(value, new Set(kept([...value], partsOf([...value], name, path, way))));
    if (value instanceof Map) {
      const before = [...value] as [unknown, unknown][];
      const after = entries(before, path, way);
      return isSame(before, after) ? value : new Map(after);
    }
    return fields(value, path, way);
  } catch {
    return "[unreadable]";
  } finally {
    way.above.delete(value);
  }
}

const flag = /^--?[A-Za-z][\w-]*$/;

// In a list of arguments, the one after `--password` is a password. Identities in a list have the name of the list.
function partsOf(
  values: readonly unknown[],
  name: string | undefined,
  path: string,
  way: Way,
): readonly unknown[] {
  const { treatment } = way;
  const named = name !== undefined && treatment.judge(name, path) === "identity" ? name : undefined;
  return values.map((part, at) => {
    const before = values[at - 1];
    if (typeof before === "string" && typeof part === "string" && flag.test(before)) {
      const verdict = treatment.judge(before.replace(/^-+/, ""), "");
      if (typeof verdict === "object" && !part.startsWith("-")) return treatment.whole(part, verdict);
    }
    return visit(part, named, path, treatment, way);
  });
}

function fields(value: object, path: string, way: Way): unknown {
  const before = Object.keys(value).map((key): [string, unknown] => [
    key,
    (value as Record<string, unknown>)[key],
  ]);
  if (value instanceof Error)
    before.push(["name", value.name], ["message", value.message], ["stack", value.stack]);
  const after = entries(before, path, way);
  return !(value instanceof Error) && isSame(before, after) ? value : Object.fromEntries(after);
}

function isSame(
  before: readonly (readonly [unknown, unknown])[],
  after: readonly (readonly [unknown, unknown])[],
): boolean {
  return (
    after.length === before.length &&
    after.every(([key, part], at) => before[at]?.[0] === key && before[at]?.[1] === part)
  );
}

function entries(
  given: readonly (readonly [unknown, unknown])[],
  path: string,
  way: Way,
): [unknown, unknown][] {
  const left: [unknown, unknown][] = [];
  for (const [key, part] of given) {
    const name = typeof key === "string" ? key : undefined;
    const result = visit(
      part,
      name,
      path === "" ? (name ?? "") : `${path}.${name ?? ""}`,
      way.treatment,
      way,
    );
    if (result === undefined && part !== undefined) continue;
    left.push([name === undefined ? key : (way.treatment.name(name) ?? "[redacted]"), result]);
  }
  return left;
}

function kept(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.every((part, at) => part === before[at])
    ? before
    : after.filter((part, at) => part !== undefined || before[at] === undefined);
}

function sameOr(before: ReadonlySet<unknown>, after: ReadonlySet<unknown>): ReadonlySet<unknown> {
  return after.size === before.size && [...after].every((part) => before.has(part)) ? before : after;
}

/** `value` as a single text. */
export function writtenForm(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object") return String(value);
  try {
    return JSON.stringify(value, plain) ?? "";
  } catch {
    return "[unreadable]";
  }
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return value instanceof Map || value instanceof Set ? [...value] : value;
}
