// Reads source maps in a thread of its own, within limits of time and memory: one question at a time, and the thread ends when it is idle.
import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { MapAnswer, MapQuestion } from "./messages.ts";
import type { Position } from "./original-positions.ts";

export interface MapReader {
  /**
   * The positions in the sources of the map `key`. `load` is called when the thread does not have the map.
   * Never rejects because of the map: what cannot be read within the limits is `unreadable`.
   */
  find(
    key: string,
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
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let id = 0;
  const failures = createFailures();

  async function stop(): Promise<void> {
    const ending = worker;
    worker = undefined;
    clearTimeout(idle);
    await ending?.terminate();
  }

  async function ask(question: Omit<MapQuestion, "id">): Promise<Answered> {
    worker ??= startThread(maxMemoryMb);
    clearTimeout(idle);
    id += 1;
    const answer = await askThread(worker, { ...question, id }, timeoutMs);
    if (answer === undefined) {
      await stop();
      return unreadable("reading it takes too much time or memory");
    }
    idle = setTimeout(() => void stop(), idleMs).unref();
    return answer;
  }

  async function find(
    key: string,
    positions: readonly Position[],
    load: () => Promise<Uint8Array | undefined>,
  ): Promise<Answered> {
    const failed = failures.find(key);
    if (failed !== undefined) return failed;
    if (worker !== undefined) {
      const answer = await ask({ key, positions });
      if (answer.outcome !== "missing") return answer;
    }
    const content = await load();
    if (content === undefined) return { outcome: "missing", originals: [] };
    const answer = await ask({ key, positions, content });
    if (answer.outcome === "unreadable") failures.add(key, answer);
    return answer;
  }

  return {
    find(key, positions, load) {
      const turn = last.then(async () => find(key, positions, load));
      last = turn.catch(() => undefined);
      return turn;
    },
    close: stop,
  };
}

/** `undefined` when the thread ended or did not answer in time. */
function askThread(worker: Worker, question: MapQuestion, timeoutMs: number): Promise<MapAnswer | undefined> {
  return new Promise((resolve) => {
    const late = setTimeout(() => done(undefined), timeoutMs);
    const onMessage = (answer: MapAnswer): void => {
      if (answer.id === question.id) done(answer);
    };
    const onEnd = (): void => done(undefined);
    function done(answer: MapAnswer | undefined): void {
      clearTimeout(late);
      worker.off("message", onMessage).off("exit", onEnd).off("error", onEnd);
      resolve(answer);
    }
    worker.on("message", onMessage).on("exit", onEnd).on("error", onEnd);
    worker.postMessage(question, []);
  });
}

function startThread(maxMemoryMb: number): Worker {
  const worker = new Worker(threadEntry(), {
    name: "source maps",
    resourceLimits: { maxOldGenerationSizeMb: maxMemoryMb },
    // The thread's own errors are answers; a limit of memory must not end the process.
    stderr: true,
  });
  worker.on("error", () => undefined);
  worker.unref();
  return worker;
}

/** The thread's entry, beside this file in the sources and beside the bundle in `dist`. */
function threadEntry(): URL {
  const places = ["./thread.ts", "./source-map-thread.js"].map((place) => new URL(place, import.meta.url));
  return places.find((place) => existsSync(place)) ?? places[1]!;
}
