// Acknowledged data survives `kill -9` under load, and a batch that is sent again is stored once.
// @module-tag extended
import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Trace, TracesResult } from "contract";
import { encodeTraces, type Span } from "otlp";
import { afterAll, expect, test } from "vitest";

import { createFolder, startConsole } from "../tools/console-process.ts";
import { patience } from "../tools/testing/patience.ts";
import { all, get, stats } from "./api.ts";

const { folder, remove } = createFolder();
afterAll(remove);

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** A request of `count` single-span traces with random ids. */
function batchOf(count: number): { body: Uint8Array; traceIds: string[] } {
  const now = BigInt(Date.now()) * 1_000_000n;
  const spans = Array.from({ length: count }, (_, index): Span => {
    return {
      traceId: crypto.getRandomValues(new Uint8Array(16)),
      spanId: crypto.getRandomValues(new Uint8Array(8)),
      parentSpanId: new Uint8Array(0),
      traceState: "",
      flags: 1,
      name: "work",
      kind: 1,
      startTimeUnixNano: now + BigInt(index),
      endTimeUnixNano: now + BigInt(index) + 1_000_000n,
      attributes: new Map([["order.id", `order-${index}`]]),
      droppedAttributesCount: 0,
      events: [],
      droppedEventsCount: 0,
      links: [],
      droppedLinksCount: 0,
      status: { code: 0, message: "" },
    };
  });
  const resource = { attributes: new Map([["service.name", "crash"]]), droppedAttributesCount: 0 };
  const scope = { name: "", version: "", attributes: new Map(), droppedAttributesCount: 0 };
  const body = encodeTraces([{ resource, schemaUrl: "", scopeSpans: [{ scope, schemaUrl: "", spans }] }]);
  return { body, traceIds: spans.map(({ traceId }) => hex(traceId)) };
}

async function post(url: string, body: Uint8Array): Promise<number> {
  const headers = { "content-type": "application/x-protobuf" };
  const response = await fetch(`${url}/v1/traces`, { method: "POST", headers, body: Buffer.from(body) });
  await response.arrayBuffer();
  return response.status;
}

test("loses no acknowledged span by kill -9 under load, and the roll-ups agree with the spans", async () => {
  const first = await startConsole(folder);
  const acknowledged: string[] = [];
  let stopped = false;
  const sender = async (): Promise<void> => {
    while (!stopped) {
      const { body, traceIds } = batchOf(50);
      const status = await post(first.addresses.otlpHttp, body).catch(() => 0);
      if (status === 200) acknowledged.push(...traceIds);
      else if (status === 0) return;
    }
  };
  const senders = Array.from({ length: 4 }, sender);
  await expect.poll(() => acknowledged.length, { timeout: patience(120_000) }).toBeGreaterThan(2000);
  await first.stop("SIGKILL");
  stopped = true;
  await Promise.all(senders);

  const second = await startConsole(folder);
  let found: ReadonlyMap<string, number> = new Map();
  const lost = async (): Promise<readonly string[]> => {
    const query = { from: "-1h", service: "crash" };
    const listed = await all<TracesResult["items"][number]>(second.addresses.page, "/api/traces", query);
    found = new Map(listed.map(({ traceId, spanCount }) => [traceId, spanCount]));
    return acknowledged.filter((id) => !found.has(id));
  };
  // roll-ups may be computed again at first
  await expect.poll(lost, { timeout: patience(60_000), interval: 500 }).toEqual([]);
  // The list comes from the roll-up: one span per trace, none counted twice.
  expect([...found.values()].every((count) => count === 1)).toBe(true);
  await second.stop();
});

test("stores a batch once when its response was lost and it is sent again, also after a restart", async () => {
  const running = await startConsole(folder);
  const { body, traceIds } = batchOf(20);
  const deaf = await startDeafProxy(running.addresses.otlpHttp);
  await expect(post(`http://127.0.0.1:${(deaf.address() as AddressInfo).port}`, body)).rejects.toThrow(
    "fetch failed",
  );
  deaf.close();
  const before = await stats(running.addresses.page);
  expect(before.stored.spans).toBe(20);

  expect(await post(running.addresses.otlpHttp, body)).toBe(200);
  const after = await stats(running.addresses.page);
  expect(after.stored.spans).toBe(20);
  expect(after.dropped.spans).toBe(20);
  await running.stop();

  const again = await startConsole(folder);
  expect(await post(again.addresses.otlpHttp, body)).toBe(200);
  expect((await stats(again.addresses.page)).dropped.spans).toBe(20);
  for (const id of traceIds.slice(0, 3)) {
    expect((await get<Trace>(again.addresses.page, `/api/traces/${id}`)).spans).toHaveLength(1);
  }
  await again.stop();
});

/** A proxy that forwards requests, and closes the connection instead of returning the response. */
async function startDeafProxy(target: string): Promise<Server> {
  const server = createServer((incoming, response) => {
    const outgoing = httpRequest(
      `${target}${incoming.url}`,
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        answer.resume().on("end", () => response.socket?.destroy());
      },
    );
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
