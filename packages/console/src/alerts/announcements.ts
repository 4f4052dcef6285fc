// Changes and browser messages for the live streams of this console, whichever console on the store made them: those of this one at once,
// those of others by reading their records. Nothing is read while no page listens.
import type { BrowserNotification } from "../notify/receivers/browser.ts";
import type { AlertRecord, AnnouncedRecord } from "../store/alert-records.ts";
import type { StoredChange } from "./evaluate/round-records.ts";
import type { StoredRound } from "./evaluate/tenant-evaluator.ts";

export interface AnnouncementsOptions {
  /** Records of all tenants since a time, of each tenant the latest first. */
  readonly read: (fromMs: number) => Promise<readonly AnnouncedRecord[]>;
  /** Stores a record, so that other consoles read it. */
  readonly keep: (tenant: string, record: AlertRecord) => Promise<void>;
  readonly nowMs: () => number;
  readonly onError: (what: string, error: Error) => void;
  /** Default: 2 s. */
  readonly everyMs?: number;
}

export interface Announcements {
  /** Calls back for each change. Returns how to stop that. */
  onChange(listener: (tenant: string, change: StoredChange) => void): () => void;
  /** Calls back for each message of a channel of the type `browser`. Returns how to stop that. */
  onNotification(listener: (notification: BrowserNotification) => void): () => void;
  /** Announces a round that was stored. */
  changed(round: StoredRound): void;
  /** Stores a browser message and announces it. */
  show(notification: BrowserNotification): Promise<void>;
}

/** A record may be stored so long after the time that it has: the time of its evaluation, which may have been made up for. */
const lateMs = 20 * 60_000;

type Listener = (tenant: string, kind: AnnouncedRecord["kind"], body: object) => void;

export function createAnnouncements(options: AnnouncementsOptions): Announcements {
  const { keep, nowMs } = options;
  const listeners = new Set<Listener>();
  const seen = createHeard();
  const reading = createReading(options, (record) => {
    if (!seen.isNew(record)) return;
    const body = JSON.parse(record.body) as object;
    for (const listener of listeners) listener(record.tenant, record.kind, body);
  });

  function listen(listener: Listener): () => void {
    listeners.add(listener);
    if (listeners.size === 1) reading.start((records) => seen.restart(records));
    return () => {
      if (listeners.delete(listener) && listeners.size === 0) reading.stop();
    };
  }

  function announce(tenant: string, kind: AnnouncedRecord["kind"], id: string, body: object): void {
    if (listeners.size === 0 || !seen.isNew({ tenant, kind, id })) return;
    for (const listener of listeners) listener(tenant, kind, body);
  }

  return {
    onChange: (listener) =>
      listen((tenant, kind, body) => {
        if (kind === "change") listener(tenant, body as StoredChange);
      }),
    onNotification: (listener) =>
      listen((_, kind, body) => {
        if (kind === "shown") listener(body as BrowserNotification);
      }),
    changed({ tenant, changes }) {
      for (const change of changes) announce(tenant, "change", change.id, change);
    },
    async show(notification) {
      const { tag, tenant } = notification;
      await keep(tenant, {
        ...nothing,
        kind: "shown",
        id: tag,
        ms: nowMs(),
        body: JSON.stringify(notification),
      });
      announce(tenant, "shown", tag, notification);
    },
  };
}

const nothing = { version: 1, rule: "", alert: "", detail: "" } as const;

type Heard = Pick<AnnouncedRecord, "tenant" | "kind" | "id">;

function idOf({ tenant, kind, id }: Heard): string {
  return JSON.stringify([tenant, kind, id]);
}

/** Which records were announced: those that are read twice, and those that were there before. */
function createHeard() {
  let [ids, older]: Set<string>[] = [new Set(), new Set()];
  return {
    isNew(record: Heard): boolean {
      const id = idOf(record);
      if (ids!.has(id) || older!.has(id)) return false;
      // a reading has 5,000 records at most
      if (ids!.size >= 20_000) [ids, older] = [new Set(), ids!];
      ids!.add(id);
      return true;
    },
    /** Begins with what is there already, which pages have read. */
    restart(records: readonly Heard[]): void {
      [ids, older] = [new Set(records.map(idOf)), new Set()];
    },
  };
}

/** Reads again and again between `start` and `stop`. */
function createReading(
  { read, nowMs, onError, everyMs = 2_000 }: AnnouncementsOptions,
  hear: (record: AnnouncedRecord) => void,
) {
  let current: AbortController | undefined;

  async function follow(
    signal: AbortSignal,
    begin: (records: readonly AnnouncedRecord[]) => void,
  ): Promise<void> {
    let hasBegun = false;
    while (!signal.aborted) {
      try {
        const records = await read(nowMs() - lateMs);
        if (signal.aborted) return;
        if (hasBegun) for (const record of records.toReversed()) hear(record);
        else begin(records);
        hasBegun = true;
      } catch (error) {
        if (!signal.aborted) onError("alert events of other consoles", error as Error);
      }
      await pause(everyMs, signal);
    }
  }

  return {
    start(begin: (records: readonly AnnouncedRecord[]) => void): void {
      current = new AbortController();
      void follow(current.signal, begin);
    },
    stop(): void {
      current?.abort();
      current = undefined;
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms).unref();
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
