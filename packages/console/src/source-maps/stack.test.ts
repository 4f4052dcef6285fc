import fc from "fast-check";
import { expect, test } from "vitest";
import { parseStacks } from "./stack.ts";

const framesOf = (line: string): unknown[] =>
  parseStacks(`Error: x\n${line}`)[0]!.frames.map((frame) => Object.values(frame));

test.each([
  ["    at total (/srv/app/cart.js:3:14)", ["total", "/srv/app/cart.js", 3, 14, true]],
  ["    at /srv/app/cart.js:3:14", ["", "/srv/app/cart.js", 3, 14, true]],
  [
    "    at async Cart.total (file:///srv/app/cart.js?v=1:3:14)",
    ["Cart.total", "/srv/app/cart.js", 3, 14, true],
  ],
  ["    at async file:///srv/app%20one/cart.js:3:14", ["", "/srv/app one/cart.js", 3, 14, true]],
  ["    at new Cart (C:\\app\\cart.js:3:14)", ["new Cart", "C:/app/cart.js", 3, 14, true]],
  [
    "    at Object.<anonymous> (/srv/a (copy)/cart.js:3:14)",
    ["Object.<anonymous>", "/srv/a (copy)/cart.js", 3, 14, true],
  ],
  [
    "    at t (https://shop.example/assets/a-4f.js:1:99)",
    ["t", "https://shop.example/assets/a-4f.js", 1, 99, true],
  ],
  [
    "    at process.processTicks (node:internal/process/task_queues:105:5)",
    ["process.processTicks", "node:internal/process/task_queues", 105, 5, false],
  ],
  ["    at run (/srv/node_modules/lib/index.js:1:2)", ["run", "/srv/node_modules/lib/index.js", 1, 2, false]],
  ["    at Array.map (<anonymous>)", ["Array.map", "<anonymous>", 0, 0, false]],
  [
    "    at eval (eval at run (/srv/a.js:1:2), <anonymous>:1:1)",
    ["eval", "eval at run (/srv/a.js:1:2), <anonymous>", 1, 1, false],
  ],
  ["total@https://shop.example/assets/a.js:3:14", ["total", "https://shop.example/assets/a.js", 3, 14, true]],
  [
    "@https://shop.example/node_modules/@scope/a.js:3:14",
    ["", "https://shop.example/node_modules/@scope/a.js", 3, 14, false],
  ],
  ["async*total@https://shop.example/a.js:3:14", ["total", "https://shop.example/a.js", 3, 14, true]],
])("reads %s", (line, frame) => {
  expect(framesOf(line)).toEqual([frame]);
});

test.each(["", "    at first glance", "mail a@b.example", "a@b:1:2", "    ... 7 lines matching"])(
  "%j is not a frame",
  (line) => expect(framesOf(line)).toEqual([]),
);

test("causes are stacks of their own; a message may have several lines", () => {
  const text = [
    "TypeError: first line",
    "second line",
    "    at a (/a.js:1:1)",
    "Caused by: Error: root",
    "    at b (/b.js:2:2)",
    "    { code: 1 }",
  ].join("\n");
  expect(parseStacks(text).map(({ title, frames }) => [title, frames.length])).toEqual([
    ["TypeError: first line\nsecond line", 1],
    ["Error: root", 1],
  ]);
});

test("at most 200 frames and 20 stacks, of whatever text", () => {
  const many = "    at a (/a.js:1:1)\n".repeat(500);
  expect(parseStacks(many).flatMap(({ frames }) => frames)).toHaveLength(200);
  expect(parseStacks("Caused by: x\n".repeat(500)).length).toBeLessThanOrEqual(20);
  const piece = fc.constantFrom(
    "at ",
    "(",
    ")",
    ":",
    "1",
    "@",
    "\n",
    "/",
    "Caused by: ",
    "file://",
    "%",
    "é",
    " ",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
      for (const { title, frames } of parseStacks(pieces.join(""))) {
        expect(title.length).toBeLessThanOrEqual(2000);
        for (const { line, column } of frames) expect(line >= 0 && column >= 0).toBe(true);
      }
    }),
  );
});
