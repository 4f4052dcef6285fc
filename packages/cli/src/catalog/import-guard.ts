// Guards the import of a file of the user, which runs its code: it may take forever, end the process, or print into the output of the command.
import { Worker } from "node:worker_threads";
import { exitCode, Failure } from "../failure.ts";

const fix =
  "The file must run without side effects and come to an end: keep `start()`, servers, timers and network calls out of it.";

/**
 * Runs `load` with a time limit. What the file prints goes to standard error. Messages name the file as `subject`.
 *
 * @throws {Failure} when it takes too long. Code that never returns to the event loop cannot be stopped: a second thread then reports it and
 * kills the process.
 */
export async function guardImport<T>(subject: string, timeoutMs: number, load: () => Promise<T>): Promise<T> {
  const message = `Loading ${subject} did not finish in ${timeoutMs / 1000} s.`;
  const stopWatching = watch(`telltale: ${message}\n${fix}\n`, timeoutMs + 2000);
  const restore = sendOutputToStderr();
  const refuse = (): void => {
    process.stderr.write(`telltale: Loading ${subject} ended the process.\n${fix}\n`);
    process.exitCode = exitCode.failed;
  };
  process.once("exit", refuse);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Failure(message, fix)), timeoutMs);
  });
  try {
    return await Promise.race([load(), late]);
  } finally {
    clearTimeout(timer);
    process.off("exit", refuse);
    restore();
    stopWatching();
  }
}

function sendOutputToStderr(): () => void {
  const { stdout, stderr } = process;
  const write = stdout.write;
  stdout.write = stderr.write.bind(stderr) as typeof write;
  return () => {
    stdout.write = write;
  };
}

/** Sleeps in a thread of its own, and ends the process unless it is woken in time. */
const watchdog = `const { workerData: { flag, message, afterMs } } = require("node:worker_threads");
if (Atomics.wait(new Int32Array(flag), 0, 0, afterMs) === "timed-out") {
  require("node:fs").writeSync(2, message);
  process.kill(process.pid, "SIGKILL");
}`;

function watch(message: string, afterMs: number): () => void {
  const flag = new SharedArrayBuffer(4);
  const worker = new Worker(watchdog, { eval: true, workerData: { flag, message, afterMs } });
  worker.unref();
  return () => {
    const state = new Int32Array(flag);
    Atomics.store(state, 0, 1);
    Atomics.notify(state, 0);
  };
}
