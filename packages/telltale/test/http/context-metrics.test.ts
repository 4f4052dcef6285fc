// Metrics of servers beside context attributes on metrics, which a process may use for the first time while requests are open.
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withContext } from "../../src/index.ts";
import { contextOnMetrics } from "../../src/engine/context/context-attributes.ts";
import { collect, type Collected } from "../collect.ts";
import type { ContractServer } from "../contract/describe-http-integration.ts";
import { until } from "../contract/until.ts";
import { listen } from "./listen.ts";
import { withSettings } from "./with-settings.ts";

let sent: Collected;
let server: ContractServer;
beforeEach(() => {
  // as in a process that has not used them yet
  contextOnMetrics.used = false;
  sent = collect();
});
afterEach(async () => {
  await server.close();
  await sent.stop();
});

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<void> {
  withSettings();
  server = await listen(http.createServer(handler));
}

/** The open requests by their series, and the number of durations, once `count` requests have ended. */
async function measured(count: number) {
  const durations = (): number =>
    sent.points("http.server.request.duration").reduce((sum, point) => sum + point.count, 0);
  await until(async () => {
    await sent.flush();
    return sent.spans().filter(({ kind }) => kind === "server").length >= count;
  }, `${count} server spans`);
  const active = sent.points("http.server.active_requests").map(({ attributes, value }) => ({
    tenant: attributes["tenant"],
    value,
  }));
  return { active, durations: durations() };
}

const tenant = { tenant: "t1" };
const onMetrics = { metrics: ["tenant"] };

test("a request that is open at the first use of context attributes on metrics is measured", async () => {
  const waiting: ServerResponse[] = [];
  await serve((request, response) => {
    if (request.url === "/open") return void waiting.push(response);
    withContext(tenant, () => {}, onMetrics);
    return response.end();
  });
  const open = fetch(`${server.url}/open`);
  await until(() => waiting.length === 1, "the open request");
  await (await fetch(`${server.url}/first`)).text();
  waiting[0]?.end();
  await (await open).text();
  expect(await measured(2)).toEqual({ active: [{ tenant: undefined, value: 0 }], durations: 2 });
});

test("a response that ends where context attributes are on metrics leaves the series that it entered", async () => {
  await serve((_request, response) => withContext(tenant, () => response.end(), onMetrics));
  for (const path of ["/a", "/b"]) await (await fetch(server.url + path)).text();
  expect(await measured(2)).toEqual({ active: [{ tenant: undefined, value: 0 }], durations: 2 });
});
