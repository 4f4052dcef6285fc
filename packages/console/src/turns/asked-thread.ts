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
  /** Those who ask have turns: the questions of one do not keep the others waiting. Default: one for all. */
  readonly by?: string;
  /** Nobody waits for the answer any more: a question that was not asked yet is forgotten, and answered with `late`. */
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
  /** From a question to its answer, with the time in which others are answered. */
  readonly timeoutMs: number;
  /** It ends after so long without a question. */
  readonly idleMs: number;
  readonly maxMemoryMb: number;
}

/** A question that waits or is being answered. */
interface Waiting {
  readonly by: string;
  readonly question: object;
  readonly settle: (answer: Numbered | NoAnswer) => void;
}

/** The thread starts with the first question. */
export function createAskedThread<Question extends Numbered, Answer extends Numbered>(
  options: AskedThreadOptions,
): AskedThread<Question, Answer> {
  const waiting: Waiting[] = [];
  let current: (Waiting & Numbered) | undefined;
  let worker: Worker | undefined;
  let ending: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;
  let lastBy: string | undefined;
  let id = 0;

  function stop(): void {
    const ended = worker;
    worker = undefined;
    clearTimeout(idle);
    // It may be in the middle of something that cannot be interrupted, and has its memory until then.
    if (ended !== undefined) ending = ended.terminate();
  }

  function start(): Worker {
    const started = startThread(options);
    started.on("message", (answer: Answer) => {
      if (answer.id === current?.id) current.settle(answer);
    });
    for (const event of ["exit", "error"] as const)
      started.on(event, () => {
        if (worker !== started) return;
        worker = undefined;
        current?.settle("ended");
      });
    return started;
  }

  async function askNext(): Promise<void> {
    if (current !== undefined || waiting.length === 0) return;
    const at = waiting.findIndex(({ by }) => by !== lastBy);
    const [next] = waiting.splice(Math.max(at, 0), 1) as [Waiting];
    current = { ...next, id: ++id };
    lastBy = next.by;
    clearTimeout(idle);
    await ending;
    // It may be late already.
    if (current?.question !== next.question) return;
    worker ??= start();
    worker.postMessage({ ...next.question, id: current.id }, []);
  }

  function ask(question: Omit<Question, "id">, { by = "", signal }: Asking = {}): Promise<Answer | NoAnswer> {
    return new Promise((resolve) => {
      const one: Waiting = { by, question, settle };
      const late = setTimeout(settle, options.timeoutMs, "late");
      signal?.addEventListener("abort", forget);
      waiting.push(one);
      void askNext();

      function settle(answer: Numbered | NoAnswer): void {
        clearTimeout(late);
        signal?.removeEventListener("abort", forget);
        const at = waiting.indexOf(one);
        if (at !== -1) waiting.splice(at, 1);
        else if (current?.question === question) {
          current = undefined;
          if (typeof answer === "string") stop();
          else idle = setTimeout(stop, options.idleMs).unref();
        }
        resolve(answer as Answer | NoAnswer);
        void askNext();
      }
      function forget(): void {
        if (waiting.includes(one)) settle("late");
      }
    });
  }

  return {
    ask,
    get isRunning() {
      return worker !== undefined;
    },
    async close() {
      stop();
      current?.settle("ended");
      for (const one of waiting.slice()) one.settle("ended");
      await ending;
    },
  };
}

function startThread({ name, entries, maxMemoryMb }: AskedThreadOptions): Worker {
  const worker = new Worker(entries.find((entry) => existsSync(entry)) ?? entries[0], {
    name,
    resourceLimits: { maxOldGenerationSizeMb: maxMemoryMb },
    // The thread's own errors are answers; a limit of memory must not end the process.
    stderr: true,
  });
  worker.unref();
  return worker;
}
