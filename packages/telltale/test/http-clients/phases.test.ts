// The phases of a request over TLS to a host that has a name, by node:https.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instrumentHttp } from "../../src/integrations/http.ts";
import { instrumentUndici, undici } from "../../src/integrations/undici.ts";
import { collect, type Collected } from "../collect.ts";

/** A key and its certificate for localhost; undefined, which is said, where there is no openssl. */
function certificate(): { readonly key: Buffer; readonly cert: Buffer } | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-tls-"));
  const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
  const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"];
  try {
    execFileSync("openssl", [...request, "-keyout", key, "-out", cert], { stdio: "pipe" });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } catch {
    console.log("skipped: no openssl that makes certificates");
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const pair = certificate();

describe.skipIf(pair === undefined)("phases over TLS", () => {
  let server: https.Server;
  let sent: Collected;
  beforeAll(async () => {
    instrumentHttp(http, { server: false, client: { phases: true } });
    server = https.createServer({ ...pair }, (_request, response) => response.end("ok"));
    server.listen(0, "localhost");
    await once(server, "listening");
    sent = collect();
  });
  afterAll(async () => {
    server.close();
    await sent.stop();
  });

  test("node:https records DNS, connect, TLS, sent and the first byte, in their order", async () => {
    const { port } = server.address() as AddressInfo;
    const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });
    for (let turn = 0; turn < 2; turn++) {
      const [response] = (await once(https.get({ host: "localhost", port, agent }), "response")) as [
        http.IncomingMessage,
      ];
      response.resume();
      await once(response, "close");
    }
    agent.destroy();
    await sent.flush();
    const [first, second] = sent.spans();
    const phases = first?.events.map((event) => event.name.replace("telltale.http.", "")) ?? [];
    expect(phases.filter((phase) => phase !== "sent")).toEqual(["dns", "connect", "tls", "first_byte"]);
    expect(phases).toContain("sent");
    expect(first?.attributes).toMatchObject({ "url.scheme": "https", "server.address": "localhost" });
    expect(first?.attributes["url.full"]).toBe(`https://localhost:${port}/`);
    // the connection stands already
    expect(second?.events.map((event) => event.name)).toEqual([
      "telltale.http.sent",
      "telltale.http.first_byte",
    ]);
  });
});

test("options that are given in code have the last word", async () => {
  const server = http.createServer((_request, response) => response.end("ok")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const ask = async (): Promise<unknown> => (await fetch(`http://127.0.0.1:${port}/items/7`)).text();
  const sent = collect();
  undici.instrument(undefined);
  await ask();
  instrumentUndici({ template: () => "/items/{id}", phases: true });
  undici.instrument(undefined, { template: () => "/late" });
  await ask();
  await sent.stop();
  server.close();
  const names = sent.spans().map((span) => `${span.name} ${span.events.length > 0}`);
  expect(names).toEqual(["GET false", "GET /items/{id} true"]);
});
