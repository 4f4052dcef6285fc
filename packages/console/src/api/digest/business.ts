// Types of transactions and funnels with their figures of a period and of the one before it, for all parts of a digest.
import type { FunnelSummary } from "contract";
import type { ApiContext } from "../context.ts";
import { listFunnels } from "../funnels/funnels.ts";
import { readRange } from "../params/params.ts";
import { chooseStepMs } from "../time/range.ts";
import { findFigures, type TypeFigures } from "../transactions/transaction-figures.ts";
import { toTransactionParams } from "../transactions/transaction-params.ts";

export interface Period {
  readonly from: string;
  readonly to: string;
  readonly environment: string | undefined;
}

/** The `LIMIT` of the query that finds funnels. */
export const mostFunnels = 1000;
/** Funnels that are counted by one query. */
export const funnelsAtOnce = 500;

export interface Rows<Row> {
  readonly rows: readonly Row[];
  readonly isCut: boolean;
}

/** Types of transactions and funnels, with their figures of the period and of the one before it. */
export interface Business {
  readonly types: () => Promise<Rows<TypeFigures>>;
  readonly funnels: () => Promise<Rows<FunnelSummary>>;
}

/** What moved, and names of both periods, come from the same figures: they are read once, unless that fails. */
export function readOnce(period: Period, context: ApiContext): Business {
  let types: Rows<TypeFigures> | undefined;
  let funnels: Rows<FunnelSummary> | undefined;
  return {
    types: async () => (types ??= await readTypes(period, context)),
    funnels: async () => (funnels ??= await readFunnels(period, context)),
  };
}

async function readTypes(period: Period, context: ApiContext): Promise<Rows<TypeFigures>> {
  const range = readRange(period, context);
  const query = { ...toTransactionParams(range, context), environment: period.environment };
  const figures = await findFigures(query, range, chooseStepMs(range, 1, 1), context);
  const isCut = (figures[0]?.typeCount ?? 0) > figures.length;
  return { rows: figures.map(({ summary }) => summary), isCut };
}

async function readFunnels(period: Period, context: ApiContext): Promise<Rows<FunnelSummary>> {
  const rows: FunnelSummary[] = [];
  let cursor: string | undefined;
  do {
    const params = {
      ...period,
      limit: funnelsAtOnce,
      sample: "usual" as const,
      filter: [],
      cursor,
    };
    const { funnels, nextCursor } = await listFunnels(params, context);
    rows.push(...funnels);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined && rows.length < mostFunnels);
  return { rows, isCut: rows.length >= mostFunnels };
}
