import { afterEach, expect, test, vi } from "vitest";
import { type AskedThreadOptions, createAskedThread } from "./asked-thread.ts";

/** Answers with its text, or does not come back: `forever`, in JavaScript, or ends: `exit`. */
const source = `
import { parentPort } from "node:worker_threads";
parentPort.on("message", ({ id, text }) => {
  if (text === "forever") for (;;);
  if (text === "exit") process.exit(1);
  parentPort.postMessage({ id, text });
});`;
const entries = [new URL(`data:text/javascript,${encodeURIComponent(source)}`)] as const;

interface Text {
  readonly id: number;
  readonly text: string;
}

afterEach(() => {
  vi.useRealTimers();
});

const open = (timeoutMs = 20_000, options: Partial<AskedThreadOptions> = {}) =>
  createAskedThread<Text, Text>({
    name: "test",
    entries,
    timeoutMs,
    idleMs: 60_000,
    maxMemoryMb: 64,
    ...options,
  });

test("a caller with many questions does not delay the others", async () => {
  const thread = open();
  const order: string[] = [];
  const ask = async (by: string, text: string): Promise<void> => {
    await thread.ask({ text }, { by });
    order.push(text);
  };
  await Promise.all([
    ask("red", "r1"),
    ask("red", "r2"),
    ask("red", "r3"),
    ask("blue", "b1"),
    ask("red", "r4"),
  ]);
  expect(order).toEqual(["r1", "b1", "r2", "r3", "r4"]);
  await thread.close();
});

test("forgets a queued question whose caller has gone, and finishes one that runs", async () => {
  const thread = open();
  const gone = new AbortController();
  const first = thread.ask({ text: "first" }, { signal: gone.signal });
  const second = thread.ask({ text: "second" }, { signal: gone.signal });
  gone.abort();
  expect(await second).toBe("late");
  expect(await first).toMatchObject({ text: "first" });
  await thread.close();
});

test("late is said at once, and the next question has another thread", async () => {
  const thread = open(300);
  expect(await thread.ask({ text: "forever" })).toBe("late");
  expect(thread.isRunning).toBe(false);
  await thread.close();
  const patient = open();
  expect(await patient.ask({ text: "exit" })).toBe("ended");
  expect(await patient.ask({ text: "again" })).toMatchObject({ text: "again" });
  expect(patient.isRunning).toBe(true);
  await patient.close();
});

test("with patience, the time of a question begins with its turn", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const thread = open(20_000, { isPatient: true });
  const slow = thread.ask({ text: "forever" }, { by: "red" });
  const next = thread.ask({ text: "next" }, { by: "blue" });
  vi.advanceTimersByTime(20_000);
  expect(await slow).toBe("late");
  expect(await next).toMatchObject({ text: "next" });
  await thread.close();
});
