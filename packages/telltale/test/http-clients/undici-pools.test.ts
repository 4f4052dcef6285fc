// Pools of undici whose connections are bounded: who waits is sent from the turn of another request, and keeps to the own caller.
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import * as undici8 from "undici";
import * as undici5 from "undici-5";
import * as undici6 from "undici-6";
import * as undici7 from "undici-7";
import { expect, test } from "vitest";
import { trace } from "../../src/index.ts";
import { instrumentUndici, undici } from "../../src/integrations/undici.ts";
import { collect } from "../collect.ts";

test.each([
  ["5", undici5 as unknown as typeof undici8, true],
  ["6", undici6 as unknown as typeof undici8, false],
  ["7", undici7 as unknown as typeof undici8, true],
  ["8", undici8, false],
])("undici %s", async (_version, library, inCode) => {
  const server = http.createServer((_request, response) => setImmediate(() => response.end("ok")));
  server.keepAliveTimeout = 600_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (inCode) instrumentUndici(undefined, library);
  else undici.instrument(library);
  const sent = collect();
  const pool = new library.Pool(base, { connections: 1 });
  const ask = async (path: string): Promise<string> =>
    trace(path, async () => (await pool.request({ path, method: "GET" })).body.text());
  const texts = await Promise.all(["/0", "/1", "/2", "/3", "/4"].map(ask));
  await pool.close();
  await sent.stop();
  server.close();
  expect(texts).toEqual(Array.from({ length: 5 }, () => "ok"));
  const callers = new Map(sent.spans().map(({ spanId, name }) => [spanId, name]));
  const asked = sent.spans().filter(({ kind }) => kind === "client");
  expect(
    asked.map(({ parentId, attributes }) => `${attributes["url.full"]} ${callers.get(parentId)}`),
  ).toEqual(["/0", "/1", "/2", "/3", "/4"].map((path) => `${base}${path} ${path}`));
});
