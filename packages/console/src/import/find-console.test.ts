import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { findConsole } from "./find-console.ts";

const cleanups: (() => unknown)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function dataDirWith(addresses: string | undefined): string {
  const directory = mkdtempSync(join(tmpdir(), "telltale-find-"));
  cleanups.push(() => rmSync(directory, { recursive: true }));
  if (addresses !== undefined) writeFileSync(join(directory, "addresses.json"), addresses);
  return directory;
}

const stats = JSON.stringify({ addresses: { otlpHttp: "http://127.0.0.1:5" } });

test("the one on the data directory is found, wherever its ports are", async () => {
  const page = await serve((_request, response) => response.end(stats));
  const dataDir = dataDirWith(JSON.stringify({ page }));
  expect(await findConsole({ dataDir, hasData: true, token: undefined })).toEqual({
    page,
    otlpHttp: "http://127.0.0.1:5",
  });
});

test.each([
  ["it has ended", undefined, 200],
  ["something else listens there", "<html>", 200],
  ["something else answers in JSON", "{}", 200],
  ["something else knows nothing", "", 404],
])("none is found where one was: %s", async (_why, body, status) => {
  const page = await serve((request, response) => {
    if (body === undefined) request.destroy();
    else response.writeHead(status).end(body);
  });
  const dataDir = dataDirWith(JSON.stringify({ page }));
  expect(await findConsole({ dataDir, hasData: true, token: undefined })).toBeUndefined();
});

test.each(["{}", "not JSON", '{"page":5}'])("an odd addresses.json is as good as none: %s", async (text) => {
  expect(await findConsole({ dataDir: dataDirWith(text), hasData: true, token: undefined })).toBeUndefined();
});

test("a named one has to answer, and its loopback address is seen from here", async () => {
  const page = (await serve((_request, response) => response.end(stats))).replace("127.0.0.1", "localhost");
  const wanted = { dataDir: dataDirWith(undefined), hasData: false, token: undefined };
  expect(await findConsole({ ...wanted, url: page })).toEqual({ page, otlpHttp: "http://localhost:5" });
  await expect(findConsole({ ...wanted, url: "nowhere" })).rejects.toThrow(
    "Cannot use the address `nowhere`",
  );
});

test("an OTLP address is taken as it is", async () => {
  const wanted = {
    dataDir: dataDirWith(undefined),
    hasData: false,
    token: undefined,
    otlp: "http://collector:4318",
  };
  expect(await findConsole(wanted)).toEqual({ otlpHttp: "http://collector:4318", page: undefined });
});
