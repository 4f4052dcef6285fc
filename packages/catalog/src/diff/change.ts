// A difference between two versions of a catalog, and what it means for those who read the telemetry.
import type { Kind } from "../catalog.ts";
import type { SourceLocation } from "../finding.ts";

/**
 * `breaking`: queries, alerts or code that use it stop working. `risky`: they still work, and may show something else. `safe`: no
 * action is needed.
 */
export type Impact = "breaking" | "risky" | "safe";

export const impacts: readonly Impact[] = ["breaking", "risky", "safe"];

/** What uses a thing. */
export interface Use {
  readonly kind: Kind | "view";
  readonly name: string;
  /** Of a view: its address in the console. */
  readonly url?: string;
}

export interface Change {
  readonly impact: Impact;
  /** `catalog` for its own fields, such as the version. */
  readonly kind: Kind | "catalog";
  readonly name: string;
  readonly change: "added" | "removed" | "changed";
  /** The changed field. */
  readonly field?: string;
  /** Where in the declaration: in the new version, or for what was removed in the old one. */
  readonly path: string;
  /** What changed, with values. */
  readonly message: string;
  /** What to do about it; of breaking and risky changes. */
  readonly advice?: string;
  readonly usedBy: readonly Use[];
  /** Of `path`, where the sources are known. */
  readonly location?: SourceLocation;
}

/** A verdict on one field. */
export interface Verdict {
  readonly impact: Impact;
  readonly message: string;
  readonly advice?: string;
}

/** A value in a message. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return `\`${value.replaceAll("`", "'")}\``;
  if (Array.isArray(value) && value.every((one) => typeof one !== "object"))
    return value.length === 0
      ? "nothing"
      : value.map((one) => `\`${String(one).replaceAll("`", "'")}\``).join(", ");
  return `\`${JSON.stringify(value).replaceAll("`", "'")}\``;
}

/** Whether two values of plain data are the same; the order of the keys of an object does not count. */
export function isSame(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? "undefined"
  );
}

/** A list, also where the JSON of an older version has something else. */
export const asList = <T>(value: unknown): readonly T[] => (Array.isArray(value) ? (value as T[]) : []);
