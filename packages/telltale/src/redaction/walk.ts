// Values of any depth: texts are looked at, names say what is secret as a whole. What is clean stays the very same value; of what is
// not, a copy leaves.
import type { Verdict } from "./names.ts";

/** What is done to the parts of a value. */
export interface Treatment {
  /** A text under a name; undefined for nothing. */
  text(text: string, name: string | undefined): string | undefined;
  /** A name, which may itself be a secret. */
  name(name: string): string | undefined;
  /** What the name says; `path` are the names above it and itself, with dots. */
  judge(name: string, path: string): Verdict;
  /** A value that is secret as a whole; undefined for nothing. */
  whole(value: unknown, verdict: Exclude<Verdict, string>): string | undefined;
  /** A text that says who somebody is. */
  identity(text: string): string;
}

const deepest = 64;
/** What is in one place twice is looked at twice: so many parts are looked at. */
const mostParts = 100_000;
/** From here on a number may be that of a card. */
const shortestCard = 1e12;

/** `value` as it leaves under `name`; undefined for nothing. Never throws. */
export function walk(value: unknown, name: string | undefined, treatment: Treatment): unknown {
  try {
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
  if (value === undefined || value === null || typeof value === "boolean" || value === "") return value;
  const verdict = name === undefined ? "look" : treatment.judge(name, path);
  if (verdict === "leave") return value;
  if (typeof verdict === "object") return secret(value, verdict, treatment);
  if (typeof value === "string")
    return verdict === "identity" ? treatment.identity(value) : treatment.text(value, name);
  if (typeof value === "number" || typeof value === "bigint") return number(value, name, treatment);
  if (typeof value === "symbol" || typeof value === "function") return treatment.text(String(value), name);
  if (value instanceof Uint8Array) return binary(value, name, treatment);
  return inside(value as object, path, way ?? { treatment, above: new Set(), parts: 0 });
}

/** What is done, and the objects above. */
interface Way {
  readonly treatment: Treatment;
  readonly above: Set<object>;
  parts: number;
}

// a list under a secret name is a list of secrets
function secret(value: unknown, verdict: Exclude<Verdict, string>, treatment: Treatment): unknown {
  if (!Array.isArray(value)) return treatment.whole(value, verdict);
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
  const written = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("latin1");
  const left = text(written, name);
  return left === written
    ? value
    : left === undefined
      ? undefined
      : new Uint8Array(Buffer.from(left, "latin1"));
}

function inside(value: object, path: string, way: Way): unknown {
  if (way.above.has(value)) return "[cyclic]";
  if (way.above.size >= deepest || ++way.parts > mostParts) return "[truncated]";
  way.above.add(value);
  try {
    if (value instanceof Date) return value;
    if (Array.isArray(value))
      return kept(
        value,
        value.map((part: unknown) => visit(part, undefined, path, way.treatment, way)),
      );
    if (value instanceof Set)
      return sameOr(
        value,
        new Set(
          kept(
            [...value],
            [...value].map((part) => visit(part, undefined, path, way.treatment, way)),
          ),
        ),
      );
    if (value instanceof Map) return new Map(entries([...value], path, way));
    return fields(value, path, way);
  } catch {
    return "[unreadable]";
  } finally {
    way.above.delete(value);
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
  const same =
    !(value instanceof Error) &&
    after.length === before.length &&
    after.every(([key, part], at) => before[at]?.[0] === key && before[at]?.[1] === part);
  return same ? value : Object.fromEntries(after);
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
