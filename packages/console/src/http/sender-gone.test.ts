// Senders that leave before they are answered, also those whose requests wait behind others of their connection.
import { once } from "node:events";
import {
  createServer as createHttpServer,
  IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect, Socket } from "node:net";
import { Readable } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { memoryAccess, memoryAccessStore } from "../../test/support/memory-access.ts";
import { createMemoryWriter } from "../../test/support/memory-writer.ts";
import { Attachment } from "../api/attachment.ts";
import type { ApiRoute } from "../api/context.ts";
import type { AccessWatch } from "../auth/access-watch.ts";
import { createLog } from "../log.ts";
import { createIntake } from "../receive/intake.ts";
import { createLive, type Live } from "./live.ts";
import { createServer } from "./server.ts";
import { openUploadBody } from "./upload-body.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Sends `count` requests over one connection, and waits for no answer. */
function pipeline(port: number, count: number, headers = "", path = "/api/wait"): Socket {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {}).resume();
  closers.push(() => socket.destroy());
  socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${headers}\r\n`.repeat(count));
  return socket;
}

/** Unlike `once`, whatever error comes before. */
function closingOf(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once("close", resolve));
}

async function startLive(onRequest: (response: ServerResponse) => void): Promise<number> {
  const server: Server = createHttpServer((_, response) => onRequest(response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

function openLive(): Live {
  const live = createLive(createIntake(createMemoryWriter()));
  closers.push(() => live.close());
  return live;
}

const join = (live: Live, response: ServerResponse): void =>
  live.join(response, { tenant: "", identity: "" }, "127.0.0.1", undefined);

test("live streams of one connection, one behind the other, end with it", async () => {
  const live = openLive();
  const port = await startLive((response) => join(live, response));
  const socket = pipeline(port, 16);
  await expect.poll(() => live.readers).toBe(16);
  socket.destroy();
  await expect.poll(() => live.readers).toBe(0);
});

test("a reader that leaves before it joins does not count", async () => {
  const live = openLive();
  const responses: ServerResponse[] = [];
  const port = await startLive((response) => responses.push(response));
  const socket = pipeline(port, 2);
  await expect.poll(() => responses.length).toBe(2);
  const closed = closingOf(responses[0]!.req.socket);
  socket.destroy();
  await closed;
  for (const response of responses) join(live, response);
  expect(live.readers).toBe(0);
});

/** What has no end, and is more than a connection takes at once. */
function endless(counts: { files: number }): Readable {
  counts.files++;
  return new Readable({
    read() {
      this.push(Buffer.alloc(100_000));
    },
    destroy(error, done) {
      counts.files--;
      done(error);
    },
  });
}

/** A console whose route `/api/wait` ends when its caller leaves, and whose tokens are read when `held` has resolved. */
async function startConsole() {
  const counts = { asked: 0, begun: 0, cancelled: 0, followed: 0, files: 0 };
  let held: Promise<unknown> = Promise.resolve();
  let nowMs = Date.now();
  const store = memoryAccessStore();
  const tokens: typeof store.tokens = async () => {
    counts.asked++;
    await held;
    return store.tokens();
  };
  const access = memoryAccess("the-console's-own-token", { store: { ...store, tokens }, nowMs: () => nowMs });
  const { watch } = access;
  const follow: AccessWatch["follow"] = (...asked) => {
    const unfollow = watch.follow(...asked);
    counts.followed++;
    return () => {
      counts.followed--;
      unfollow();
    };
  };
  const wait: ApiRoute["handler"] = (_, { signal }) => {
    counts.begun++;
    return new Promise((_resolve, reject) => {
      signal!.addEventListener("abort", () => {
        counts.cancelled++;
        reject(new Error("cancelled"));
      });
    });
  };
  const app = await createServer({
    intake: createIntake(createMemoryWriter()),
    routes: [
      { method: "GET", path: "/api/wait", handler: wait },
      { method: "GET", path: "/api/echo", handler: async () => ({}) },
      { method: "GET", path: "/api/file", handler: async () => new Attachment("file", endless(counts)) },
    ],
    viewOf: async () => ({ queries: { run: async () => [] } }),
    storeFigures: async () => ({ engine: "test", version: "1", bytes: 2, rows: 3 }),
    storeReady: async () => undefined,
    ...access,
    watch: { ...watch, follow },
    listen: "127.0.0.1",
    allowedHosts: [],
    webDirectory: undefined,
    log: createLog("silent"),
    addresses: () => ({ page: "", otlpHttp: "", otlpGrpc: "" }),
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  closers.push(() => app.close());
  const { secret } = await access.tokens.create({
    kind: "token",
    name: "u1",
    scope: "read",
    tenant: "",
    createdBy: "",
    expires: 0,
  });
  return {
    counts,
    server: app.server,
    port: (app.server.address() as AddressInfo).port,
    headers: `authorization: Bearer ${secret}\r\n`,
    /** The tokens are read again for the next request, which waits for `until`. */
    hold(until: Promise<unknown>) {
      nowMs += 60_000;
      held = until;
      counts.asked = 0;
    },
  };
}

test("requests of one connection, one behind the other, are cancelled when it closes", async () => {
  const { counts, port, headers } = await startConsole();
  const socket = pipeline(port, 16, headers);
  await expect.poll(() => [counts.begun, counts.followed]).toEqual([16, 16]);
  socket.destroy();
  await expect.poll(() => [counts.cancelled, counts.followed]).toEqual([16, 0]);
});

test("files that are sent over one connection, one behind the other, are closed with it", async () => {
  const { counts, port, headers } = await startConsole();
  const socket = pipeline(port, 3, headers, "/api/file").pause();
  await expect.poll(() => counts.files).toBe(3);
  socket.destroy();
  await expect.poll(() => counts.files).toBe(0);
});

test("nothing is begun for a caller that leaves while it is asked who it is", async () => {
  const { counts, server, port, headers, hold } = await startConsole();
  let release!: () => void;
  hold(new Promise<void>((resolve) => (release = resolve)));
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const socket = pipeline(port, 3, headers);
  const [connection] = await accepted;
  await expect.poll(() => counts.asked).toBeGreaterThan(0);
  const closed = closingOf(connection);
  socket.destroy();
  await closed;
  release();
  // It asks after the others, who are let go on first.
  const authorization = headers.slice("authorization: ".length).trim();
  const later = await fetch(`http://127.0.0.1:${port}/api/echo`, { headers: { authorization } });
  expect(later.status).toBe(200);
  expect(counts.begun).toBe(0);
  await expect.poll(() => counts.followed).toBe(0);
});

test("an upload whose sender has left before it is read ends at once", async () => {
  const socket = new Socket();
  socket.destroy();
  const request = new IncomingMessage(socket);
  request.complete = true;
  const body = openUploadBody(request, undefined);
  expect(body.signal.aborted).toBe(true);
  await expect(body.content[Symbol.asyncIterator]().next()).rejects.toThrow(
    "The connection was closed before the request was answered.",
  );
  body.end();
});
