// The process of the console in `npm run dev`: after a change of its code another one takes over, once that has loaded; after a change of
// a query it reads the queries again. The engine is not its own and stays.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import { end } from "../child.ts";
import { root } from "../source-files.ts";
import type { Report, StartMessage } from "./console-program.ts";

export interface ConsoleOptions extends StartMessage {
  /** Where compiled sources are kept from one process to the next. */
  readonly cache: string;
  /** Called when a change has taken effect: its reason, and how long that took. */
  readonly onReady: (why: string, tookMs: number) => void;
  /** Called when it has none, because of a mistake that the process has printed. */
  readonly onFailure: (note: string) => void;
}

export interface DevConsole {
  /** Lets a new process take over because of `why`. Of several changes meanwhile, one more does. Resolves when all of that is done. */
  restart(why: string): Promise<void>;
  /** Lets the process read its queries again because of `why`. Resolves when it has. */
  reload(why: string): Promise<void>;
  /** Resolves while no process is taking over: whether one runs. */
  runs(): Promise<boolean>;
  /** Stops it in order. */
  stop(): Promise<void>;
}

interface Change {
  readonly why: string;
  readonly isQuery: boolean;
}

interface State {
  readonly options: ConsoleOptions;
  current: ChildProcess | undefined;
  /** From the end of one process until the next one answers. */
  handover: Promise<void>;
  waiting: Change | undefined;
  /** Ends when no change is waiting. */
  work: Promise<void> | undefined;
  isStopping: boolean;
}

/** Makes the supervisor; `restart` starts the first process. */
export function createConsole(options: ConsoleOptions): DevConsole {
  const state: State = {
    options,
    current: undefined,
    handover: Promise.resolve(),
    waiting: undefined,
    work: undefined,
    isStopping: false,
  };
  return {
    restart: (why) => add(state, { why, isQuery: false }),
    reload: (why) => add(state, { why, isQuery: true }),
    async runs() {
      await state.handover;
      return isRunning(state.current);
    },
    async stop() {
      state.isStopping = true;
      if (state.current !== undefined) await end(state.current);
      await state.work;
    },
  };
}

function add(state: State, change: Change): Promise<void> {
  // a new process reads the queries, too
  state.waiting = { ...change, isQuery: change.isQuery && (state.waiting?.isQuery ?? true) };
  state.work ??= untilDone(state);
  return state.work;
}

async function untilDone(state: State): Promise<void> {
  while (state.waiting !== undefined && !state.isStopping) {
    const change = state.waiting;
    state.waiting = undefined;
    await apply(state, change);
  }
  state.work = undefined;
}

async function apply(state: State, { why, isQuery }: Change): Promise<void> {
  const begun = performance.now();
  const { options, current } = state;
  const canReload = isQuery && current !== undefined && isRunning(current);
  const isDone = await (canReload ? reloads(current) : takeOver(state));
  if (state.isStopping) return;
  if (isDone) options.onReady(why, performance.now() - begun);
  else {
    const now = isRunning(state.current) ? "The console runs as it was before" : "No console runs";
    options.onFailure(`${why}: not taken. ${now}; the next change tries again.`);
  }
}

/** Whether a new process answers in place of the one before, which ends when the code of the new one has loaded. */
async function takeOver(state: State): Promise<boolean> {
  const fresh = launch(state.options.cache);
  if (!(await says(fresh, "loaded")) || state.isStopping) {
    await end(fresh, "SIGKILL");
    return false;
  }
  const before = state.current;
  state.current = fresh;
  const { promise, resolve } = Promise.withResolvers<void>();
  state.handover = promise;
  if (before !== undefined) await end(before);
  const isReady = !state.isStopping && (await starts(fresh, state.options));
  resolve();
  return isReady;
}

/** In a process group of its own: Ctrl-C reaches only `npm run dev`, which stops the parts in order. */
function launch(cache: string): ChildProcess {
  return fork(path.join(root, "tools/dev/console-program.ts"), {
    execArgv: ["--conditions=telltale-source", "--max-semi-space-size=32"],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
    detached: true,
  });
}

async function starts(child: ChildProcess, { flags, engine }: StartMessage): Promise<boolean> {
  const answer = says(child, "ready");
  child.send({ flags, engine } satisfies StartMessage);
  return answer;
}

async function reloads(child: ChildProcess): Promise<boolean> {
  const answer = says(child, "reloaded");
  child.send("reload");
  return answer;
}

/** Whether this is what `child` reports next; false when it ends instead. */
async function says(child: ChildProcess, what: Report): Promise<boolean> {
  if (!isRunning(child)) return false;
  const heard = new AbortController();
  const { signal } = heard;
  try {
    const events = [once(child, "message", { signal }), once(child, "exit", { signal })];
    const [next] = (await Promise.race(events)) as unknown[];
    return next === what;
  } finally {
    heard.abort();
  }
}

function isRunning(child: ChildProcess | undefined): boolean {
  return child !== undefined && child.exitCode === null && child.signalCode === null;
}
