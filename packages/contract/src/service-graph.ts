import type { RangeQuery, ResolvedRange } from "./query.ts";

export const serviceGraphPath = "/api/services/graph";

export type ServiceGraphQuery = RangeQuery;

export interface ServiceNode {
  readonly name: string;
  /** Entries (server and consumer spans, and roots) that were kept, and what they stand for. */
  readonly entries: number;
  readonly estimatedEntries: number;
  readonly errors: number;
  readonly p95Ms: number | null;
}

/** Calls from one service into another, as the one that was called saw them. */
export interface ServiceEdge {
  readonly caller: string;
  readonly callee: string;
  readonly calls: number;
  readonly estimatedCalls: number;
  readonly errors: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** Edges are worked out once a minute, so the last two minutes may lack some. */
export interface ServiceGraph extends ResolvedRange {
  readonly nodes: readonly ServiceNode[];
  readonly edges: readonly ServiceEdge[];
}
