// Each insert makes parts that the engine merges later. On a machine without idle time merges, which have the lowest priority, fall behind:
// parts then grow without a limit, and each query reads more of them. So inserts rest while merges are behind: groups grow meanwhile, and
// fewer of them make fewer parts (docs/adr/157-inserts-rest-while-merges-are-behind.md).
import { type ClickHouseClient, select } from "../client.ts";

export interface MergeRest {
  /** An insert begins: so many ms should pass first. */
  remainingMs(): number;
  /** An insert ended. */
  inserted(): void;
}

export interface MergeRestOptions {
  /** The most active parts of a partition. */
  readonly mostParts: () => Promise<number>;
  /** A monotonic clock. */
  readonly uptimeMs: () => number;
}

/** Up to so many parts of one partition are usual: the engine merges a dozen of a size at once. */
const usualParts = 150;
/** From 1000 on the engine itself delays inserts. Before, the rest has its whole length. */
const manyParts = 800;
const longestMs = 500;
/** Asking costs the engine a few milliseconds. */
const askEveryMs = 2000;

/** For how long inserts rest when a partition has so many parts. */
export function restMsOf(parts: number): number {
  const share = (parts - usualParts) / (manyParts - usualParts);
  return longestMs * Math.min(Math.max(share, 0), 1);
}

export function createMergeRest({ mostParts, uptimeMs }: MergeRestOptions): MergeRest {
  let restMs = 0;
  let askedMs = Number.NEGATIVE_INFINITY;
  let endedMs = Number.NEGATIVE_INFINITY;
  async function ask(): Promise<void> {
    try {
      restMs = restMsOf(await mostParts());
    } catch {
      // Inserts find out themselves that the engine does not answer.
      restMs = 0;
    }
  }
  return {
    remainingMs: () => Math.max(0, endedMs + restMs - uptimeMs()),
    inserted() {
      endedMs = uptimeMs();
      if (endedMs - askedMs < askEveryMs) return;
      askedMs = endedMs;
      void ask();
    },
  };
}

/** The most parts of a partition, of all servers. */
export async function readMostParts(nodes: readonly ClickHouseClient[]): Promise<number> {
  const answers = await Promise.all(
    nodes.map((node) => select<{ parts: number }>(node, partsQuery).catch(() => [])),
  );
  return Math.max(0, ...answers.flat().map(({ parts }) => parts));
}

const partsQuery = `
SELECT toUInt32(max(parts)) AS parts FROM (
  SELECT count() AS parts FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table, partition_id)`;
