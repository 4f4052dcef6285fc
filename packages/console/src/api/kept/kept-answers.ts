// Answers that all who ask share: those about earlier times, which change only by what arrives late, are kept for ten minutes, others for as
// long as people ask the same.
import type { ApiContext, ApiQueries } from "../context.ts";

export interface KeptAnswers {
  /** The rows that are kept under `key` for the tenant, else those of `read`. While it is read, others wait for it. */
  read<Row>(key: string, context: ApiContext, read: () => Promise<readonly Row[]>): Promise<readonly Row[]>;
  /** The same of what only helps an answer: where `read` fails, the rows that it gave last, else none, for as long as others are kept. */
  readOrLast<Row>(
    key: string,
    context: ApiContext,
    read: () => Promise<readonly Row[]>,
  ): Promise<readonly Row[]>;
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

/** Answers within `mostBytes`, each found for `keptMs` and dropped after `lastMs`. */
function createMemory(mostBytes: number, keptMs: number, lastMs: number) {
  /** The oldest first. */
  const kept = new Map<string, KeptAnswer>();
  let bytes = 0;

  function isWithin({ readMs }: KeptAnswer, nowMs: number, ms: number): boolean {
    return Math.abs(nowMs - readMs) < ms;
  }

  function drop(key: string): void {
    bytes -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  }

  return {
    find(key: string, nowMs: number): readonly unknown[] | undefined {
      const found = kept.get(key);
      return found !== undefined && isWithin(found, nowMs, keptMs) ? found.rows : undefined;
    },
    /** However old. */
    findLast(key: string): readonly unknown[] | undefined {
      return kept.get(key)?.rows;
    },
    keep(key: string, readMs: number, rows: readonly unknown[]): void {
      drop(key);
      const own = entryBytes + 2 * (key.length + JSON.stringify(rows).length);
      kept.set(key, { readMs, bytes: own, rows });
      bytes += own;
      for (const [oldest, answer] of kept) {
        if (bytes <= mostBytes && isWithin(answer, readMs, lastMs)) break;
        drop(oldest);
      }
    },
    get bytes() {
      return bytes;
    },
  };
}

/** Reads what the memory does not have; further callers that ask for the same meanwhile wait for it. */
function createReader(memory: ReturnType<typeof createMemory>) {
  const running = new Map<string, Reading>();

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

  return async function readOnce<Row>(
    key: string,
    context: ApiContext,
    read: () => Promise<readonly Row[]>,
  ): Promise<readonly Row[]> {
    for (;;) {
      // only `read` under the same key put them there
      const found = memory.find(key, context.nowMs()) as readonly Row[] | undefined;
      if (found !== undefined) return found;
      const reading = running.get(key);
      if (reading === undefined) return readNow(key, context, read);
      try {
        return (await reading.rows) as readonly Row[];
      } catch (error) {
        if (reading.signal?.aborted !== true || context.signal?.aborted === true) throw error;
      }
    }
  };
}

/** Gives keys that each tenant has for itself. */
function createTenantKeys(): (key: string, context: ApiContext) => string {
  const tenants = new WeakMap<ApiQueries, number>();
  let lastTenant = 0;
  return (key, { queries }) => {
    const tenant = tenants.get(queries) ?? ++lastTenant;
    tenants.set(queries, tenant);
    return `${tenant} ${key}`;
  };
}

/** Those of {@link KeptAnswers.read} and of `readOrLast` are found for `keptMs`; the last ones are known for `lastMs`. */
export function createKeptAnswers(
  mostBytes: number = usualMostBytes,
  keptMs: number = usualKeptMs,
  lastMs: number = keptMs,
): KeptAnswers {
  const memory = createMemory(mostBytes, keptMs, lastMs);
  const readOnce = createReader(memory);
  const keyOf = createTenantKeys();

  return {
    async read(key, context, read) {
      return readOnce(keyOf(key, context), context, read);
    },
    async readOrLast<Row>(key: string, context: ApiContext, read: () => Promise<readonly Row[]>) {
      const ownKey = keyOf(key, context);
      return readOnce(ownKey, context, async () => {
        try {
          return await read();
        } catch (error) {
          if (context.signal?.aborted === true) throw error;
          return (memory.findLast(ownKey) ?? []) as readonly Row[];
        }
      });
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

const dayMs = 86_400_000;

/** Of the process: what only helps an answer, where one of some minutes ago is as good, and where one of today is better than none. */
export const helpingAnswers: KeptAnswers = createKeptAnswers(8_000_000, usualKeptMs, dayMs);
