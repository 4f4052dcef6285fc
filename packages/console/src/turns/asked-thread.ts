// A thread that answers questions, for work that would keep the event loop from others, or that may take more time or memory than it is
// worth: the thread ends then, and the console goes on.
import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { createTurns } from "./turns.ts";

/** What a thread is asked, and answers, under the same number. */
export interface Numbered {
  readonly id: number;
}

/** Why there is no answer: it took too long, or the thread ended, as when it used up its memory. */
type NoAnswer = "late" | "ended";

export interface AskedThread<Question extends Numbered, Answer extends Numbered> {
  /** Asks after all earlier questions were answered. Where there is no answer, the next question starts another thread. */
  ask(question: Omit<Question, "id">): Promise<Answer | NoAnswer>;
  /** Whether it runs, with what it remembers. */
  readonly isRunning: boolean;
  /** Ends the thread. */
  close(): Promise<void>;
}

export interface AskedThreadOptions {
  readonly name: string;
  /** The thread's entry: the first of these files that exists. One is beside the sources, one beside the bundle. */
  readonly entries: readonly [URL, ...URL[]];
  /** For one question. */
  readonly timeoutMs: number;
  /** It ends after so long without a question. */
  readonly idleMs: number;
  readonly maxMemoryMb: number;
}

/** The thread starts with the first question. */
export function createAskedThread<Question extends Numbered, Answer extends Numbered>(
  options: AskedThreadOptions,
): AskedThread<Question, Answer> {
  const inTurn = createTurns();
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let id = 0;

  async function stop(): Promise<void> {
    const ending = worker;
    worker = undefined;
    clearTimeout(idle);
    await ending?.terminate();
  }

  async function ask(question: Omit<Question, "id">): Promise<Answer | NoAnswer> {
    worker ??= startThread(options);
    clearTimeout(idle);
    id += 1;
    const answer = await askThread<Answer>(worker, { ...question, id }, options.timeoutMs);
    if (typeof answer === "string") await stop();
    else idle = setTimeout(() => void stop(), options.idleMs).unref();
    return answer;
  }

  return {
    ask: (question) => inTurn(() => ask(question)),
    get isRunning() {
      return worker !== undefined;
    },
    close: stop,
  };
}

function askThread<Answer extends Numbered>(
  worker: Worker,
  question: Numbered,
  timeoutMs: number,
): Promise<Answer | NoAnswer> {
  return new Promise((resolve) => {
    const late = setTimeout(() => done("late"), timeoutMs);
    const onMessage = (answer: Answer): void => {
      if (answer.id === question.id) done(answer);
    };
    const onEnd = (): void => done("ended");
    function done(answer: Answer | NoAnswer): void {
      clearTimeout(late);
      worker.off("message", onMessage).off("exit", onEnd).off("error", onEnd);
      resolve(answer);
    }
    worker.on("message", onMessage).on("exit", onEnd).on("error", onEnd);
    worker.postMessage(question, []);
  });
}

function startThread({ name, entries, maxMemoryMb }: AskedThreadOptions): Worker {
  const worker = new Worker(entries.find((entry) => existsSync(entry)) ?? entries[0], {
    name,
    resourceLimits: { maxOldGenerationSizeMb: maxMemoryMb },
    // The thread's own errors are answers; a limit of memory must not end the process.
    stderr: true,
  });
  worker.on("error", () => undefined);
  worker.unref();
  return worker;
}
