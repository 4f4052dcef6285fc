// One event stream for all tabs of a browser. It is open while a tab wants it, and opened again whenever a tab joins: the console then
// sends the last minute, to whoever is logged in now. A tab never gets events of a stream that was requested before it joined.
import { pathOf } from "contract";

/** Events of the stream at `/api/live`. */
const eventNames = ["pulse", "pulses", "arrival", "notification"] as const;
export type LiveEvent = (typeof eventNames)[number];

/** What tabs are sent. `lost`: the stream is not open, and the hub tries again. `here` answers `stay`. */
export type LiveMessage =
  | { readonly type: "open" | "lost" | "here" }
  | { readonly type: LiveEvent; readonly data: string };

/** What a tab sends: `join` when it wants the stream, then `stay` at intervals of {@link stayMs}, and `leave`. */
export type TabMessage = "join" | "stay" | "leave";

export interface Tab {
  readonly send: (message: LiveMessage) => void;
}

/** What the hub needs of an `EventSource`. */
interface Stream extends EventTarget {
  close(): void;
}

/** A stream that was requested, and the tabs that get its events: those that had joined by then. */
interface Connection {
  readonly readers: readonly Tab[];
  close(): void;
}

export interface Hub {
  receive(tab: Tab, message: TabMessage): void;
}

/** For tests. */
export interface HubOptions {
  /** Requests the stream. */
  readonly open?: () => Stream;
  /** From 0 to 1; spreads the retries of many browsers. */
  readonly random?: () => number;
}

export const stayMs = 5_000;
/** Timers of a hidden tab may wait for a minute. A tab that is silent for longer is frozen or has crashed. */
const silentMs = 150_000;
/** The console sends a pulse each second. */
const silentStreamMs = 15_000;
const firstRetryMs = 1000;
const lastRetryMs = 30_000;

/** The tabs that want the stream, and what forgets each. */
type Tabs = Map<Tab, ReturnType<typeof setTimeout>>;

export function createHub({ open = openStream, random = Math.random }: HubOptions = {}): Hub {
  const tabs: Tabs = new Map();
  const streams = createStreams(tabs, { open, random });

  function forget(tab: Tab): void {
    clearTimeout(tabs.get(tab));
    tabs.delete(tab);
    if (tabs.size === 0) streams.close();
  }

  return {
    receive(tab, message) {
      if (message === "leave") return forget(tab);
      const isNew = !tabs.has(tab);
      clearTimeout(tabs.get(tab));
      tabs.set(tab, setTimeout(forget, silentMs, tab));
      if (message === "stay") tab.send({ type: "here" });
      if (isNew || message === "join") streams.connect();
    },
  };
}

interface Streams {
  /** Requests the stream for the tabs of now, and again when it fails. */
  connect(): void;
  close(): void;
}

function createStreams(tabs: Tabs, { open, random }: Required<HubOptions>): Streams {
  const backoff = createBackoff(random);
  let current: Connection | undefined;
  /** Replaces `current` once it is open. */
  let next: Connection | undefined;

  function connect(): void {
    end(current);
    const readers = [...tabs.keys()];
    const close = listen(open(), {
      onOpen() {
        end(connection);
        backoff.reset();
        send(readers, { type: "open" });
      },
      onEvent: (type, data) => send(readers, { type, data }),
      onFailure: () => fail(connection),
    });
    const connection = { readers, close };
    next = connection;
  }

  function send(readers: readonly Tab[], message: LiveMessage): void {
    for (const tab of readers) if (tabs.has(tab)) tab.send(message);
  }

  /** The stream before stays when the next one fails. After a second failure it ends, too: the console may count it against a limit. */
  function fail(failed: Connection): void {
    const kept = failed === next && !backoff.hasFailed ? current : undefined;
    end(kept);
    const losers = failed.readers.filter((tab) => !kept?.readers.includes(tab));
    send(losers, { type: "lost" });
    backoff.wait(connect);
  }

  /** Ends all streams but `kept`, and the wait for another. */
  function end(kept: Connection | undefined): void {
    backoff.stop();
    for (const connection of [current, next]) if (connection !== kept) connection?.close();
    [current, next] = [kept, undefined];
  }

  return {
    connect,
    close() {
      end(undefined);
      backoff.reset();
    },
  };
}

interface Handlers {
  onOpen(): void;
  onEvent(type: LiveEvent, data: string): void;
  onFailure(): void;
}

/** Returns what closes the stream. One that is open and goes silent has failed: a connection can end without a word. */
function listen(stream: Stream, { onOpen, onEvent, onFailure }: Handlers): () => void {
  let silence: ReturnType<typeof setTimeout> | undefined;
  const hear = (): void => {
    clearTimeout(silence);
    silence = setTimeout(onFailure, silentStreamMs);
  };
  stream.addEventListener("open", () => {
    hear();
    onOpen();
  });
  stream.addEventListener("error", onFailure);
  for (const type of eventNames)
    stream.addEventListener(type, (event) => {
      hear();
      onEvent(type, (event as MessageEvent<string>).data);
    });
  return () => {
    clearTimeout(silence);
    stream.close();
  };
}

interface Backoff {
  /** Calls `work` after a wait that doubles each time. Half of it is random: many browsers do not come at once when the console is back. */
  wait(work: () => void): void;
  stop(): void;
  reset(): void;
  /** Whether there was a failure since the last reset. */
  readonly hasFailed: boolean;
}

function createBackoff(random: () => number): Backoff {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    wait(work) {
      const longestMs = Math.min(lastRetryMs, firstRetryMs * 2 ** failures);
      timer = setTimeout(work, longestMs * (0.5 + random() / 2));
      failures += 1;
    },
    stop: () => clearTimeout(timer),
    reset() {
      failures = 0;
    },
    get hasFailed() {
      return failures > 0;
    },
  };
}

function openStream(): Stream {
  return new EventSource(pathOf("GET /api/live"));
}
