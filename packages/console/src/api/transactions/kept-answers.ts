// Answers about earlier times, which change only by what arrives late: kept for ten minutes, for all who ask.
import type { ApiContext, ApiQueries } from "../context.ts";

export interface KeptAnswers {
  /** The rows that are kept under `key` for the tenant, else those of `read`. */
  read<Row>(key: string, context: ApiContext, read: () => Promise<readonly Row[]>): Promise<readonly Row[]>;
  /** About how much memory the answers need. */
  readonly bytes: number;
}

interface KeptAnswer {
  readonly readMs: number;
  readonly bytes: number;
  readonly rows: readonly unknown[];
}

/** What arrives late counts after this time. */
const keptMs = 600_000;
/** Of all tenants together. */
const usualMostBytes = 32_000_000;
/** What an answer needs beside its text. */
const entryBytes = 300;

export function createKeptAnswers(mostBytes: number = usualMostBytes): KeptAnswers {
  /** The oldest first. */
  const kept = new Map<string, KeptAnswer>();
  const tenants = new WeakMap<ApiQueries, number>();
  let [bytes, lastTenant] = [0, 0];

  function keyOf(key: string, { queries }: ApiContext): string {
    const tenant = tenants.get(queries) ?? ++lastTenant;
    tenants.set(queries, tenant);
    return `${tenant} ${key}`;
  }

  function drop(key: string): void {
    bytes -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  }

  function keep(key: string, readMs: number, rows: readonly unknown[]): void {
    drop(key);
    const own = entryBytes + 2 * (key.length + JSON.stringify(rows).length);
    kept.set(key, { readMs, bytes: own, rows });
    bytes += own;
    for (const [oldest, answer] of kept) {
      if (bytes <= mostBytes && isFresh(answer, readMs)) break;
      drop(oldest);
    }
  }

  return {
    async read<Row>(key: string, context: ApiContext, read: () => Promise<readonly Row[]>) {
      const ownKey = keyOf(key, context);
      const nowMs = context.nowMs();
      const found = kept.get(ownKey);
      // only `read` under the same key put them there
      if (found !== undefined && isFresh(found, nowMs)) return found.rows as readonly Row[];
      const rows = await read();
      keep(ownKey, nowMs, rows);
      return rows;
    },
    get bytes() {
      return bytes;
    },
  };
}

function isFresh({ readMs }: KeptAnswer, nowMs: number): boolean {
  return Math.abs(nowMs - readMs) < keptMs;
}

/** Of the process. */
export const keptAnswers: KeptAnswers = createKeptAnswers();
