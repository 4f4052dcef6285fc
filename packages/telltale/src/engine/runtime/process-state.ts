// What all copies of the library in one process share of the telemetry that runs: one object, which copies of other versions find too.
import { shared } from "./shared.ts";

/**
 * Whether telemetry runs, and with what. `running/state.ts` has the types of all of it; what is below the whole engine says by the
 * parameters what it uses of it.
 */
export interface ProcessState<Engine = unknown, Stats = unknown> {
  /** The running engine; undefined before `start()` and after `stop()`. */
  engine: Engine | undefined;
  /** What the running telemetry has counted; undefined where none records. */
  stats: (() => Stats) | undefined;
  /** Whether `start()` was called and `stop()` has not ended. */
  running: boolean;
  /** Counts starts and stops, and the first use of context attributes on metrics. Handles compare it to know whether they must bind again. */
  generation: number;
  /** What `start` gives while a test collects: what the test has started, which only the test ends. */
  collecting: unknown;
  /** What `telltale/register` has started, which gives way to a `start()` of the application. */
  registered: unknown;
  readonly started: Set<() => void>;
  readonly beforeFlush: Set<() => void | Promise<void>>;
  /** Callbacks that observe, which live on from one start to the next. */
  readonly observed: Set<unknown>;
}

/** The state shared by every copy of the library in this process. */
export const processState: ProcessState = shared<ProcessState>("state", () => ({
  engine: undefined,
  stats: undefined,
  running: false,
  generation: 0,
  collecting: undefined,
  registered: undefined,
  started: new Set(),
  beforeFlush: new Set(),
  observed: new Set(),
}));
