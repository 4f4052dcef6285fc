// A file that arrives byte by byte ends with a clear error; one that pauses, or that the console reads slowly, does not.
import { expect, test } from "vitest";
import { createUploadRate } from "./upload-rate.ts";

const tooSlow: unknown = expect.objectContaining({
  code: "UPLOAD_TOO_SLOW",
  message: "The file arrives too slowly: 3 bytes in 87 s, expected 1000 a second.",
});

function start() {
  let nowMs = 5_000_000;
  const rate = createUploadRate(() => nowMs);
  return {
    pass: (ms: number) => void (nowMs += ms),
    /** Bytes that come after the console has waited for them. */
    arrive(bytes: number, afterMs: number) {
      rate.wait();
      nowMs += afterMs;
      rate.arrived(bytes);
    },
  };
}

test("a byte every 29 seconds ends after a minute", () => {
  const { arrive } = start();
  arrive(1, 29_000);
  arrive(1, 29_000);
  expect(() => arrive(1, 29_000)).toThrow(tooSlow as Error);
});

test("sixty thousand bytes in a minute are enough, one less is not", () => {
  expect(() => start().arrive(60_000, 60_000)).not.toThrow();
  expect(() => start().arrive(59_999, 60_000)).toThrow("too slowly");
});

test("checks each minute separately", () => {
  const { arrive } = start();
  arrive(500_000_000, 60_000);
  arrive(1, 29_000);
  arrive(1, 29_000);
  expect(() => arrive(1, 29_000)).toThrow(tooSlow as Error);
});

test("time in which the console does not read is not counted", () => {
  const { arrive, pass } = start();
  for (let piece = 0; piece < 100; piece++) {
    expect(() => arrive(10, 5)).not.toThrow();
    pass(30_000);
  }
});
