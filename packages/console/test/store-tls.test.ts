// A ClickHouse that is reached over TLS and asks who comes: a real one, behind a proxy that ends the TLS.
// @module-tag extended
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClientTls } from "../src/store/client.ts";
import { openStore, type Store } from "../src/store/store.ts";
import { makeCertificate } from "./support/certificates.ts";
import { type ClickHouseServers, startServers } from "./support/clickhouse-servers.ts";
import { plainSpans } from "./support/rows.ts";

const folder = mkdtempSync(join(tmpdir(), "telltale-store-tls-"));
const file = (name: string): Buffer => readFileSync(join(folder, name));
let servers: ClickHouseServers;
let proxy: Server;

beforeAll(async () => {
  for (const authority of ["authority", "stranger"]) makeCertificate(folder, authority);
  for (const name of ["server", "console"]) makeCertificate(folder, name, "authority");
  servers = await startServers(1);
  const behind = Number(new URL(servers.urls[0]!).port);
  const certificates = { cert: file("server.pem"), key: file("server.key"), ca: file("authority.pem") };
  proxy = createServer({ ...certificates, requestCert: true, rejectUnauthorized: true }, (socket) => {
    const clear = connect(behind, "127.0.0.1");
    socket.pipe(clear).pipe(socket);
    // What either end does wrong is for the other one to see.
    socket.on("error", () => clear.destroy());
    clear.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  proxy?.close();
  await servers?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function open(tls: ClientTls | undefined): Promise<Store> {
  const { port } = proxy.address() as AddressInfo;
  return openStore({ urls: [`https://writer:w@127.0.0.1:${port}`], tls, writer: { maxAgeMs: 1 } });
}

test("what is written and read goes over TLS, with a certificate of one's own", async () => {
  const own = { cert: file("console.pem"), key: file("console.key") };
  const store = await open({ ca: file("authority.pem"), own });
  await store.writer.write(1, (sink) => plainSpans(20).forEach((span) => sink.span(span)));
  expect(await store.queries.runText("SELECT toString(count()) AS n FROM spans")).toEqual([{ n: "20" }]);
  await store.close();
});

test.each<[string, () => ClientTls | undefined, RegExp]>([
  [
    "a server with an unverified certificate",
    () => undefined,
    /self-signed certificate|unable to (get|verify)/,
  ],
  ["a server of another authority", () => ({ ca: file("stranger.pem") }), /certificate/],
  [
    "coming without a certificate",
    () => ({ ca: file("authority.pem") }),
    /certificate required|ECONNRESET|socket/,
  ],
])("%s: it does not open, and says why", async (_what, tls, why) => {
  await expect(open(tls())).rejects.toMatchObject({
    name: "ProblemError",
    code: "STORE_UNAVAILABLE",
    message: expect.stringMatching(why) as string,
  });
});
