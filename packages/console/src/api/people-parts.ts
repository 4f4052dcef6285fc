// Many people are counted one part after the other: each part is a range of their hashes, small enough for the memory one query
// has. Where a part can stand for all (times, ways), only the first is looked at.
import type { ApiContext, QueryParams } from "./context.ts";
import { run } from "./context.ts";

/** A range of hashes, ends included, as the queries over `journey_days` take it. */
export interface PeoplePart {
  readonly first: bigint;
  readonly last: bigint;
}

/** About how many rows of people and days a part has. */
const partSize = 400_000;
/** Above this many, a part of the people stands for all where it can. */
const sampleSize = 30_000;
const hashes = 2n ** 64n;

/** Rows of people and days there are to count: as many as people, or a few times more. `query` has names, range and environment. */
export async function findSize(query: QueryParams, context: ApiContext): Promise<number> {
  const [row] = await run<{ size: string }>(context, "journey-size", query);
  return Number(row?.size ?? 0);
}

/** All people, in parts that one query can count. */
export function toParts(size: number): PeoplePart[] {
  return split(Math.max(1, Math.ceil(size / partSize)));
}

/** The people who stand for all, and how many each of them stands for. */
export function toSample(size: number): { readonly part: PeoplePart; readonly share: number } {
  const share = Math.max(1, Math.ceil(size / sampleSize));
  return { part: split(share)[0]!, share };
}

function split(count: number): PeoplePart[] {
  const width = hashes / BigInt(count);
  return Array.from({ length: count }, (_, at) => ({
    first: width * BigInt(at),
    last: at === count - 1 ? hashes - 1n : width * BigInt(at + 1) - 1n,
  }));
}
