// Since when services exist. A rate divides by the time in which its subject existed, not by the whole range.
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { ProblemError } from "../../problem/problem.ts";
import { previousWholeMinutes, type Range } from "../time/range.ts";
import { toIso, toSqlTime } from "../time/time.ts";

/** A row of a service in a period. */
export interface FirstRow {
  /** The first minute with spans, Unix seconds. */
  readonly first: number;
}

interface Looked {
  /** What the answer is about, in whole minutes. */
  readonly covered: Range;
  /** From when `rows` were read. */
  readonly sinceNs: bigint;
  readonly environment: string | undefined;
  /** Only this one. */
  readonly service?: string;
}

/** When a service began, Unix ns; `undefined`: before what was read, or not known. */
export type BeginningOf = (service: string) => bigint | undefined;

/**
 * When the services of `rows` began, in whole minutes. The store is asked only about those that have no spans in the first minute that was
 * read. A service without a span in the period before and in the day before that began anew. If that query fails, the beginnings are not
 * known.
 */
export async function findBeginnings(
  rows: readonly (FirstRow & { readonly name: string })[],
  { covered, sinceNs, ...scope }: Looked,
  context: ApiContext,
): Promise<BeginningOf> {
  const firsts = new Map<string, number>();
  for (const { name, first } of rows) firsts.set(name, Math.min(first, firsts.get(name) ?? first));
  const late = [...firsts].filter(([, first]) => BigInt(first) * secondNs > sinceNs).map(([name]) => name);
  if (late.length === 0) return () => undefined;
  const afterNs = previousWholeMinutes(covered).fromNs - dayNs;
  const known = await findKnown(
    { ...scope, after: toSqlTime(afterNs < 0n ? 0n : afterNs), since: toSqlTime(sinceNs) },
    context,
  );
  if (known === undefined) return () => undefined;
  const old = new Set(known.map(({ name }) => name));
  const beginnings = new Map(
    late.filter((name) => !old.has(name)).map((name) => [name, BigInt(firsts.get(name)!) * secondNs]),
  );
  return (service) => beginnings.get(service);
}

/** Services that had spans before; `undefined` if the store cannot say. */
async function findKnown(
  query: QueryParams,
  context: ApiContext,
): Promise<readonly { readonly name: string }[] | undefined> {
  try {
    return await run<{ name: string }>(context, "service-known", query);
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

/** The part of the range in which a service existed that began at `beginningNs`. */
export function inService(range: Range, beginningNs: bigint | undefined): Range {
  if (beginningNs === undefined || beginningNs <= range.fromNs || beginningNs >= range.toNs) return range;
  return { ...range, fromNs: beginningNs };
}

/** The same as in an answer: from when on rates count, `null` from the beginning of the range on. */
export function ratesFrom(range: Range, beginningNs: bigint | undefined): string | null {
  const { fromNs } = inService(range, beginningNs);
  return fromNs === range.fromNs ? null : toIso(fromNs);
}

const secondNs = 1_000_000_000n;
const dayNs = 86_400n * secondNs;
