// Mistakes in dashboards and charts that people wrote, in words: where, what is there, what is expected. Pure.
import { chartSourceKinds } from "contract";
import type { z } from "zod";

export interface Mistake {
  /** `dashboards[0].charts[2].sources[0].measure`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

/** Checks `value`, and explains each mistake. */
export function checkForm<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): { readonly data: z.output<Schema> } | { readonly mistakes: readonly Mistake[] } {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { data: parsed.data };
  return { mistakes: parsed.error.issues.flatMap((issue) => explain(issue, [], value)) };
}

function explain(issue: Issue, before: readonly PropertyKey[], root: unknown): readonly Mistake[] {
  const place = [...before, ...issue.path];
  const given = place.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    root,
  );
  if (issue.code === "invalid_union") {
    const kind = chartSourceKinds.findIndex(
      (name) => typeof given === "object" && given !== null && name in given,
    );
    const own = issue.errors[kind];
    if (own !== undefined) return own.flatMap((one) => explain(one, place, root));
    if (issue.errors.length === chartSourceKinds.length) {
      const names = chartSourceKinds.map((name) => `\`${name}\``).join(", ");
      return [
        { path: pathText(place), message: `says nothing to look at; expected one of the fields ${names}.` },
      ];
    }
  }
  if (issue.code === "unrecognized_keys") {
    const keys = issue.keys.map((key) => `\`${key}\``).join(", ");
    return [{ path: pathText(place), message: `has ${keys}, which is not a field of it.` }];
  }
  const what = given === undefined ? "is missing" : `is ${short(given)}`;
  return [{ path: pathText(place), message: `${what}; ${issue.message.replace(/^Invalid \w+: /, "")}.` }];
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return `\`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\``;
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}
