// Many people are counted in parts: each part is a range of their hashes, small enough for the memory of one query. Where a part can
// represent all (times, paths), only the first part is read.

import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";

/** A range of hashes, ends included. */
export interface PeoplePart {
  readonly first: bigint;
  readonly last: bigint;
}

/** Above this many rows, a part of the people represents all where it can. */
const sampleSize = 30_000;
const hashes = 2n ** 64n;
/** Parts that are counted at the same time: a core for each, and memory for no more. */
const lanes = 2;
/** A part that is too large after so many halvings cannot be counted. */
const maxHalvings = 5;

/** An estimate of the rows of people and days to count: as many as people, or a few times more. `query` has names, range and environment. */
export async function findSize(query: QueryParams, context: ApiContext): Promise<number> {
  const [row] = await run<{ size: string }>(context, "journey-size", query);
  return Number(row?.size ?? 0);
}

/** The same by journey. */
export async function findSizes(
  query: QueryParams,
  context: ApiContext,
): Promise<ReadonlyMap<string, number>> {
  const rows = await run<{ name: string; size: string }>(context, "journey-sizes", query);
  return new Map(rows.map(({ name, size }) => [name, Number(size)]));
}

/** All people, in parts of about `partSize` rows of people and days. */
export function toParts(size: number, partSize: number): PeoplePart[] {
  return split({ first: 0n, last: hashes - 1n }, Math.max(1, Math.ceil(size / partSize)));
}

/** Parameters of the part that represents all people, and how many people each of them represents. */
export function toSample(
  size: number,
  rows = sampleSize,
): { readonly part: QueryParams; readonly share: number } {
  return toShare(Math.max(1, Math.ceil(size / rows)));
}

/** To a power of four: what has about as many people is counted together. */
export function roundShare(share: number): number {
  return 4 ** Math.floor(Math.log2(share) / 2);
}

/** The sample in which each person represents `share` of them. */
export function toShare(share: number): { readonly part: QueryParams; readonly share: number } {
  return { part: toPartParams(toParts(share, 1)[0]!), share };
}

/** How many there are in all, of `count` in a sample: whole ones, also where `share` is not. */
export function scale(count: string | number, share: number): number {
  return Math.round(Number(count) * share);
}

/** What each of `read` people stands for, if each of the part represents `share` and a query stopped before the end of it. */
export function shareOfRead(share: number, everyone: number, read: number): number {
  return read === 0 ? share : (share * everyone) / read;
}

/** Parameters of the queries over `journey_days`; none for all people. */
function toPartParams({ first, last }: PeoplePart): QueryParams {
  return first === 0n && last === hashes - 1n ? {} : { first, last };
}

/** Runs `ask` for each part, two at a time, and for the halves of parts that need too much memory. Rows have no order. */
export async function askParts<Row>(
  parts: readonly PeoplePart[],
  ask: (part: QueryParams) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const left = parts.map((part) => ({ part, halvings: 0 }));
  const rows: Row[] = [];
  async function lane(): Promise<void> {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const { part, halvings } = next;
      try {
        rows.push(...(await ask(toPartParams(part))));
      } catch (error) {
        if (halvings === maxHalvings || !needsMoreMemory(error)) throw error;
        left.push(...split(part, 2).map((half) => ({ part: half, halvings: halvings + 1 })));
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane));
  return rows;
}

/** Whether a query needs more memory than it may have, or more than other queries leave; the second part is another query, too. */
function needsMoreMemory(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return false;
  const refusal = error.cause as { readonly type?: string } | undefined;
  return (
    error.bound === "memory" || (error.code === "STORE_BUSY" && refusal?.type === "MEMORY_LIMIT_EXCEEDED")
  );
}

function split({ first, last }: PeoplePart, count: number): PeoplePart[] {
  const width = (last - first + 1n) / BigInt(count);
  return Array.from({ length: count }, (_, at) => ({
    first: first + width * BigInt(at),
    last: at === count - 1 ? last : first + width * BigInt(at + 1) - 1n,
  }));
}
