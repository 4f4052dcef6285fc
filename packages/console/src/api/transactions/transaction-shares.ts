// Of types with very many transactions a part can be counted, chosen by the hash of the id: each type has its own part, so that the figures of
// rare types stay exact.
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { decisiveSize } from "../time/range.ts";

interface SizeRow {
  readonly type: string;
  readonly recordsNow: string;
  readonly recordsBefore: string;
}

export interface TransactionShares {
  /** How many transactions of the type each of those that are counted represents. */
  of(type: string): number;
  readonly isEstimate: boolean;
  /** Of the query `transaction-figures`. */
  readonly params: QueryParams;
}

/** Records of one type, a transaction has about two of them, that are enough for an estimate of the range, or of the one before it. */
const enough = 40_000;
/** A smaller saving is not worth an estimate. */
const minShare = 4;

export const noShares: TransactionShares = { of: () => 1, isEstimate: false, params: {} };

/** @param query type, environment and times, as `transaction-figures` takes them. */
export async function findShares(query: QueryParams, context: ApiContext): Promise<TransactionShares> {
  const rows = await run<SizeRow>(context, "transaction-sizes", query);
  const shares = new Map(
    rows
      .map(({ type, recordsNow, recordsBefore }) => {
        const records = decisiveSize(Number(recordsNow), Number(recordsBefore));
        return [type, Math.floor(records / enough)] as const;
      })
      .filter(([, share]) => share >= minShare),
  );
  if (shares.size === 0) return noShares;
  return {
    of: (type) => shares.get(type) ?? 1,
    isEstimate: true,
    params: { sharedTypes: [...shares.keys()], shares: [...shares.values()] },
  };
}
