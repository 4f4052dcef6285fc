import { expect, test } from "vitest";
import { createMemoryWriter } from "../../test/support/memory-writer.ts";
import { makeSpan, makeTraces } from "../../test/support/messages.ts";
import { createIntake } from "./intake.ts";

test("a tenant may fill half of the write queue, and the others have the rest", async () => {
  const writer = createMemoryWriter();
  const intake = createIntake(writer);
  const [red, blue] = [{ tenant: "red" }, { tenant: "blue" }];
  const letGo = writer.hold();
  intake.admit(red);
  const waiting = intake.traces(makeTraces([makeSpan()]), writer.maxQueueBytes / 2, red);
  expect(() => intake.admit(red)).toThrow(`whose share is ${writer.maxQueueBytes / 2}`);
  await expect(intake.traces(makeTraces([makeSpan()]), 1, red)).rejects.toMatchObject({
    code: "SHARE_USED_UP",
    status: 429,
  });
  intake.admit(blue);
  letGo();
  await waiting;
  intake.admit(red);
  expect(intake.countsOf("red").received.spans).toBe(1);
});
