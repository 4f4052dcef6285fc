import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { workerThreadId } from "./worker-thread.ts";

test("a thread that is not a worker has no number", () => {
  expect(workerThreadId()).toBe(undefined);
});

test("Node still marks in a worker what is missing, by which it is recognized", async () => {
  const program = `require("node:worker_threads").parentPort.postMessage(process.chdir.disabled)`;
  const thread = new Worker(program, { eval: true });
  expect(await new Promise((resolve) => thread.once("message", resolve))).toBe(true);
  expect((process.chdir as { readonly disabled?: boolean }).disabled).toBe(undefined);
});
