// A thread that answers questions, for work that would keep the event loop from others, or that may take more time or memory than it is
// worth: the thread ends then, and the console goes on.
import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";

/** What a thread is asked, and answers, under the same number. */
export interface Numbered {
  readonly id: number;
}

/** Why there is no answer: it took too long, or the thread ended, as when it used up its memory. */
type NoAnswer = "late" | "ended";

/** Who asks. */
interface Asking {
  /** Callers have turns: the questions of one do not delay the others. Default: one for all. */
  readonly by?: string;
  /** Buffers of the question that go to the thread instead of a copy: they are empty here afterwards. */
  readonly moves?: readonly ArrayBuffer[];
  /** Aborted when the caller stops waiting: a queued question is dropped, and answered with `late`. */
  readonly signal?: AbortSignal;
}

export interface AskedThread<Question extends Numbered, Answer extends Numbered> {
  /** Asks when the thread has answered what was asked before. Where there is no answer, the next question starts another thread. */
  ask(question: Omit<Question, "id">, asking?: Asking): Promise<Answer | NoAnswer>;
  /** Whether it runs, with what it remembers. */
  readonly isRunning: boolean;
  /** Ends the thread. */
  close(): Promise<void>;
}

export interface AskedThreadOptions {
  readonly name: string;
  /** The thread's entry: the first of these files that exists. One is beside the sources, one beside the bundle. */
  readonly entries: readonly [URL, ...URL[]];
  /** From a question to its answer, with the time in which others are answered, unless {@link isPatient}. */
  readonly timeoutMs: number;
  /** The time of a question begins with its turn: for few callers, of which none is late because of another. */
  readonly isPatient?: boolean;
  /** It ends after so long without a question. */
  readonly idleMs: number;
  readonly maxMemoryMb: number;
}

/** A question that waits or is being answered. */
interface Waiting {
  readonly by: string;
  readonly question: object;
  readonly moves: readonly ArrayBuffer[];
  /** It has its turn. */
  readonly begin: () => void;
  readonly finish: (answer: Numbered | NoAnswer) => void;
}

interface ThreadState {
  readonly options: AskedThreadOptions;
  readonly waiting: Waiting[];
  current: (Waiting & Numbered) | undefined;
  worker: Worker | undefined;
  /** The end of the last thread. */
  ending: Promise<unknown>;
  idle: NodeJS.Timeout | undefined;
  /** The caller of the last question. */
  lastBy: string | undefined;
  lastId: number;
}

/** The thread starts with the first question. */
export function createAskedThread<Question extends Numbered, Answer extends Numbered>(
  options: AskedThreadOptions,
): AskedThread<Question, Answer> {
  const state: ThreadState = {
    options,
    waiting: [],
    current: undefined,
    worker: undefined,
    ending: Promise.resolve(),
    idle: undefined,
    lastBy: undefined,
    lastId: 0,
  };
  return {
    ask: async (question, asking = {}) => (await ask(state, question, asking)) as Answer | NoAnswer,
    get isRunning() {
      return state.worker !== undefined;
    },
    async close() {
      stop(state);
      state.current?.finish("ended");
      for (const one of state.waiting.slice()) one.finish("ended");
      await state.ending;
    },
  };
}

function ask(
  state: ThreadState,
  question: object,
  { by = "", moves = [], signal }: Asking,
): Promise<Numbered | NoAnswer> {
  const { waiting, options } = state;
  return new Promise((resolve) => {
    let late: NodeJS.Timeout | undefined;
    const one: Waiting = { by, question, moves, begin, finish };
    if (options.isPatient !== true) begin();
    signal?.addEventListener("abort", forget);
    waiting.push(one);
    void askNext(state);

    function begin(): void {
      late ??= setTimeout(finish, options.timeoutMs, "late");
    }
    function finish(answer: Numbered | NoAnswer): void {
      clearTimeout(late);
      signal?.removeEventListener("abort", forget);
      const at = waiting.indexOf(one);
      if (at !== -1) waiting.splice(at, 1);
      else if (state.current?.question === question) answered(state, answer);
      resolve(answer);
      void askNext(state);
    }
    function forget(): void {
      if (waiting.includes(one)) finish("late");
    }
  });
}

/** The current question has its answer; a thread that gave none is ended. */
function answered(state: ThreadState, answer: Numbered | NoAnswer): void {
  state.current = undefined;
  if (typeof answer === "string") stop(state);
  else state.idle = setTimeout(stop, state.options.idleMs, state).unref();
}

async function askNext(state: ThreadState): Promise<void> {
  const { waiting } = state;
  if (state.current !== undefined || waiting.length === 0) return;
  const at = waiting.findIndex(({ by }) => by !== state.lastBy);
  const [next] = waiting.splice(Math.max(at, 0), 1) as [Waiting];
  const id = ++state.lastId;
  state.current = { ...next, id };
  state.lastBy = next.by;
  next.begin();
  clearTimeout(state.idle);
  await state.ending;
  // It may be late already.
  if (state.current?.id !== id) return;
  state.worker ??= startThread(state);
  state.worker.postMessage({ ...next.question, id }, next.moves);
}

function stop(state: ThreadState): void {
  const ended = state.worker;
  state.worker = undefined;
  clearTimeout(state.idle);
  // It may be in the middle of something that cannot be interrupted, and has its memory until then.
  if (ended !== undefined) state.ending = ended.terminate();
}

function startThread(state: ThreadState): Worker {
  const { name, entries, maxMemoryMb } = state.options;
  const worker = new Worker(entries.find((entry) => existsSync(entry)) ?? entries[0], {
    name,
    resourceLimits: { maxOldGenerationSizeMb: maxMemoryMb },
    // The thread's own errors are answers; a limit of memory must not end the process.
    stderr: true,
  });
  worker.on("message", (answer: Numbered) => {
    if (answer.id === state.current?.id) state.current.finish(answer);
  });
  const onEnd = (): void => {
    if (state.worker !== worker) return;
    state.worker = undefined;
    state.current?.finish("ended");
  };
  worker.on("exit", onEnd).on("error", onEnd);
  worker.unref();
  return worker;
}
