// A receiver for many records: it keeps the bytes, and finds ids in them without decoding, which would take longer than sending.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { decodeRequest, type Plain } from "./engine/official.ts";

/** Knows the ids that came. */
export interface IdReceiver {
  readonly url: string;
  /** The different texts `<word>-<number>` in all log records. */
  ids(word: string): Set<string>;
  /** The points of all sums of that name. */
  metricPoints(name: string): Plain[];
  close(): Promise<void>;
}

export async function receiveIds(): Promise<IdReceiver> {
  const bodies = new Map<string, Buffer[]>();
  const of = (url: string): Buffer[] => bodies.get(url) ?? [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const raw = Buffer.concat(parts);
      const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
      const url = request.url ?? "";
      bodies.set(url, [...of(url), body]);
      response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ids(word) {
      const form = new RegExp(`\\b${word}-\\d+`, "g");
      return new Set(of("/v1/logs").flatMap((body) => body.toString("latin1").match(form) ?? []));
    },
    metricPoints: (name) =>
      of("/v1/metrics")
        .flatMap((body) => decodeRequest("/v1/metrics", body)["resourceMetrics"] as Plain[])
        .flatMap(({ scopeMetrics }) => scopeMetrics as Plain[])
        .flatMap(({ metrics }) => metrics as Plain[])
        .filter((metric) => metric["name"] === name)
        .flatMap(({ sum }) => sum.dataPoints as Plain[]),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
