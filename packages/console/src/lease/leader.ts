// Jobs that only one of several processes runs: the leader. A process that loses the lease stops its jobs before another one
// may start them.
import { setTimeout as pause } from "node:timers/promises";
import type { Lease } from "./lease.ts";

/** The time in which this process is the leader. */
export interface Leadership {
  /** Aborts when it is over. A process that was paused may be late to notice: {@link isHeld} is not. */
  readonly signal: AbortSignal;
  /** Counts up with each leader; 0 where there is no other process. */
  readonly term: number;
  /** Whether it lasts, right now. */
  isHeld(): boolean;
}

/** A piece of background work. */
export interface Job {
  readonly name: string;
  readonly everyMs: number;
  /** Must end soon when `signal` aborts: the lease is lost, or the console stops. May be called again after it has thrown. */
  run(signal: AbortSignal, leadership: Leadership): Promise<void>;
  /** Ends what runs between calls. Called after the last call, before the lease is given up; must not reject. */
  stop?(): Promise<void>;
}

export interface LeaderOptions {
  /** Absent: there is no other process. */
  readonly lease: Lease | undefined;
  readonly jobs: readonly Job[];
  /** How often the lease is looked after. */
  readonly stepMs: number;
  /** Called when this process becomes the leader, when it stops to be, and when a job fails. */
  readonly onChange?: (isLeader: boolean) => void;
  readonly onError?: (what: string, error: Error) => void;
}

interface Work {
  readonly leadership: Leadership;
  readonly abort: AbortController;
  readonly done: Promise<unknown>;
}

export interface Leader {
  readonly isLeader: boolean;
  /** Stops the jobs, waits for them, and gives the lease up. */
  stop(): Promise<void>;
}

/** Looks after the lease and runs the jobs while it is held. */
export function startLeader({ lease, jobs, stepMs, onChange, onError }: LeaderOptions): Leader {
  const stopped = new AbortController();
  let working: Work | undefined;
  // A store that does not answer delays the next step: the jobs must not run for that long.
  const guard = setInterval(() => {
    if (lease?.isHeld() === false) working?.abort.abort();
  }, stepMs);
  guard.unref();
  const looking = lease === undefined ? Promise.resolve(begin()) : look(lease);

  async function look(held: Lease): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        await held.step();
      } catch (error) {
        onError?.("lease", error as Error);
      }
      // of another term: the lease was lost and won again between two looks
      if (working !== undefined && !working.leadership.isHeld()) await end();
      if (held.isHeld()) begin();
      await idle(stepMs, stopped.signal);
    }
  }

  function begin(): void {
    if (working !== undefined || stopped.signal.aborted) return;
    const abort = new AbortController();
    const { signal } = abort;
    const term = lease?.term() ?? 0;
    const isHeld = (): boolean => !signal.aborted && (lease === undefined || lease.term() === term);
    const leadership = { signal, term, isHeld };
    working = { leadership, abort, done: Promise.all(jobs.map((job) => repeat(job, leadership, onError))) };
    onChange?.(true);
  }

  async function end(): Promise<void> {
    if (working === undefined) return;
    const { abort, done } = working;
    abort.abort();
    await done;
    await Promise.all(jobs.map((job) => job.stop?.()));
    working = undefined;
    onChange?.(false);
  }

  return {
    get isLeader() {
      return working !== undefined && (lease?.isHeld() ?? true);
    },
    async stop() {
      stopped.abort();
      clearInterval(guard);
      await looking;
      await end();
      await lease?.release();
    },
  };
}

async function repeat(job: Job, leadership: Leadership, onError: LeaderOptions["onError"]): Promise<void> {
  const { signal } = leadership;
  while (leadership.isHeld()) {
    try {
      await job.run(signal, leadership);
    } catch (error) {
      if (!signal.aborted) onError?.(job.name, error as Error);
    }
    await idle(job.everyMs, signal);
  }
}

/** Waits, until `signal` is aborted at the latest; does not keep the process alive. */
async function idle(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
