// A sender whose exporter is delayed for five minutes is late by five minutes, and current again when its new records arrive.
// @module-tag extended
import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { CompletenessResult, SignalCompleteness } from "contract";
import { start, transaction, type Telltale } from "telltale";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";

import {
  type ConsoleProcess,
  createFolder,
  lastingAddresses,
  startConsole,
} from "../tools/console-process.ts";
import { patience } from "../tools/testing/patience.ts";
import { get } from "./api.ts";

const { folder, remove } = createFolder();
let running: ConsoleProcess;
let gate: Gate;
let telltale: Telltale | undefined;

beforeAll(async () => {
  running = await startConsole(folder, await lastingAddresses());
  gate = await startGate(running.addresses.otlpHttp);
});
afterEach(() => void vi.useRealTimers());
afterAll(async () => {
  await telltale?.stop();
  gate.server.close();
  await running?.stop();
  remove();
});

interface Gate {
  readonly server: Server;
  readonly url: string;
  isOpen: boolean;
  /** Requests that were refused. */
  refused: number;
}

/** Refuses requests until it is opened, and forwards them from then on. */
async function startGate(target: string): Promise<Gate> {
  const server = createServer((incoming, response) => {
    if (!opened.isOpen) {
      opened.refused += 1;
      incoming.resume();
      response.writeHead(503).end();
      return;
    }
    const { method, headers } = incoming;
    const outgoing = httpRequest(`${target}${incoming.url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on("error", () => response.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const opened: Gate = { server, url, isOpen: false, refused: 0 };
  return opened;
}

const minutes = 60_000;
const limit = { timeout: patience(60_000), interval: 200 };

async function ask(signal: SignalCompleteness["signal"]): Promise<SignalCompleteness | undefined> {
  const { items } = await get<CompletenessResult>(running.addresses.page, "/api/completeness", {
    service: "storefront",
    signal,
  });
  return items[0];
}

async function buy(id: string): Promise<void> {
  await transaction("purchase", { id }, () => undefined);
}

test(
  "late by the time for which its records waited, also after a restart of the console; then current",
  async () => {
    // five minutes ago
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 5 * minutes, shouldAdvanceTime: false });
    const madeAt = Date.now();
    telltale = start({ service: "storefront", endpoint: gate.url });
    await buy("order-1");
    await expect.poll(() => gate.refused, limit).toBeGreaterThan(0);
    expect(await ask("business")).toBeUndefined();
    vi.useRealTimers();
    gate.isOpen = true;
    await expect.poll(async () => (await ask("business"))?.state, limit).toBe("late");
    const late = await ask("business");
    expect(late).toMatchObject({ source: "sender", completeUpTo: new Date(madeAt).toISOString() });
    expect(late?.behindMs).toBeGreaterThanOrEqual(5 * minutes);

    await running.stop();
    running = await startConsole(folder, running.addresses);
    expect(await ask("business")).toMatchObject({ state: "late", completeUpTo: late?.completeUpTo });

    await expect
      .poll(async () => {
        await buy(`order-${Date.now()}`);
        await telltale?.flush();
        return (await ask("business"))?.state;
      }, limit)
      .toBe("current");
    expect((await ask("business"))?.behindMs).toBeLessThan(minutes);
    // the polls above, and a restart
  },
  patience(300_000),
);
