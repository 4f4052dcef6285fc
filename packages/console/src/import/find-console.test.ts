import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { makeCertificate } from "../../test/support/certificates.ts";
import { findConsole, otlpOf } from "./find-console.ts";

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

test("finds a console that receives no telemetry by its page; only senders get an error", async () => {
  const page = await serve((_request, response) =>
    response.end(JSON.stringify({ addresses: { page, otlpHttp: "", otlpGrpc: "" } })),
  );
  const wanted = { dataDir: dataDirWith(JSON.stringify({ page, otlpHttp: "" })), token: undefined };
  for (const one of [
    { ...wanted, hasData: true },
    { ...wanted, hasData: false, url: page },
  ]) {
    const found = await findConsole(one);
    expect(found).toMatchObject({ page, otlpHttp: undefined });
    expect(() => otlpOf(found!)).toThrow("receives no telemetry, because of its role");
  }
});

const noScope = JSON.stringify({ status: 403, code: "INSUFFICIENT_SCOPE", message: "", fix: "" });

test("with a token that may only send, the address to send to is the noted one, or has to be passed", async () => {
  const page = await serve((_request, response) => response.writeHead(403).end(noScope));
  const token = "a-token-that-may-send";
  const dataDir = dataDirWith(JSON.stringify({ page, otlpHttp: "http://127.0.0.1:5" }));
  expect(otlpOf((await findConsole({ dataDir, hasData: true, token }))!)).toBe("http://127.0.0.1:5");
  const found = await findConsole({ dataDir, hasData: false, token, url: page });
  expect(found?.page).toBe(page);
  expect(() => otlpOf(found!)).toThrow(/lacks the scope `read`: pass the address with `--otlp URL`/);
});

test("why the named one does not answer is said", async () => {
  const wanted = { dataDir: dataDirWith(undefined), hasData: false, token: undefined };
  const page = await serve((_request, response) => response.writeHead(403).end("<html>"));
  await expect(findConsole({ ...wanted, url: page })).rejects.toThrow(
    `No console answers at ${page} (the server there answers with 403 and is not a console)`,
  );
  await expect(findConsole({ ...wanted, url: "http://127.0.0.1:1" })).rejects.toThrow(
    /\((bad port|.*ECONNREFUSED.*)\)/,
  );
});

/** A server with a certificate that is not trusted. */
async function serveSecurely(folder: string): Promise<number> {
  makeCertificate(folder, "own");
  const [cert, key] = ["own.pem", "own.key"].map((name) => readFileSync(join(folder, name)));
  const server = createSecureServer({ cert, key }, (_request, response) => response.end(stats));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

test("an http URL of a console with TLS: the https one is proposed", async () => {
  const folder = dataDirWith(undefined);
  const port = await serveSecurely(folder);
  const wanted = { dataDir: folder, hasData: false, token: undefined, url: `http://127.0.0.1:${port}` };
  await expect(findConsole(wanted)).rejects.toThrow(
    expect.objectContaining({ fix: `If the console uses TLS, pass \`https://127.0.0.1:${port}\`.` }),
  );
});

test("a certificate that is not trusted is an error, not a console that does not run", async () => {
  const folder = dataDirWith(undefined);
  const page = `https://127.0.0.1:${await serveSecurely(folder)}`;
  writeFileSync(join(folder, "addresses.json"), JSON.stringify({ page }));
  const wanted = { dataDir: folder, token: undefined };
  for (const one of [
    { ...wanted, hasData: true },
    { ...wanted, hasData: false, url: page },
  ])
    await expect(findConsole(one)).rejects.toThrow(
      expect.objectContaining({
        text: expect.stringMatching(
          /The certificate of .* is not trusted here .* set NODE_EXTRA_CA_CERTS=FILE/,
        ) as string,
      }),
    );
});
