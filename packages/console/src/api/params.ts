// Parameters of requests, checked with zod. A form is an object of the fields below; what does not fit it becomes one
// `BAD_PARAMETER` that names the parameter, what came, what was expected, and what to pass instead.
import { z } from "zod";
import { ProblemError } from "../http/problem.ts";
import type { ApiContext, RawParams } from "./context.ts";
import type { Range } from "./range.ts";
import { parseTime } from "./time.ts";

/** Longest text a parameter may have. */
const maxText = 4096;

/** A text field; absent when empty. */
export const text: z.ZodType<string | undefined> = z
  .string()
  .max(maxText, says(`at most ${maxText} characters`, "Shorten it."))
  .optional();

/** A text that must be there, as of the path. */
export const requiredText: z.ZodType<string> = z
  .string(says("a value", "Put it into the path."))
  .max(maxText, says(`at most ${maxText} characters`, "Shorten it."));

/** A field that may be given several times. */
export const texts: z.ZodType<readonly string[]> = z
  .union([z.string().transform((one) => [one]), z.array(z.string())])
  .pipe(
    z
      .array(z.string().max(maxText, says(`at most ${maxText} characters`, "Shorten it.")))
      .max(20, says("at most 20 of them", "Leave some out.")),
  )
  .default([]);

/** One of `values`. */
export function oneOf<const Value extends string>(...values: readonly Value[]): z.ZodType<Value | undefined> {
  const list = values.map((value) => `\`${value}\``).join(", ");
  return z.enum(values, says(`one of ${list}`, `Pass one of ${list}.`)).optional();
}

/** A whole number from `min` to `max`. */
export function whole(min: number, max: number): z.ZodType<number | undefined> {
  const message = says(`a whole number from ${min} to ${max}`, `Pass for example ${min}.`);
  return z
    .string(message)
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message)
    .optional();
}

/** A number from `min` up, as of milliseconds. */
export function decimal(min: number, max: number): z.ZodType<number | undefined> {
  const message = says(`a number from ${min} to ${max}`, "Pass for example `250` or `0.5`.");
  return z
    .string(message)
    .regex(/^\d{1,15}(\.\d{1,9})?$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message)
    .optional();
}

/** Hex digits of a given count, made lower-case. */
export function hex(digits: number): z.ZodType<string | undefined> {
  const message = says(`${digits} hex digits`, "Copy the whole id.");
  return z
    .string(message)
    .regex(new RegExp(`^[0-9a-fA-F]{${digits}}$`), message)
    .transform((id) => id.toLowerCase())
    .optional();
}

type OptionalText = z.ZodType<string | undefined>;

export const rangeFields: {
  readonly from: OptionalText;
  readonly to: OptionalText;
  readonly environment: OptionalText;
} = {
  from: text,
  to: text,
  environment: text,
};
export const pageFields: { readonly limit: z.ZodType<number | undefined>; readonly cursor: OptionalText } = {
  limit: whole(1, 500),
  cursor: text,
};
export const filterFields: { readonly filter: z.ZodType<readonly string[]> } = { filter: texts };

/** How many rows a page has when nothing is said. */
export const defaultLimit = 50;

/**
 * Checks `raw` against the fields of a form. Empty values count as absent.
 *
 * @throws {ProblemError} 400 `BAD_PARAMETER` for the first that does not fit, and for one the resource does not have.
 */
export function readParams<Shape extends z.ZodRawShape>(
  shape: Shape,
  raw: RawParams,
): z.output<z.ZodObject<Shape>> {
  const given = Object.fromEntries(
    Object.entries(raw).filter(([, value]) => value !== "" && value !== undefined),
  );
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(shape, name));
  if (unknown !== undefined) {
    const known = Object.keys(shape).map((name) => `\`${name}\``);
    throw badParameter(
      unknown,
      given[unknown],
      "no parameter of this name",
      `Use ${known.length === 0 ? "none" : known.join(", ")}.`,
    );
  }
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? "");
  const [expected = "", fix = ""] =
    Array.isArray(given[name]) && shape[name] !== texts
      ? ["one value", "Pass it once."]
      : (issue?.message ?? "").split("\n");
  throw badParameter(name, given[name], expected, fix);
}

/**
 * The range of a request, `defaultFrom` to now when nothing is said.
 *
 * @throws {ProblemError} 400 `BAD_PARAMETER` for an expression that is none, and for a range that is empty.
 */
export function readRange(
  params: { readonly from?: string | undefined; readonly to?: string | undefined },
  context: Pick<ApiContext, "nowMs">,
  defaultFrom = "-1h",
): Range {
  const nowNs = BigInt(Math.floor(context.nowMs() * 1000)) * 1000n;
  const fromNs = readTime("from", params.from ?? defaultFrom, nowNs);
  const toNs = readTime("to", params.to ?? "now", nowNs);
  if (fromNs >= toNs) {
    throw badParameter(
      "from",
      params.from ?? defaultFrom,
      "a time before `to`",
      "Swap `from` and `to`, or leave `to` out for now.",
    );
  }
  return { fromNs, toNs };
}

function readTime(name: string, expression: string, nowNs: bigint): bigint {
  const ns = parseTime(expression, nowNs);
  if (ns !== undefined) return ns;
  throw badParameter(
    name,
    expression,
    "an ISO 8601 time from 1970 to 2260, or one relative to now",
    "Pass for example `2026-11-20T14:31:06.251Z`, `-1h`, `-7d` or `now`.",
  );
}

/** The one refusal of parameters. */
export function badParameter(name: string, value: unknown, expected: string, fix: string): ProblemError {
  const shown = String(Array.isArray(value) ? value.join(", ") : (value ?? ""));
  const cut = shown.length > 100 ? `${shown.slice(0, 100)}…` : shown;
  return new ProblemError(400, "BAD_PARAMETER", `Cannot use \`${name}=${cut}\`: expected ${expected}.`, fix);
}

/** An expectation and its fix in one message of zod. */
function says(expected: string, fix: string): string {
  return `${expected}\n${fix}`;
}
