// Which requests could still add rows to the open group of small requests: those that are being read or decoded, and connections that
// were answered lately, most of which send again at once. A group to which no request can add rows is inserted without a wait.

/** What requests come over: a socket of HTTP/1.1, a session of HTTP/2. */
interface Connection {
  /** It is closed: no more requests come over it. */
  readonly destroyed: boolean;
}

/** One request, from its headers to its answer. */
export interface TrackedRequest {
  /** Its rows are in a group now. */
  rowsAdded(): void;
  /** It was answered, refused or aborted, or is a large one, whose rows go to groups of their own. Only the first call counts. */
  end(): void;
}

/** The requests in progress, and the connections that are expected to send the next ones. */
export interface RequestTracker {
  /** A request begins. A connection with several requests at the same time is expected to send as many again. */
  begin(connection: Connection): TrackedRequest;
  /** Requests that are being read or decoded. */
  readonly reading: number;
  /** Requests whose rows are in a group and that have no answer yet. */
  readonly waiting: number;
  /** For how many ms at least another request is expected; 0: none is. */
  expectedForMs(): number;
  /** Calls `listener` when the rows of a request were added or a request ended. One listener. */
  onChange(listener: () => void): void;
}

interface Expected {
  readonly connection: Connection;
  readonly untilMs: number;
}

interface TrackerState {
  /** How long after its answer a connection is expected to send again. */
  readonly expectedMs: number;
  readonly clockMs: () => number;
  /** In the order in which they expire. */
  readonly expected: Set<Expected>;
  readonly byConnection: WeakMap<Connection, Expected[]>;
  reading: number;
  waiting: number;
  changed: (() => void) | undefined;
}

/**
 * @param expectedMs how long after its answer a connection is expected to send again.
 * @param clockMs a monotonic clock.
 */
export function createRequestTracker(expectedMs: number, clockMs: () => number): RequestTracker {
  const state: TrackerState = {
    expectedMs,
    clockMs,
    expected: new Set(),
    byConnection: new WeakMap(),
    reading: 0,
    waiting: 0,
    changed: undefined,
  };
  return {
    begin: (connection) => begin(state, connection),
    get reading() {
      return state.reading;
    },
    get waiting() {
      return state.waiting;
    },
    expectedForMs() {
      const first = firstExpected(state);
      return first === undefined ? 0 : first.untilMs - clockMs();
    },
    onChange(listener) {
      state.changed = listener;
    },
  };
}

function begin(state: TrackerState, connection: Connection): TrackedRequest {
  const returned = state.byConnection.get(connection)?.pop();
  if (returned !== undefined) state.expected.delete(returned);
  state.reading += 1;
  let phase: "reading" | "waiting" | "ended" = "reading";
  return {
    rowsAdded() {
      if (phase !== "reading") return;
      phase = "waiting";
      state.reading -= 1;
      state.waiting += 1;
      state.changed?.();
    },
    end() {
      if (phase === "ended") return;
      if (phase === "reading") state.reading -= 1;
      else {
        state.waiting -= 1;
        expect(state, connection);
      }
      phase = "ended";
      state.changed?.();
    },
  };
}

function expect({ expected, byConnection, clockMs, expectedMs }: TrackerState, connection: Connection): void {
  if (connection.destroyed) return;
  const one = { connection, untilMs: clockMs() + expectedMs };
  expected.add(one);
  const own = byConnection.get(connection);
  if (own === undefined) byConnection.set(connection, [one]);
  else own.push(one);
}

/** The first that is still expected, after expired and closed connections were removed. */
function firstExpected({ expected, clockMs }: TrackerState): Expected | undefined {
  const now = clockMs();
  for (const one of expected) {
    if (one.untilMs > now && !one.connection.destroyed) return one;
    expected.delete(one);
  }
  return undefined;
}
