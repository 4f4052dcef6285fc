// What makes the two sides of a comparison, out of the parameters of a request.
import type { ParamsOf } from "contract";
import type { ApiContext } from "../context.ts";
import { badParameter, readRange } from "../params/params.ts";
import { previousRange, type Range } from "../time/range.ts";

/** One side. */
export interface Side {
  readonly range: Range;
  /** The range for roll-ups: in whole minutes, as far as they have passed, and without a minute that both sides touch. */
  readonly minutes: Range;
  readonly environment: string | undefined;
  readonly service: string | undefined;
  /** A value of an attribute that its spans have. */
  readonly attribute: { readonly key: string; readonly value: string } | undefined;
}

/** What is compared with what. */
export interface Sides {
  readonly base: Side;
  readonly now: Side;
}

type Params = ParamsOf<"GET /api/compare">;

/** @throws {ProblemError} 400 `BAD_PARAMETER` for an incomplete attribute, and for two sides that are the same. */
export function readSides(params: Params, context: ApiContext): Sides {
  checkAttribute(params);
  const { by, value, baseValue, environment, service, baseEnvironment = environment } = params;
  const range = readRange(params, context);
  const isOfTimes = value === baseValue && baseEnvironment === environment;
  const base = readBaseRange(params, isOfTimes ? previousRange(range) : range, context);
  if (isOfTimes && base.fromNs === range.fromNs && base.toNs === range.toNs)
    throw badParameter("baseFrom", params.baseFrom, "another time than `from`", "Compare two sides.");
  const attributeOf = (one: string | undefined): Side["attribute"] =>
    by === undefined || one === undefined ? undefined : { key: by, value: one };
  const nowNs = BigInt(Math.floor(context.nowMs())) * 1_000_000n;
  return {
    base: {
      range: base,
      minutes: inMinutes(base, range, nowNs),
      environment: baseEnvironment,
      service,
      attribute: attributeOf(baseValue),
    },
    now: {
      range,
      minutes: inMinutes(range, base, nowNs),
      environment,
      service,
      attribute: attributeOf(value),
    },
  };
}

const minuteNs = 60_000_000_000n;

/** A minute that a range shares with the one after it is of that. A range of less than a minute keeps its minute. */
function inMinutes(range: Range, other: Range, nowNs: bigint): Range {
  const fromNs = minuteOf(range.fromNs);
  const ends = [
    minuteOf(range.toNs + minuteNs - 1n),
    nowNs,
    ...(range.toNs <= other.fromNs ? [minuteOf(other.fromNs)] : []),
  ];
  const toNs = ends.reduce((least, end) => (end > fromNs && end < least ? end : least));
  return { fromNs, toNs };
}

const minuteOf = (ns: bigint): bigint => (ns / minuteNs) * minuteNs;

function checkAttribute({ by, value, baseValue }: Params): void {
  const isGiven = [by, value, baseValue].map((one) => one !== undefined);
  if (isGiven.every(Boolean) || !isGiven.some(Boolean)) return;
  const missing = (["by", "value", "baseValue"] as const)[isGiven.indexOf(false)]!;
  throw badParameter(
    missing,
    undefined,
    missing === "by" ? "an attribute" : "a value of the attribute",
    "Pass `by`, `value` and `baseValue` together, for example `by=service.version`.",
  );
}

/** The range of the base; `usual` without one. */
function readBaseRange({ baseFrom, baseTo, from }: Params, usual: Range, context: ApiContext): Range {
  if (baseFrom === undefined && baseTo === undefined) return usual;
  if (baseFrom === undefined)
    throw badParameter("baseFrom", undefined, "the begin of the base", "Pass it with `baseTo`.");
  return readRange({ from: baseFrom, to: baseTo ?? from }, context);
}
