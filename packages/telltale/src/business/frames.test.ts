import { expect, test } from "vitest";
import { parseFrames } from "./frames.ts";

const stack = `Error: it broke
    at charge (file:///srv/app/src/pay.js:10:5)
    at async Payments.run (/srv/app/src/payments.js:20:11)
    at new Order (/srv/app/src/order%20form.mjs?t=17:3:1)
    at Object.<anonymous> (C:\\app\\src\\main.js:7:2)
    at Object.handler [as onPaid] (file:///C:/app/src/on.js:1:2)
    at /srv/app/src/loop.js:1:100
    at Layer.handle (/srv/app/node_modules/express/lib/layer.js:95:5)
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)
    at Array.map (<anonymous>)
    at Promise.all (index 0)`;

test("reads every form of line that V8 writes", () => {
  const frames = parseFrames(stack, "it broke");
  expect(
    frames.map((frame) => `${frame.functionName} ${frame.file}:${frame.line} ${frame.application}`),
  ).toEqual([
    "charge /srv/app/src/pay.js:10 true",
    "Payments.run /srv/app/src/payments.js:20 true",
    "Order /srv/app/src/order form.mjs:3 true",
    "<anonymous> C:/app/src/main.js:7 true",
    "handler C:/app/src/on.js:1 true",
    " /srv/app/src/loop.js:1 true",
    "Layer.handle /srv/app/node_modules/express/lib/layer.js:95 false",
    "process.processTicksAndRejections node:internal/process/task_queues:105 false",
    "Array.map <anonymous>:0 false",
    "Promise.all index 0:0 false",
  ]);
});

test("a message that looks like a stack adds no frames", () => {
  const message = "first\n    at evil (/srv/app/src/evil.js:1:1)\n";
  const frames = parseFrames(`Error: ${message}\n    at good (/srv/app/src/good.js:1:1)`, message);
  expect(frames.map((frame) => frame.functionName)).toEqual(["good"]);
});

test("the location of an error of this file is its topmost application frame", () => {
  const error = new Error("real");
  const [top] = parseFrames(error.stack as string, "real");
  expect(top?.file.endsWith("/business/frames.test.ts")).toBe(true);
  expect(top?.application).toBe(true);
});

test("text that is not a stack has no frames", () => {
  expect(parseFrames("", "")).toEqual([]);
  expect(parseFrames("no stack\nhere", "x")).toEqual([]);
  expect(parseFrames("    at f (/a.js:1:1)\n".repeat(60), "").length).toBe(50);
});
