// A registry in memory whose connections can be cut. As in a real one, an upload that was cut cannot be continued: only a new one can.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What happens to a request: its connection is cut before an answer, or in the middle of the body of a GET or PUT, or it gets a status. */
export type Failure = "cut" | "cut body" | 401 | 403 | 429 | 500 | 503;

export interface FakeRegistry {
  /** `127.0.0.1:40001` */
  readonly host: string;
  readonly blobs: Map<string, Buffer>;
  readonly manifests: Map<string, string>;
  /** `GET /v2/…` of each request, without upload ids. */
  readonly asked: string[];
  /** The next requests whose `METHOD /path` contains `what` fail so, in order. */
  fail(what: string, ...failures: readonly Failure[]): void;
}

export interface FakeOptions {
  /** The token that every request needs; `/token` gives it. */
  readonly token?: string;
}

/** Starts a registry for one test. */
export async function startFakeRegistry({ token }: FakeOptions = {}): Promise<FakeRegistry> {
  const blobs = new Map<string, Buffer>();
  const manifests = new Map<string, string>();
  const asked: string[] = [];
  const planned: { readonly what: string; readonly failure: Failure }[] = [];
  const uploads = new Set<string>();
  let lastUpload = 0;

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", `http://${request.headers.host}`);
    const line = `${request.method} ${url.pathname.replace(/uploads\/\d+/, "uploads/ID")}`;
    asked.push(line);
    const next = planned.findIndex(({ what }) => line.includes(what));
    const [failed] = next === -1 ? [] : planned.splice(next, 1);
    answer(request, response, url, failed?.failure).catch(() => response.destroy());
  });

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    failure: Failure | undefined,
  ): Promise<void> {
    if (failure === "cut") return void request.socket.destroy();
    if (failure === "cut body" && request.method === "PUT") {
      // some of the body has come
      await once(request, "data");
      uploads.delete(url.pathname);
      return void request.socket.destroy();
    }
    const body = await bodyOf(request);
    if (typeof failure === "number") return void response.writeHead(failure).end("not now");
    const send = (status: number, content: Buffer | string = "", headers = {}): void => {
      const bytes = Buffer.from(content);
      response.writeHead(status, { "content-length": bytes.length, ...headers });
      if (failure !== "cut body") return void response.end(bytes);
      response.write(bytes.subarray(0, bytes.length / 2), () => request.socket.destroy());
    };
    if (url.pathname === "/token") return send(200, JSON.stringify({ token }));
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
      return send(401, "", {
        "www-authenticate": `Bearer realm="http://${request.headers.host}/token",service="registry",scope="repository:shop:pull,push"`,
      });
    const [, kind, reference = ""] = /^\/v2\/shop\/(manifests|blobs)\/(.*)$/.exec(url.pathname) ?? [];
    if (request.method === "POST") {
      const place = `${url.pathname}${++lastUpload}`;
      uploads.add(place);
      return send(202, "", { location: place });
    }
    if (request.method === "PUT") {
      if (kind === "manifests") manifests.set(reference, body.toString());
      else if (!uploads.delete(url.pathname)) return send(404, "upload unknown");
      else blobs.set(url.searchParams.get("digest") ?? "", body);
      return send(201);
    }
    const found = kind === "manifests" ? manifests.get(reference) : blobs.get(reference);
    return found === undefined ? send(404) : send(200, found);
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    blobs,
    manifests,
    asked,
    fail: (what, ...failures) => void planned.push(...failures.map((failure) => ({ what, failure }))),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
