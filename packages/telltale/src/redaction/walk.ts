// Redacts values of any depth: texts are scanned, secret names hide whole values. A clean value is returned itself, any other one as a
// copy.
import { isReference } from "./element.ts";
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
  /** Redacts a URL, or a part of one, under its name; `urlPath` is the path of the same URL, if known. */
  url(text: string, name: string, urlPath?: string): string | undefined;
}

/** Names of the database beside a query, and of the path beside a part of a URL. */
export const systemNames: readonly string[] = ["db.system.name", "db.system"];
export const pathNames: readonly string[] = ["url.path", "http.route"];

/** The fields of an object. */
type Fields = readonly (readonly [unknown, unknown])[];

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
  } else if (typeof value === "string") return textOf(value, verdict, name, way?.beside, treatment);
  else if (verdict === "url" && Array.isArray(value))
    return urls(value, name as string, path, treatment, way);
  return look(value, name, path, treatment, way);
}

function textOf(
  value: string,
  verdict: Verdict,
  name: string | undefined,
  beside: Fields | undefined,
  treatment: Treatment,
): unknown {
  if (verdict === "url") return treatment.url(value, name as string, textIn(beside, pathNames));
  if (verdict === "sql") return treatment.sql(value, name, textIn(beside, systemNames));
  return treatment.text(value, name);
}

/** The text under the first of `names` that is in `list`. */
function textIn(list: Fields | undefined, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = list?.find(([key]) => key === name)?.[1];
    if (typeof value === "string") return value;
  }
  return undefined;
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

/** The treatment, and where in an object it is. */
interface Way {
  readonly treatment: Treatment;
  readonly above: Set<object>;
  parts: number;
  /** The fields of the object that is visited now. */
  beside?: Fields;
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
  if (argumentLists.test(path)) return argumentsOf(values, way);
  const named = name !== undefined && treatment.judge(name, path) === "identity" ? name : undefined;
  return values.map((part, at) => {
    const verdict = verdictOfFlag(values[at - 1], part, treatment);
    return verdict === undefined ? visit(part, named, path, treatment, way) : treatment.whole(part, verdict);
  });
}

/** The verdict of a flag with a secret name on the argument after it; undefined for other arguments. */
function verdictOfFlag(
  before: unknown,
  part: unknown,
  treatment: Treatment,
): Exclude<Verdict, string> | undefined {
  if (typeof before !== "string" || typeof part !== "string" || !flag.test(before) || part.startsWith("-"))
    return undefined;
  const verdict = treatment.judge(before.replace(/^-+/, ""), "");
  return typeof verdict === "object" && !isReference(part) ? verdict : undefined;
}

/** Names of lists that are the arguments of a command. */
const argumentLists = /(?:^|\.)(?:command_args|argv|args|spawnargs|cmd)$/;
const longestBefore = 256;

/** The arguments of a command, each read behind those before it: `["mysql", "-px"]` is `mysql -px`. */
function argumentsOf(values: readonly unknown[], way: Way): readonly unknown[] {
  const { treatment } = way;
  let before = "";
  return values.map((part, at) => {
    const left = argumentOf(values[at - 1], part, before, way);
    if (typeof left === "string") before = `${before}${left} `.slice(-longestBefore);
    return left;
  });

  function argumentOf(flagBefore: unknown, part: unknown, line: string, above: Way): unknown {
    const verdict = verdictOfFlag(flagBefore, part, treatment);
    if (verdict !== undefined) return treatment.whole(part, verdict);
    if (typeof part !== "string") return visit(part, undefined, "", treatment, above);
    const alone = treatment.text(part, undefined);
    if (alone !== part) return alone;
    const whole = treatment.text(line + part, undefined);
    return whole?.startsWith(line) === true ? whole.slice(line.length) : part;
  }
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

function entries(given: Fields, path: string, way: Way): [unknown, unknown][] {
  const left: [unknown, unknown][] = [];
  for (const [key, part] of given) {
    const name = typeof key === "string" ? key : undefined;
    way.beside = given;
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
