// Validates the parameters of requests, which are text, against the schema of their route. An invalid one is a `BAD_PARAMETER` that names
// the parameter, its value, the expectation, and a valid value.
import { nearest } from "catalog/nearest";
import { z } from "zod";
import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext, RawParams } from "../context.ts";
import type { Range } from "../time/range.ts";
import { parseTime } from "../time/time.ts";

/**
 * Parses `raw` with a schema. Empty values count as absent.
 *
 * @throws {ProblemError} 400 `BAD_PARAMETER` for the first invalid parameter, and for one that the route does not have.
 */
export function readParams<Form extends z.ZodObject>(form: Form, raw: RawParams): z.output<Form> {
  const given = Object.entries(raw).filter(([, value]) => value !== "" && value !== undefined);
  const { shape } = form;
  const unknown = given.find(([name]) => !Object.hasOwn(shape, name));
  if (unknown !== undefined) throw unknownParameter(...unknown, Object.keys(shape));
  const parsed = form.safeParse(
    Object.fromEntries(given.map(([name, value]) => [name, fromText(plain(shape[name]), value)])),
  );
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? "");
  const isRepeated = Array.isArray(raw[name]) && !(plain(shape[name]) instanceof z.ZodArray);
  const [expectation = "", fix = ""] = isRepeated
    ? ["one value", "Pass it once."]
    : (issue?.message ?? "").split("\n");
  throw badParameter(name, raw[name], expectation, fix);
}

/** The schema of a value that is present. */
function plain(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? plain(schema.unwrap()) : schema;
}

/** Converts a text to the type of the schema. Other texts stay as they are, and the schema rejects them. */
function fromText(schema: unknown, value: string | readonly string[] | undefined): unknown {
  if (schema instanceof z.ZodArray) return typeof value === "string" ? [value] : value;
  if (!(schema instanceof z.ZodNumber) || typeof value !== "string") return value;
  return (schema.isInt ? /^\d{1,15}$/ : /^\d{1,15}(\.\d{1,25})?$/).test(value) ? Number(value) : value;
}

function unknownParameter(name: string, value: unknown, known: readonly string[]): ProblemError {
  const list = known.length === 0 ? "none" : known.map((one) => `\`${one}\``).join(", ");
  const near = nearest(name, known);
  const fix = near === undefined || known.length === 1 ? "" : `Did you mean \`${near}\`? `;
  return badParameter(name, value, "no parameter of this name", `${fix}Use ${list}.`);
}

/**
 * The range of a request; default: from `defaultFrom` to now.
 *
 * @throws {ProblemError} 400 `BAD_PARAMETER` for an invalid time, and for an empty range.
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

/** The error for an invalid parameter. */
export function badParameter(name: string, value: unknown, expected: string, fix: string): ProblemError {
  const shown = String(Array.isArray(value) ? value.join(", ") : (value ?? ""));
  const cut = shown.length > 100 ? `${shown.slice(0, 100)}…` : shown;
  return new ProblemError("BAD_PARAMETER", `Cannot use \`${name}=${cut}\`: expected ${expected}.`, fix);
}
