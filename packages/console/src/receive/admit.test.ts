import { expect, test } from "vitest";
import { createAdmitter } from "./admit.ts";

test("the budget is used up to its last byte, and comes back", () => {
  const admitter = createAdmitter(100);
  const first = admitter.open();
  const second = admitter.open();
  first.reserve(60);
  second.reserve(40);
  expect(admitter.bytes).toBe(100);
  expect(() => second.reserve(1)).toThrow(expect.objectContaining({ code: "RECEIVER_BUSY" }));
  first.release();
  first.release();
  expect(admitter.bytes).toBe(40);
  second.reserve(60);
  expect(admitter.bytes).toBe(100);
});

test("one request alone is never refused: its own limit bounds it", () => {
  const admitter = createAdmitter(100);
  const only = admitter.open();
  only.reserve(90);
  only.reserve(90);
  expect(admitter.bytes).toBe(180);
  expect(() => admitter.open().reserve(1)).toThrow("The receiver is reading requests of");
});
