// TLS by files on the receivers, and on the page with the headers for browsers; certificates that change while it runs.
// @module-tag extended
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { connect as connectHttp2 } from "node:http2";
import { Agent, request } from "node:https";
import { type AddressInfo, connect as connectPlain } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { connect, type PeerCertificate } from "node:tls";
import { Client, credentials } from "@grpc/grpc-js";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAuth } from "../../src/http/auth.ts";
import { createOtlpGrpc } from "../../src/http/otlp-grpc.ts";
import { createServer } from "../../src/http/server.ts";
import { openTls, type Tls } from "../../src/http/tls.ts";
import { createLog } from "../../src/log.ts";
import { createIntake } from "../../src/receive/intake.ts";
import { makeCertificate } from "../support/certificates.ts";
import { memoryAccess } from "../support/memory-access.ts";
import { createMemoryWriter } from "../support/memory-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "telltale-tls-"));
const at = (name: string): string => join(folder, name);
const notes: string[] = [];

let tls: Tls;
let page: FastifyInstance;
let port: number;
let grpc: ReturnType<typeof createOtlpGrpc>;
let grpcPort: number;

beforeAll(async () => {
  makeCertificate(folder, "authority");
  for (const name of ["one", "two"]) makeCertificate(folder, name, "authority");
  copyFileSync(at("one.pem"), at("cert.pem"));
  copyFileSync(at("one.key"), at("key.pem"));
  tls = openTls({ cert: at("cert.pem"), key: at("key.pem"), clientCa: undefined }, (note) =>
    notes.push(note),
  );
  const log = createLog("silent");
  const intake = createIntake(createMemoryWriter());
  const address = { page: "", otlpHttp: "", otlpGrpc: "" };
  page = await createServer({
    ...memoryAccess("a-token-of-enough-length", { secure: true }),
    tls,
    intake,
    routes: [],
    viewOf: async () => ({ queries: { run: async () => [] } }),
    storeFigures: async () => ({ engine: "", version: "", bytes: 0, rows: 0 }),
    storeReady: async () => undefined,
    listen: "127.0.0.1",
    allowedHosts: [],
    webDirectory: undefined,
    log,
    addresses: () => address,
  });
  await page.listen({ host: "127.0.0.1", port: 0 });
  port = (page.server.address() as AddressInfo).port;
  grpc = createOtlpGrpc({ intake, auth: createAuth(undefined), tls, log });
  grpcPort = await grpc.listen("127.0.0.1", 0);
});
afterAll(async () => {
  await page.close();
  await grpc.close(100);
  tls.close();
  rmSync(folder, { recursive: true });
});

function shown(of: number): Promise<PeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      { host: "127.0.0.1", servername: "localhost", port: of, ca: readFileSync(at("authority.pem")) },
      () => {
        resolve(socket.getPeerCertificate());
        socket.end();
      },
    );
    socket.on("error", reject);
  });
}

function ask(path: string, body?: string): Promise<{ status: number; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `https://localhost:${port}${path}`,
      {
        method: body === undefined ? "GET" : "POST",
        agent: new Agent({ family: 4, ca: readFileSync(at("authority.pem")) }),
        headers: body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" },
      },
      (response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0, headers: response.headers });
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

test("over TLS browsers are pinned to it, and cookies are sent only over it", async () => {
  const healthy = await ask("/healthz");
  expect([healthy.status, healthy.headers["strict-transport-security"]]).toEqual([200, "max-age=31536000"]);
  const entered = await ask("/login", "token=a-token-of-enough-length");
  expect(entered.headers["set-cookie"]).toEqual([
    expect.stringMatching(
      /^__Host-telltale_console=\S+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=\d+$/,
    ),
  ]);
});

test("browsers use HTTP/2: a stream that stays open and answers share one connection, and the host is checked", async () => {
  const session = connectHttp2(`https://localhost:${port}`, { ca: readFileSync(at("authority.pem")) });
  const headers = { authorization: "Bearer a-token-of-enough-length" };
  const live = session.request({ ":path": "/api/live", ...headers });
  const [answer] = await once(live, "response");
  expect([answer[":status"], answer["content-type"]]).toEqual([200, "text/event-stream"]);
  const stats = session.request({ ":path": "/api/stats", ...headers });
  expect(JSON.parse(await textOf(stats))).toMatchObject({ queueBytes: 0 });
  const form = session.request({
    ":path": "/login",
    ":method": "POST",
    "content-type": "application/x-www-form-urlencoded",
  });
  form.end("token=a-token-of-enough-length");
  const [entered] = await once(form, "response");
  expect([entered[":status"], entered["set-cookie"]]).toEqual([
    303,
    [expect.stringMatching(/^__Host-telltale_console=/)],
  ]);
  const foreign = session.request({ ":path": "/healthz", ":authority": "example.com" });
  expect(await textOf(foreign)).toContain("HOST_NOT_ALLOWED");
  live.close();
  session.close();
});

test("who speaks no TLS gets no answer", async () => {
  const answered = await new Promise<string>((resolve) => {
    const socket = connectPlain(port, "127.0.0.1", () =>
      socket.write("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"),
    );
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
    socket.on("close", () => resolve(text));
    socket.on("error", () => undefined);
  });
  expect(answered).not.toContain("alive");
});

test("gRPC answers over TLS", async () => {
  const client = new Client(
    `127.0.0.1:${grpcPort}`,
    credentials.createSsl(readFileSync(at("authority.pem"))),
  );
  const asIs = (bytes: Buffer): Buffer => bytes;
  const answered = await new Promise<Buffer | undefined>((resolve, reject) =>
    client.makeUnaryRequest(
      "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
      asIs,
      asIs,
      Buffer.alloc(0),
      (error, value) => (error === null ? resolve(value) : reject(error)),
    ),
  );
  expect(answered?.length).toBe(0);
  client.close();
});

test("a certificate that changes is used at once, one that is broken is not", async () => {
  expect((await shown(port)).subject.CN).toBe("one");
  copyFileSync(at("two.pem"), at("cert.pem"));
  copyFileSync(at("two.key"), at("key.pem"));
  const soon = new Date(Date.now() + 5_000);
  utimesSync(at("cert.pem"), soon, soon);
  await expect.poll(async () => (await shown(port)).subject.CN).toBe("two");
  await expect.poll(async () => (await shown(grpcPort)).subject.CN).toBe("two");
  writeFileSync(at("cert.pem"), "broken");
  await expect.poll(() => notes.at(-1)).toContain("Keeping the certificate in use");
  expect((await shown(port)).subject.CN).toBe("two");
});

test("files that do not belong together are refused at the start", () => {
  expect(() =>
    openTls({ cert: at("one.pem"), key: at("two.key"), clientCa: undefined }, () => undefined),
  ).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
  expect(() =>
    openTls({ cert: at("none.pem"), key: at("two.key"), clientCa: undefined }, () => undefined),
  ).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
});
