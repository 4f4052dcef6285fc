// A real HTTP server that plays a receiver, and what the sender needs beside it: a clock that tests move, an outbox in memory.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Channel } from "../../src/config/alert-channels/channel.ts";
import type { Delivery, Outbox, StoredNotice } from "../../src/notify/outbox.ts";
import { isFinal } from "../../src/notify/outbox.ts";
import { createSender, type Sender, type SenderOptions } from "../../src/notify/sender.ts";
import type { Clock } from "../../src/notify/worker.ts";
import { start } from "./notices.ts";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Behaviour = (call: Call, response: ServerResponse, request: IncomingMessage) => void;

export interface Endpoint {
  readonly url: string;
  readonly calls: readonly Call[];
  /** What it does from now on; it answers 200 without this. */
  behave(behaviour: Behaviour): void;
  /** Waits until it has been called this often. */
  called(times: number): Promise<void>;
  close(): void;
}

export const answer =
  (status: number, body = "", headers: Readonly<Record<string, string>> = {}): Behaviour =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

/** Closes the connection without an answer. */
export const hangUp: Behaviour = (_, response) => {
  response.destroy();
};

/** Ends with the test, unless it is used by several: `untilClosed`. */
export async function startEndpoint({ untilClosed = false } = {}): Promise<Endpoint> {
  const calls: Call[] = [];
  const waiters: { readonly times: number; readonly resolve: () => void }[] = [];
  let behaviour: Behaviour = answer(200);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const call = { method, path: url, headers, body: Buffer.concat(chunks).toString("utf8") };
      calls.push(call);
      behaviour(call, response, request);
      for (const { times, resolve } of waiters) if (calls.length >= times) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  if (!untilClosed) onTestFinished(close);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    behave(next) {
      behaviour = next;
    },
    called: (times) =>
      calls.length >= times ? Promise.resolve() : new Promise((resolve) => waiters.push({ times, resolve })),
    close,
  };
}

export interface TestClock extends Clock {
  advance(ms: number): void;
  /** Changes the time of day alone. */
  setNow(now: number): void;
}

export function createClock(from: number = start): TestClock {
  let [now, monotonic] = [from, 1_000_000];
  return {
    now: () => now,
    monotonicMs: () => monotonic,
    advance(ms) {
      now += ms;
      monotonic += ms;
    },
    setNow(to) {
      now = to;
    },
  };
}

export interface TestOutbox extends Outbox {
  add(...notices: readonly StoredNotice[]): void;
  readonly deliveries: readonly Delivery[];
  readonly finished: readonly string[];
  /** Steps of each insert. */
  readonly inserts: readonly number[];
  /** Outcomes of a notice, as `channel outcome`. */
  outcomes(noticeId: string): readonly string[];
  /** Until `mend`, nothing can be recorded or read. */
  break(): void;
  mend(): void;
}

export function createOutbox(): TestOutbox {
  const open = new Map<string, StoredNotice & { readonly deliveries: Delivery[] }>();
  const deliveries: Delivery[] = [];
  const finished: string[] = [];
  const inserts: number[] = [];
  let isBroken = false;
  const work = async (): Promise<void> => {
    if (isBroken) throw new Error("the store is away");
  };
  return {
    deliveries,
    finished,
    inserts,
    add(...notices) {
      for (const notice of notices) open.set(notice.id, { ...notice, deliveries: [] });
    },
    async pending() {
      await work();
      return [...open.values()].map((notice) => ({ ...notice, deliveries: [...notice.deliveries] }));
    },
    async record(steps, done) {
      await work();
      inserts.push(steps.length + done.length);
      for (const delivery of steps) {
        deliveries.push(delivery);
        open.get(delivery.noticeId)?.deliveries.push(delivery);
      }
      for (const noticeId of done) {
        finished.push(noticeId);
        open.delete(noticeId);
      }
    },
    outcomes: (id) =>
      deliveries
        .filter(({ noticeId }) => noticeId === id)
        .map(({ channel, outcome }) => `${channel} ${outcome}`),
    break() {
      isBroken = true;
    },
    mend() {
      isBroken = false;
    },
  };
}

/** Whether every notice has a final outcome. */
export function allDelivered({ deliveries }: TestOutbox, notices: readonly StoredNotice[]): boolean {
  const final = new Set(deliveries.filter(isFinal).map(({ noticeId }) => noticeId));
  return notices.every(({ id }) => final.has(id));
}

/** The same numbers in each run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface TestSender extends Sender {
  readonly clock: TestClock;
  readonly outbox: TestOutbox;
  readonly warnings: readonly string[];
  readonly lines: readonly string[];
  /** Ticks once and waits for the answers. */
  step(ms?: number): Promise<void>;
  /** Ticks every `everyMs` for a time. */
  run(ms: number, everyMs?: number): Promise<void>;
}

export function senderOf(
  channels: readonly Channel[],
  overrides: Partial<SenderOptions> & { outbox?: TestOutbox; clock?: TestClock } = {},
): TestSender {
  const clock = overrides.clock ?? createClock();
  const outbox = overrides.outbox ?? createOutbox();
  const warnings: string[] = [];
  const lines: string[] = [];
  const sender = createSender({
    channels: { channels, heartbeats: [], folder: process.cwd() },
    fetch: (url, init) => fetch(url, init),
    random: seeded(1),
    env: {},
    log: { warn: (...entry: unknown[]) => void warnings.push(JSON.stringify(entry)) } as SenderOptions["log"],
    outputs: { write: (line) => void lines.push(line), show: async () => {} },
    ...overrides,
    clock,
    outbox,
  });
  onTestFinished(() => sender.stop());
  async function step(ms = 1000): Promise<void> {
    clock.advance(ms);
    await sender.tick();
    await sender.settled();
  }
  return {
    ...sender,
    clock,
    outbox,
    warnings,
    lines,
    step,
    async run(ms, everyMs = 1000) {
      for (let passed = 0; passed < ms; passed += everyMs) await step(everyMs);
    },
  };
}
