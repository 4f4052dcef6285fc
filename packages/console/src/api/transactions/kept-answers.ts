// Answers that all who ask share: those about earlier times, which change only by what arrives late, are kept for ten minutes, others for as
// long as people ask the same.
import type { ApiContext, ApiQueries } from "../context.ts";

export interface KeptAnswers {
  /** The rows that are kept under `key` for the tenant, else those of `read`. While it is read, others wait for it. */
  read<Row>(key: string, context: ApiContext, read: () => Promise<readonly Row[]>): Promise<readonly Row[]>;
  /** About how much memory the answers need. */
  readonly bytes: number;
}

interface KeptAnswer {
  readonly readMs: number;
  readonly bytes: number;
  readonly rows: readonly unknown[];
}

/** An answer that is being read. */
interface Reading {
  readonly rows: Promise<readonly unknown[]>;
  /** Of who asked first: when they leave, the others ask again. */
  readonly signal: AbortSignal | undefined;
}

/** What arrives late counts after this time. */
const usualKeptMs = 600_000;
/** Of all tenants together. */
const usualMostBytes = 32_000_000;
/** What an answer needs beside its text. */
const entryBytes = 300;

/** Answers within `mostBytes`, each for `keptMs`. */
function createMemory(mostBytes: number, keptMs: number) {
  /** The oldest first. */
  const kept = new Map<string, KeptAnswer>();
  let bytes = 0;

  function isFresh({ readMs }: KeptAnswer, nowMs: number): boolean {
    return Math.abs(nowMs - readMs) < keptMs;
  }

  function drop(key: string): void {
    bytes -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  }

  return {
    find(key: string, nowMs: number): readonly unknown[] | undefined {
      const found = kept.get(key);
      return found !== undefined && isFresh(found, nowMs) ? found.rows : undefined;
    },
    keep(key: string, readMs: number, rows: readonly unknown[]): void {
      drop(key);
      const own = entryBytes + 2 * (key.length + JSON.stringify(rows).length);
      kept.set(key, { readMs, bytes: own, rows });
      bytes += own;
      for (const [oldest, answer] of kept) {
        if (bytes <= mostBytes && isFresh(answer, readMs)) break;
        drop(oldest);
      }
    },
    get bytes() {
      return bytes;
    },
  };
}

export function createKeptAnswers(
  mostBytes: number = usualMostBytes,
  keptMs: number = usualKeptMs,
): KeptAnswers {
  const memory = createMemory(mostBytes, keptMs);
  const running = new Map<string, Reading>();
  const tenants = new WeakMap<ApiQueries, number>();
  let lastTenant = 0;

  function keyOf(key: string, { queries }: ApiContext): string {
    const tenant = tenants.get(queries) ?? ++lastTenant;
    tenants.set(queries, tenant);
    return `${tenant} ${key}`;
  }

  async function readNow<Row>(
    key: string,
    { nowMs, signal }: ApiContext,
    read: () => Promise<readonly Row[]>,
  ): Promise<readonly Row[]> {
    const readMs = nowMs();
    const rows = read();
    running.set(key, { rows, signal });
    try {
      memory.keep(key, readMs, await rows);
      return await rows;
    } finally {
      running.delete(key);
    }
  }

  return {
    async read<Row>(key: string, context: ApiContext, read: () => Promise<readonly Row[]>) {
      const ownKey = keyOf(key, context);
      for (;;) {
        // only `read` under the same key put them there
        const found = memory.find(ownKey, context.nowMs()) as readonly Row[] | undefined;
        if (found !== undefined) return found;
        const reading = running.get(ownKey);
        if (reading === undefined) return readNow(ownKey, context, read);
        try {
          return (await reading.rows) as readonly Row[];
        } catch (error) {
          if (reading.signal?.aborted !== true || context.signal?.aborted === true) throw error;
        }
      }
    },
    get bytes() {
      return memory.bytes;
    },
  };
}

/** Of the process. */
export const keptAnswers: KeptAnswers = createKeptAnswers();

/** Of the process: about the time up to now, rounded so that those who ask within half a minute ask the same. */
export const recentAnswers: KeptAnswers = createKeptAnswers(8_000_000, 60_000);
