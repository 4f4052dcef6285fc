import type { StackFrame } from "contract";
import { expect, test } from "vitest";
import { framesWithReason } from "./missing-maps.ts";

function frame(file: string, missing: StackFrame["missing"], application = true): StackFrame {
  return { functionName: "pay", file, line: 1, column: 2, application, original: null, missing };
}

test("says once that files have no debug id", () => {
  const frames = [
    frame("node_modules/pg/index.js", "no-debug-id", false),
    frame("assets/a.js", "no-debug-id"),
    frame("assets/a.js", "no-debug-id"),
    frame("assets/b.js", "no-debug-id"),
  ];
  expect([...framesWithReason(frames)]).toEqual([frames[1]]);
});

test("says nothing about sources that are not bundled", () => {
  const frames = ["/app/src/pay.ts", "/app/src/pay.mts", "/app/src/form.tsx"].map((file) =>
    frame(file, "no-debug-id"),
  );
  expect([...framesWithReason([...frames, frame("/app/src/ok.js", null)])]).toEqual([]);
});

test("says all other reasons, frame by frame", () => {
  const frames = [frame("a.js", "not-uploaded"), frame("a.js", "not-in-map"), frame("b.js", "unreadable")];
  expect([...framesWithReason(frames)]).toEqual(frames);
});
