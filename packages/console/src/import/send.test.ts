import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { decodeLogs, encodeLogsExportResponse, type LogRecord } from "otlp";
import { expect, onTestFinished, test } from "vitest";
import type { Batch } from "./batch.ts";
import { send } from "./send.ts";

/** A receiver that rejects one record of each request. */
async function receiver(): Promise<{ otlpUrl: string; sizes: number[]; bodies: string[] }> {
  const sizes: number[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const bytes = gunzipSync(Buffer.concat(chunks));
      sizes.push(bytes.length);
      for (const { scopeLogs } of decodeLogs(bytes))
        for (const { logRecords } of scopeLogs)
          bodies.push(...logRecords.map(({ body }) => String(body).slice(0, 2)));
      response
        .setHeader("content-type", "application/x-protobuf")
        .end(encodeLogsExportResponse({ rejected: 1n, errorMessage: "one is odd" }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { otlpUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sizes, bodies };
}

function logs(bodies: readonly string[]): Batch {
  const logRecords = bodies.map((body): LogRecord => ({
    timeUnixNano: 1n,
    observedTimeUnixNano: 1n,
    severityNumber: 9,
    severityText: "",
    body,
    attributes: new Map(),
    droppedAttributesCount: 0,
    flags: 0,
    traceId: new Uint8Array(),
    spanId: new Uint8Array(),
    eventName: "",
  }));
  const scope = { name: "s", version: "", attributes: new Map(), droppedAttributesCount: 0 };
  const resource = { attributes: new Map(), droppedAttributesCount: 0 };
  return {
    signal: "logs",
    items: bodies.length,
    request: [{ resource, schemaUrl: "", scopeLogs: [{ scope, schemaUrl: "", logRecords }] }],
  };
}

test("what is too large for one request goes in several, and the answers count together", async () => {
  const { otlpUrl, sizes, bodies } = await receiver();
  const mebibytes = 1024 * 1024;
  const batch = logs([10, 11, 12, 13, 14].map((name) => `${name}${"x".repeat(4.5 * mebibytes)}`));
  const answer = await send(batch, { otlpUrl, token: undefined });
  expect(Math.max(...sizes)).toBeLessThan(16 * mebibytes);
  expect(bodies).toEqual(["10", "11", "12", "13", "14"]);
  expect(answer).toEqual({ rejected: 2n, errorMessage: "one is odd" });
});

test("sends a single record that is too large, for the receiver to reject", async () => {
  const { otlpUrl, sizes } = await receiver();
  await send(logs(["x".repeat(17 * 1024 * 1024)]), { otlpUrl, token: undefined });
  expect(sizes).toHaveLength(1);
});
