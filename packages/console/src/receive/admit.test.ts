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

test("a token that sends much leaves room for the others of its tenant, and a tenant for other tenants", () => {
  const admitter = createAdmitter(100);
  const red = { tenant: "red", identity: "token:a" };
  admitter.open(red).reserve(30);
  const more = admitter.open(red);
  expect(() => more.reserve(8)).toThrow(expect.objectContaining({ code: "SHARE_USED_UP", status: 429 }));
  more.assign({ tenant: "red", identity: "token:b" });
  more.reserve(20);
  expect(() => more.reserve(1)).toThrow("from this tenant, whose share is 50");
  admitter.open({ tenant: "blue", identity: "token:c" }).reserve(50);
  expect(admitter.bytes).toBe(100);
});

test("after it was given back nothing is taken any more", () => {
  const admitter = createAdmitter(100);
  const gone = admitter.open();
  gone.reserve(10);
  gone.release();
  expect(() => gone.reserve(1)).toThrow(expect.objectContaining({ code: "BAD_BODY" }));
  expect(admitter.bytes).toBe(0);
});
