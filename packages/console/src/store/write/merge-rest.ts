// Each insert makes parts that the engine merges later. On a machine without idle time merges, which have the lowest priority, fall behind:
// parts then grow without a limit, and each query reads more of them. So inserts rest while merges are behind: groups grow meanwhile, and
// fewer of them make fewer parts (docs/adr/157-inserts-rest-while-merges-are-behind.md).
import { type ClickHouseClient, select } from "../client.ts";

export interface MergeRest {
  /** An insert of so many rows begins: so many ms should pass first. */
  remainingMs(rows: number): number;
  /** An insert ended. */
  inserted(): void;
}

export interface MergeRestOptions {
  /** The most active parts of a partition. */
  readonly mostParts: () => Promise<number>;
  /** A monotonic clock. */
  readonly uptimeMs: () => number;
}

/** From `usual` parts of one partition on an insert rests, and for the longest time from `many` on. */
interface PartLimits {
  readonly usual: number;
  readonly many: number;
}

/** From 1000 parts on the engine itself delays inserts. */
const heavy: PartLimits = { usual: 150, many: 800 };
/** The engine merges a dozen of a size at once, so that more than these wait only where merges are behind. */
const light: PartLimits = { usual: 50, many: 150 };
/** Of fewer rows an insert costs about the same, with the merges of its parts: a group does well to grow. */
const lightRows = 1024;
const longestMs = 500;
/** Asking costs the engine a few milliseconds. */
const askEveryMs = 2000;

/** For how long an insert of so many rows rests when a partition has so many parts. */
export function restMsOf(parts: number, rows: number): number {
  const { usual, many } = rows < lightRows ? light : heavy;
  return longestMs * Math.min(Math.max((parts - usual) / (many - usual), 0), 1);
}

export function createMergeRest({ mostParts, uptimeMs }: MergeRestOptions): MergeRest {
  let parts = 0;
  let askedMs = Number.NEGATIVE_INFINITY;
  let endedMs = Number.NEGATIVE_INFINITY;
  async function ask(): Promise<void> {
    try {
      parts = await mostParts();
    } catch {
      // Inserts find out themselves that the engine does not answer.
      parts = 0;
    }
  }
  return {
    remainingMs: (rows) => Math.max(0, endedMs + restMsOf(parts, rows) - uptimeMs()),
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
