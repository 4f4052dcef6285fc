import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Exporter, Outcome } from "./exporter.ts";
import { sendWithin } from "./send-within.ts";

const batch = { signal: "traces", body: new Uint8Array(1), items: 3 } as const;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function exporter(send: Exporter["send"]): Exporter {
  return { name: "test", send };
}

async function aborted(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
}

test("an answer in time is the answer, and nothing is left behind", async () => {
  const taken = { exported: 3, dropped: 0 };
  const never = new AbortController().signal;
  expect(
    await sendWithin(
      exporter(async () => taken),
      batch,
      never,
      10,
    ),
  ).toBe(taken);
  expect(vi.getTimerCount()).toBe(0);
});

test("after its time the exporter is asked to give up, and what it says counts", async () => {
  const send = async (_batch: unknown, signal: AbortSignal): Promise<Outcome> => {
    await aborted(signal);
    return { exported: 1, dropped: 2, reason: "stopped" };
  };
  const sending = sendWithin(exporter(send), batch, new AbortController().signal, 10);
  await vi.advanceTimersByTimeAsync(10);
  expect(await sending).toEqual({ exported: 1, dropped: 2, reason: "export_timed_out" });
});

test("one that does not give up is left to itself a second later", async () => {
  const settled = vi.fn<(outcome: Outcome) => void>();
  const hangs = exporter(async () => new Promise(() => {}));
  void sendWithin(hangs, batch, new AbortController().signal, 10).then(settled);
  await vi.advanceTimersByTimeAsync(1009);
  expect(settled).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(settled).toHaveBeenCalledWith({ exported: 0, dropped: 3, reason: "export_timed_out" });
});

test("the end of everything reaches it, and is not a time-out; a rejection is passed on", async () => {
  const all = new AbortController();
  const send = async (_batch: unknown, signal: AbortSignal): Promise<Outcome> => {
    await aborted(signal);
    return { exported: 0, dropped: 3, reason: "stopped" };
  };
  const sending = sendWithin(exporter(send), batch, all.signal, 10);
  all.abort();
  expect(await sending).toMatchObject({ reason: "stopped" });
  const broken = exporter(async () => Promise.reject(new Error("no")));
  await expect(sendWithin(broken, batch, new AbortController().signal, 10)).rejects.toThrow("no");
});
