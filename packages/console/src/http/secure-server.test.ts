import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buffer, text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { makeCertificate } from "../../test/support/certificates.ts";
import { createSecureServer, type SecureServer } from "./secure-server.ts";
import { openUploadBody } from "./upload-body.ts";

const folder = mkdtempSync(join(tmpdir(), "telltale-secure-"));
let cert: Buffer;
let server: SecureServer;
let session: ClientHttp2Session;
let port: number;

beforeAll(() => {
  makeCertificate(folder, "one");
  cert = readFileSync(join(folder, "one.pem"));
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  server = createSecureServer(
    async (asked, answer) => {
      if (asked.url === "/never") return;
      if (asked.url === "/live") {
        answer.write("a");
        return;
      }
      if (asked.url === "/large") {
        answer.end(Buffer.alloc(6 * 1024 * 1024));
        return;
      }
      if (asked.url === "/upload") {
        const { content } = openUploadBody(asked, undefined);
        answer.end(String((await buffer(content)).length));
        return;
      }
      if (asked.method === "POST") await buffer(asked).catch(() => undefined);
      answer.end(`${asked.httpVersion} ${asked.headers.host}`);
    },
    { https: { cert, key: readFileSync(join(folder, "one.key")) }, requestTimeoutMs: 50 },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
  session = connect(`https://localhost:${port}`, { ca: cert });
});
afterEach(async () => {
  session.destroy();
  server.closeAllConnections();
  server.closeHttp2Sessions();
  await new Promise((resolve) => server.close(resolve));
});

const get = (path: string): ClientHttp2Stream => session.request({ ":path": path });
const post = (path: string): ClientHttp2Stream => session.request({ ":path": path, ":method": "POST" });

test("one connection by HTTP/2 answers while many requests of it wait", async () => {
  for (let count = 0; count < 20; count++) get("/never");
  expect(await text(get("/"))).toBe(`2.0 localhost:${port}`);
});

test("large answers that a client is slow to read keep no other request waiting", async () => {
  await Promise.all([get("/large"), get("/large")].map((large) => once(large, "response")));
  expect(await text(get("/"))).toBe(`2.0 localhost:${port}`);
});

test("a client without HTTP/2 is answered by HTTP/1.1", async () => {
  const asked = request({ host: "localhost", port, ca: cert }).end();
  const [response] = await once(asked, "response");
  expect(await text(response)).toBe(`1.1 localhost:${port}`);
});

test("a body that does not come to its end in time ends the request, and neither an answer that takes long nor a file does", async () => {
  const [waiting, slow, file] = [get("/never"), post("/"), post("/upload")];
  slow.write("a");
  file.write("ab");
  await once(slow, "close");
  expect([slow.rstCode, waiting.closed, file.closed]).toEqual([8, false, false]);
  file.end("c");
  expect(await text(file)).toBe("3");
});

test("a whole body is answered", async () => {
  const sent = post("/");
  sent.end("a");
  expect(await text(sent)).toBe(`2.0 localhost:${port}`);
});

test("a connection that its client has closed is gone", async () => {
  const live = get("/live");
  await once(live, "response");
  live.close();
  session.close();
  const connections = promisify(server.getConnections.bind(server));
  await expect.poll(() => connections()).toBe(0);
});

test("a server that closes ends its sessions", async () => {
  get("/never");
  await once(session, "connect");
  const closed = once(session, "close");
  await text(get("/"));
  server.closeHttp2Sessions();
  await closed;
  expect(session.destroyed).toBe(true);
});
