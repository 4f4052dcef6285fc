// Readers of the fields of a declaration. Each returns plain data, or undefined after it has reported the mistake; none throws, whatever the
// value is: a proxy, a getter that throws, an object of another realm.
import type { Deprecated } from "./catalog.ts";
import { durationFix, expectedDuration, parseDurationMs } from "./duration.ts";
import { nearest } from "./nearest.ts";
import type { Problems } from "./catalog-mistake.ts";
import { joinPath, show } from "./problem.ts";

/** Reads one field. `value` is never undefined. */
export type Field = (value: unknown, path: string, problems: Problems) => unknown;

export interface FieldTable {
  readonly [name: string]: Field;
}

export type PlainRecord = Readonly<Record<string, unknown>>;

/** `value` as a record, or undefined after a report. */
export function readRecord(
  value: unknown,
  path: string,
  problems: Problems,
  what: string,
): PlainRecord | undefined {
  const entries = entriesOf(value);
  if (entries === undefined) {
    problems.add(path, `Expected ${what}, got ${show(value)}.`, "Write a plain object: `{ … }`.");
    return undefined;
  }
  const record: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, of] of entries) if (of !== undefined) record[key] = of;
  return record;
}

/** The own entries of a plain object of any realm; undefined for anything else, and for an object that throws when it is read. */
function entriesOf(value: unknown): [string, unknown][] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    if (Array.isArray(value)) return undefined;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return undefined;
    return Object.entries(value);
  } catch {
    return undefined;
  }
}

/** `value` as a list of unknown items, or undefined after a report. */
export function readList(
  value: unknown,
  path: string,
  problems: Problems,
  what: string,
): unknown[] | undefined {
  try {
    if (Array.isArray(value)) return Array.from(value as unknown[]);
  } catch {
    // reported below
  }
  problems.add(path, `Expected ${what}, got ${show(value)}.`, "Write a list: `[ … ]`.");
  return undefined;
}

/**
 * Reads `record` by `fields` into a plain object. A field that the table does not have is a mistake, with the nearest name as its fix.
 */
export function readFields(
  record: PlainRecord,
  fields: FieldTable,
  path: string,
  problems: Problems,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(record)) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (field === undefined) {
      const known = Object.keys(fields);
      const near = nearest(key, known);
      const fix =
        near === undefined ? `Use one of ${known.join(", ")}, or remove it.` : `Did you mean \`${near}\`?`;
      problems.add(joinPath(path, key), "Unknown field.", fix);
      continue;
    }
    const read = field(record[key], joinPath(path, key), problems);
    if (read !== undefined) result[key] = read;
  }
  return result;
}

export function requireFields(
  record: PlainRecord,
  required: readonly string[],
  path: string,
  problems: Problems,
): void {
  for (const field of required) {
    if (record[field] === undefined)
      problems.add(path, `The field \`${field}\` is missing.`, `Add \`${field}\`.`);
  }
}

export const text: Field = (value, path, problems) => {
  if (typeof value === "string" && value.trim() !== "") return value;
  problems.add(
    path,
    `Expected a text, got ${show(value)}.`,
    "Write a text that is not empty, or leave it out.",
  );
  return undefined;
};

export const flag: Field = (value, path, problems) => {
  if (typeof value === "boolean") return value;
  problems.add(
    path,
    `Expected \`true\` or \`false\`, got ${show(value)}.`,
    "Write `true` or `false`, or leave it out.",
  );
  return undefined;
};

/** Text that must look like `pattern`. */
export function textLike(pattern: RegExp, expected: string, fix: string): Field {
  return (value, path, problems) => {
    if (typeof value === "string" && pattern.test(value)) return value;
    problems.add(path, `Expected ${expected}, got ${show(value)}.`, fix);
    return undefined;
  };
}

/** What other languages and tools call a value. */
const otherWords: ReadonlyMap<string, readonly string[]> = new Map([
  ["bool", ["boolean"]],
  ["critical", ["page", "fatal"]],
  ["float", ["double"]],
  ["information", ["info"]],
  ["integer", ["int"]],
  ["number", ["double", "int"]],
  ["text", ["string"]],
  ["warning", ["warn"]],
]);

export function oneOf(values: readonly string[]): Field {
  return (value, path, problems) => {
    if (typeof value === "string" && values.includes(value)) return value;
    const usual =
      typeof value === "string" ? otherWords.get(value)?.filter((word) => values.includes(word)) : undefined;
    const near = usual?.join("` or `") || (typeof value === "string" ? nearest(value, values) : undefined);
    const fix = near === undefined ? "Use one of them." : `Did you mean \`${near}\`?`;
    problems.add(path, `Expected one of ${values.join(", ")}, got ${show(value)}.`, fix);
    return undefined;
  };
}

export function number(holds: (value: number) => boolean, expected: string): Field {
  return (value, path, problems) => {
    if (typeof value === "number" && Number.isFinite(value) && holds(value)) return value;
    problems.add(path, `Expected ${expected}, got ${show(value)}.`, `Write ${expected}, or leave it out.`);
    return undefined;
  };
}

export const finite: Field = number(() => true, "a finite number");
export const durationMs: Field = number((ms) => ms > 0, "milliseconds above 0");

/** A duration as a text, in whole milliseconds: `"1h30m"`. */
export const duration: Field = (value, path, problems) => {
  if (typeof value === "string" && Number.isInteger(parseDurationMs(value))) return value;
  problems.add(path, `Expected ${expectedDuration}, got ${show(value)}.`, durationFix);
  return undefined;
};

/** A list of different names. */
export const names: Field = (value, path, problems) => {
  const list = readList(value, path, problems, "a list of names");
  if (list === undefined) return undefined;
  const seen = new Set<string>();
  for (const [index, name] of list.entries()) {
    if (!isName(name)) {
      problems.add(joinPath(path, index), `Expected a name, got ${show(name)}.`, nameFix);
    } else if (seen.has(name)) {
      problems.add(joinPath(path, index), `${show(name)} is already in the list.`, "Remove one of the two.");
    } else seen.add(name);
  }
  return [...seen];
};

/** A record of names to what `field` reads. */
export function named(field: Field, what: string): Field {
  return (value, path, problems) => {
    const record = readRecord(value, path, problems, what);
    if (record === undefined) return undefined;
    const result: [string, unknown][] = [];
    for (const [key, of] of Object.entries(record)) {
      const at = joinPath(path, key);
      if (!isName(key)) problems.add(at, `${show(key)} cannot be a name.`, nameFix);
      else {
        const read = field(of, at, problems);
        if (read !== undefined) result.push([key, read]);
      }
    }
    return Object.fromEntries(result);
  };
}

const primitive = (value: unknown): boolean =>
  typeof value === "string" ||
  typeof value === "boolean" ||
  (typeof value === "number" && Number.isFinite(value));

/** A text, a finite number or a boolean. */
export const scalar: Field = (value, path, problems) => {
  if (primitive(value)) return value;
  problems.add(path, `Expected a text, a number or a boolean, got ${show(value)}.`, "Write such a value.");
  return undefined;
};

/** Examples: values of attributes, lists of them included. */
export const examples: Field = (value, path, problems) => {
  const list = readList(value, path, problems, "a list of examples");
  return list?.filter((example, index) => {
    const fits = primitive(example) || (Array.isArray(example) && example.every(primitive));
    if (!fits) {
      const fix = 'Write values such as `"o-1"` or `42`.';
      problems.add(joinPath(path, index), `Expected a value of an attribute, got ${show(example)}.`, fix);
    }
    return fits;
  });
};

const deprecatedFields: FieldTable = {
  reason: oneOf(["renamed", "obsoleted", "uncategorized", "unspecified"]),
  renamedTo: text,
  note: text,
};

/** A text, or an object with a reason; a successor means that it was renamed. */
export const deprecated: Field = (value, path, problems): Deprecated | undefined => {
  if (typeof value === "string" && value.trim() !== "") return { reason: "unspecified", note: value };
  const record = readRecord(
    value,
    path,
    problems,
    "a text or an object with `reason`, `renamedTo` and `note`",
  );
  if (record === undefined) return undefined;
  const read = readFields(record, deprecatedFields, path, problems);
  if (read["reason"] === "renamed" && read["renamedTo"] === undefined) {
    problems.add(path, "The successor is missing.", "Name it in `renamedTo`.");
  }
  const reason = read["renamedTo"] === undefined ? "unspecified" : "renamed";
  return { reason, ...read } as Deprecated;
};

export const nameFix =
  "Use a name of 1 to 255 characters without control characters, other than `__proto__`.";

/** Whether `value` can be the name of anything: such texts are safe as keys, in SQL, in files and on pages. */
export function isName(value: unknown): value is string {
  return (
    typeof value === "string" &&
    value.trim() !== "" &&
    value.length <= 255 &&
    value !== "__proto__" &&
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    !/[\0-\x1f\x7f\ud800-\udfff]/u.test(value)
  );
}
