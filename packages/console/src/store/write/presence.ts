// Who could still add rows to the group that is open. A group that waits for nobody waits for nothing: it may be inserted at once.
// Known are requests that are being read or decoded, and connections that sent one lately and have had their answer: most of those
// send again at once.

/** What requests come over: a socket of HTTP/1.1, a session of HTTP/2. */
export interface Connection {
  /** It is closed: nothing more will come over it. */
  readonly destroyed: boolean;
}

/** One request, from its headers to its answer. */
export interface Visit {
  /** Its rows are in a group now. */
  placed(): void;
  /** It was answered, refused, or is gone. Only the first call counts. */
  leave(): void;
}

/** Requests under way, and who is expected to send the next one. */
export interface Presence {
  /** A request begins. Of several at the same time over one connection as many are expected again. */
  enter(connection: Connection): Visit;
  /** Requests that are being read or decoded. */
  readonly coming: number;
  /** Requests whose rows are in a group, and which have no answer yet. */
  readonly waiting: number;
  /** For how many ms at least somebody is expected; 0: nobody is. */
  expectedForMs(): number;
  /** Calls `listener` when a request was placed or is gone: perhaps nobody else comes. One listener. */
  onChange(listener: () => void): void;
}

interface Expected {
  readonly connection: Connection;
  readonly untilMs: number;
}

/**
 * @param knownMs so long after its answer a connection is expected to send again.
 * @param clockMs a clock that never goes back.
 */
export function createPresence(knownMs: number, clockMs: () => number): Presence {
  const expected = new Set<Expected>();
  const byConnection = new WeakMap<Connection, Expected[]>();
  let coming = 0;
  let waiting = 0;
  let changed: (() => void) | undefined;

  function expect(connection: Connection): void {
    if (connection.destroyed) return;
    const one = { connection, untilMs: clockMs() + knownMs };
    expected.add(one);
    const own = byConnection.get(connection);
    if (own === undefined) byConnection.set(connection, [one]);
    else own.push(one);
  }

  /** The one that is expected longest, after those that will not come were dropped. */
  function first(): Expected | undefined {
    const now = clockMs();
    for (const one of expected) {
      if (one.untilMs > now && !one.connection.destroyed) return one;
      expected.delete(one);
    }
    return undefined;
  }

  return {
    enter(connection) {
      const returned = byConnection.get(connection)?.pop();
      if (returned !== undefined) expected.delete(returned);
      coming += 1;
      let state: "coming" | "waiting" | "gone" = "coming";
      return {
        placed() {
          if (state !== "coming") return;
          state = "waiting";
          coming -= 1;
          waiting += 1;
          changed?.();
        },
        leave() {
          if (state === "gone") return;
          if (state === "coming") coming -= 1;
          else {
            waiting -= 1;
            expect(connection);
          }
          state = "gone";
          changed?.();
        },
      };
    },
    get coming() {
      return coming;
    },
    get waiting() {
      return waiting;
    },
    expectedForMs() {
      const one = first();
      return one === undefined ? 0 : one.untilMs - clockMs();
    },
    onChange(listener) {
      changed = listener;
    },
  };
}
