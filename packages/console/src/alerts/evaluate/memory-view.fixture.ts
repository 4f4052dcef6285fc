// A tenant's records and documents in memory, for tests of what is above the store.
import { EventEmitter, once } from "node:events";
import type { ApiQueries } from "../../api/context.ts";
import type { AlertRecord, AlertStore, PendingPage, PendingRecord } from "../../store/alert-records.ts";
import { readTerm, type Term } from "./terms.ts";

export interface MemoryView {
  readonly queries: ApiQueries;
  readonly alertRecords: { add(records: readonly AlertRecord[]): Promise<void> };
  /** As the table merges them. */
  rows(...kinds: readonly AlertRecord["kind"][]): readonly AlertRecord[];
  /** Each call of `add`. */
  readonly inserts: readonly AlertRecord[][];
  /** A text that differs after each change of the documents. */
  documentState(): string;
  /** Stored rules, by document. */
  readonly documents: Map<string, { version: number; savedMs?: number; content: object }>;
  /** What the next inserts do: `stored` fails after it has stored. */
  readonly failures: ("refused" | "stored")[];
  /** Holds the next insert back. */
  holdNext(): HeldInsert;
  /** Takes that back. */
  holdNothing(): void;
}

/** An insert that is on its way. */
export interface HeldInsert {
  /** Resolves when it was sent. */
  readonly sent: Promise<unknown>;
  /** From now on it is stored, and answered. */
  land(): void;
}

interface Params {
  readonly fromMs: number;
  readonly toMs: number;
  readonly firings: readonly string[];
  readonly kinds: readonly AlertRecord["kind"][];
}

const ofRounds: ReadonlySet<string> = new Set(["state", "round", "rules", "change", "notice", "withheld"]);

function counts({ kind, version }: AlertRecord, term: Term | undefined): boolean {
  if (term === undefined || !ofRounds.has(kind)) return true;
  const end = term.ends.find((one) => Math.floor(one / 2 ** 32) === Math.floor(version / 2 ** 32)) ?? 0;
  return version >= term.begun || version <= term.unjudged || version <= end;
}

function merge(records: readonly AlertRecord[]): readonly AlertRecord[] {
  const merged = new Map<string, AlertRecord>();
  for (const record of records) {
    const key = JSON.stringify([record.kind, record.ms, record.id]);
    if ((merged.get(key)?.version ?? -1) <= record.version) merged.set(key, record);
  }
  return [...merged.values()];
}

export function createMemoryView(): MemoryView {
  const inserts: AlertRecord[][] = [];
  const failures: MemoryView["failures"] = [];
  const documents: MemoryView["documents"] = new Map();
  let held: { readonly send: () => void; readonly landed: Promise<unknown> } | undefined;

  /** As the queries do. */
  function rows(...kinds: readonly AlertRecord["kind"][]): readonly AlertRecord[] {
    const newest = merge(inserts.flat()).find(({ kind }) => kind === "term");
    const term = newest === undefined ? undefined : readTerm(JSON.parse(newest.body));
    return merge(inserts.flat().filter((record) => counts(record, term))).filter(({ kind }) =>
      kinds.includes(kind),
    );
  }

  const answers: Readonly<Record<string, (params: Params) => readonly object[]>> = {
    "alert-current": ({ kinds }) =>
      rows(...kinds).map(({ kind, id, version, body }) => ({
        kind,
        id,
        text: body,
        newest: String(version),
      })),
    "newest-documents": () =>
      [...documents].map(([document, { version, savedMs = 0, content }]) => ({
        document,
        newest: String(version),
        savedMs: String(savedMs),
        text: JSON.stringify({ content, savedBy: "anna" }),
      })),
    "alert-acceptances": ({ firings, fromMs, toMs }) =>
      rows("note").flatMap(({ ms, alert, detail, body }) => {
        const { author, sinceMs } = JSON.parse(body) as { author: string; sinceMs: number };
        const firing = `${alert} ${sinceMs}`;
        const isFound = detail === "accept" && ms >= fromMs && ms < toMs && firings.includes(firing);
        return isFound ? [{ firing, author }] : [];
      }),
    "alert-list": ({ kinds }) => rows(...kinds).toReversed(),
  };
  return {
    inserts,
    documents,
    failures,
    rows,
    holdNothing() {
      held = undefined;
    },
    holdNext() {
      const [sent, landed] = [new EventEmitter(), new EventEmitter()];
      const wasSent = once(sent, "sent");
      held = { send: () => void sent.emit("sent"), landed: once(landed, "landed") };
      return { sent: wasSent, land: () => void landed.emit("landed") };
    },
    documentState: () => [...documents].map(([id, { version }]) => `${id} ${version}`).join(),
    queries: {
      run: async <Row>(name: string, params: object) => answers[name]!(params as Params) as unknown as Row[],
    },
    alertRecords: {
      async add(records) {
        const waits = held;
        held = undefined;
        waits?.send();
        await waits?.landed;
        const failure = failures.shift();
        if (failure !== "refused") inserts.push([...records]);
        if (failure !== undefined) throw new Error(`the insert was ${failure}, and not answered`);
      },
    },
  };
}

function isBehind(
  row: PendingRecord,
  last: { readonly version: string; readonly id: string } | undefined,
): boolean {
  if (last === undefined) return true;
  return Number(row.version) > Number(last.version) || (row.version === last.version && row.id > last.id);
}

/** What several views have in common: the store of all tenants. */
export function storeOf(
  views: ReadonlyMap<string, MemoryView>,
): AlertStore & { readonly reads: PendingPage[] } {
  const reads: PendingPage[] = [];
  function pendingOf(tenant: string, view: MemoryView, fromMs: number): readonly PendingRecord[] {
    const done = new Set(view.rows("done").map(({ id }) => id));
    const last = new Map<string, AlertRecord>();
    for (const record of view.rows("delivery")) {
      const [id, channel, attempt] = JSON.parse(record.id) as [string, string, number];
      const before = last.get(`${id}\0${channel}`);
      if (attempt >= ((JSON.parse(before?.id ?? "[]") as number[])[2] ?? 0))
        last.set(`${id}\0${channel}`, record);
    }
    const stepsOf = (id: string): string[] =>
      [...last].filter(([key]) => key.startsWith(`${id}\0`)).map(([, { body }]) => body);
    return view
      .rows("notice")
      .filter(({ id, ms }) => ms >= fromMs && !done.has(id))
      .map(({ id, version, body }) => ({
        tenant,
        id,
        body,
        version: String(version),
        deliveries: stepsOf(id),
      }))
      .toSorted((a, b) => Number(a.version) - Number(b.version) || (a.id < b.id ? -1 : 1));
  }

  return {
    reads,
    tenants: async () => [...views].map(([tenant, view]) => ({ tenant, documents: view.documentState() })),
    async pending(fromMs, page) {
      reads.push(page);
      return [...views]
        .flatMap(([tenant, view]) =>
          pendingOf(tenant, view, fromMs)
            .filter((row) => isBehind(row, page.after.get(tenant)))
            .slice(0, page.each)
            .map((row, rank) => ({ row, rank })),
        )
        .toSorted((a, b) => a.rank - b.rank)
        .slice(0, page.most)
        .map(({ row }) => row);
    },
    announced: async () => [],
    async add(records) {
      for (const [tenant, view] of views)
        await view.alertRecords.add(records.filter((one) => one.tenant === tenant));
    },
  };
}
