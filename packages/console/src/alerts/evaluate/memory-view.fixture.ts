// A tenant's records and documents in memory, for tests of what is above the store.
import type { ApiQueries } from "../../api/context.ts";
import type { AlertRecord } from "../../store/alert-records.ts";

export interface MemoryView {
  readonly queries: ApiQueries;
  readonly alertRecords: { add(records: readonly AlertRecord[]): Promise<void> };
  /** As the table merges them. */
  rows(...kinds: readonly AlertRecord["kind"][]): readonly AlertRecord[];
  /** Each call of `add`. */
  readonly inserts: readonly AlertRecord[][];
  /** Stored rules, by document. */
  readonly documents: Map<string, { version: number; content: object }>;
  /** What the next inserts do: `stored` fails after it has stored. */
  readonly failures: ("refused" | "stored")[];
}

interface Params {
  readonly fromMs: number;
  readonly kinds: readonly AlertRecord["kind"][];
}

export function createMemoryView(): MemoryView {
  const inserts: AlertRecord[][] = [];
  const failures: MemoryView["failures"] = [];
  const documents: MemoryView["documents"] = new Map();

  function rows(...kinds: readonly AlertRecord["kind"][]): readonly AlertRecord[] {
    const merged = new Map<string, AlertRecord>();
    for (const record of inserts.flat()) {
      const key = JSON.stringify([record.kind, record.ms, record.id]);
      if ((merged.get(key)?.version ?? -1) <= record.version) merged.set(key, record);
    }
    return [...merged.values()].filter(({ kind }) => kinds.includes(kind));
  }

  const answers: Readonly<Record<string, (params: Params) => readonly object[]>> = {
    "alert-current": () =>
      rows("state", "round", "rules").map(({ kind, id, version, body }) => ({
        kind,
        id,
        text: body,
        newest: String(version),
      })),
    "alert-documents": () =>
      [...documents].map(([document, { version, content }]) => ({
        document,
        newest: String(version),
        savedMs: "0",
        text: JSON.stringify({ content, savedBy: "anna" }),
      })),
    "alert-documents-state": () => [
      { state: [...documents].map(([id, { version }]) => `${id} ${version}`).join() },
    ],
    "alert-pending": ({ fromMs }) => {
      const done = new Set(rows("done").map(({ id }) => id));
      return rows("notice").filter(({ id, ms }) => ms >= fromMs && !done.has(id));
    },
    "alert-list": ({ kinds }) => rows(...kinds).toReversed(),
  };
  return {
    inserts,
    documents,
    failures,
    rows,
    queries: {
      run: async <Row>(name: string, params: object) => answers[name]!(params as Params) as unknown as Row[],
    },
    alertRecords: {
      async add(records) {
        const failure = failures.shift();
        if (failure !== "refused") inserts.push([...records]);
        if (failure !== undefined) throw new Error(`the insert was ${failure}, and not answered`);
      },
    },
  };
}
