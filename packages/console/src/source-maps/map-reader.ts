// Reads source maps in a thread of its own, within limits of time and memory: one question at a time, and the thread ends when it is idle.
import { createAskedThread } from "../turns/asked-thread.ts";
import { createTurnsByTenant } from "../turns/turns.ts";
import type { MapAnswer, MapQuestion } from "./messages.ts";
import type { Position } from "./original-positions.ts";

/** A map of a tenant: tenants may upload different maps under one debug id. */
interface NamedMap {
  readonly tenant: string;
  readonly debugId: string;
}

export interface MapReader {
  /**
   * The positions in the sources of `map`. `load` is called when the thread does not have the map. Callers have turns: no tenant
   * waits for what another loads, and all wait for one map of each other tenant at most.
   * Never rejects because of the map: what cannot be read within the limits is `unreadable`.
   */
  find(
    map: NamedMap,
    positions: readonly Position[],
    load: () => Promise<Uint8Array | undefined>,
  ): Promise<Omit<MapAnswer, "id">>;
  /** Ends the thread. */
  close(): Promise<void>;
}

export interface MapReaderOptions {
  /** For one map. */
  readonly timeoutMs?: number;
  readonly idleMs?: number;
  readonly maxMemoryMb?: number;
}

type Answered = Omit<MapAnswer, "id">;

/** A map that could not be read is not tried again for so long: others wait for the thread meanwhile. */
const rememberMs = 600_000;
const maxRemembered = 1_000;

/** Maps that could not be read, with the time until which they are not tried. */
function createFailures(): {
  readonly find: (key: string) => Answered | undefined;
  readonly add: (key: string, answered: Answered) => void;
} {
  const failures = new Map<string, { readonly untilMs: number; readonly answered: Answered }>();
  return {
    find(key) {
      const failure = failures.get(key);
      return failure !== undefined && performance.now() < failure.untilMs ? failure.answered : undefined;
    },
    add(key, answered) {
      if (failures.size >= maxRemembered) failures.delete(failures.keys().next().value!);
      failures.set(key, { untilMs: performance.now() + rememberMs, answered });
    },
  };
}

const unreadable = (reason: string): Answered => ({ outcome: "unreadable", originals: [], reason });

/** Makes a reader; the thread starts with the first question. */
export function createMapReader({
  timeoutMs = 10_000,
  idleMs = 60_000,
  maxMemoryMb = 512,
}: MapReaderOptions = {}): MapReader {
  const entries = [
    new URL("./thread.ts", import.meta.url),
    new URL("./source-map-thread.js", import.meta.url),
  ] as const;
  const thread = createAskedThread<MapQuestion, MapAnswer>({
    name: "source maps",
    entries,
    timeoutMs,
    idleMs,
    maxMemoryMb,
    isPatient: true,
  });
  const inTurn = createTurnsByTenant();
  const failures = createFailures();

  async function ask(tenant: string, question: Omit<MapQuestion, "id">): Promise<Answered> {
    const answer = await thread.ask(question, { by: tenant });
    return typeof answer === "string" ? unreadable("reading it takes too much time or memory") : answer;
  }

  async function find(
    { tenant, debugId }: NamedMap,
    positions: readonly Position[],
    load: () => Promise<Uint8Array | undefined>,
  ): Promise<Answered> {
    const key = `${tenant}/${debugId}`;
    const failed = failures.find(key);
    if (failed !== undefined) return failed;
    if (thread.isRunning) {
      const answer = await ask(tenant, { key, positions });
      if (answer.outcome !== "missing") return answer;
    }
    const content = await load();
    if (content === undefined) return { outcome: "missing", originals: [] };
    const answer = await ask(tenant, { key, positions, content });
    if (answer.outcome === "unreadable") failures.add(key, answer);
    return answer;
  }

  return {
    // Of a tenant one map at a time is loaded, and each once.
    find: (map, positions, load) => inTurn(map.tenant, () => find(map, positions, load)),
    close: thread.close,
  };
}
