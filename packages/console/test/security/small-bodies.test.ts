// Small bodies of one tenant that decompress to much, beside eight ordinary senders of another: how long they hold memory, and what the
// others wait for.
// @module-tag extended
import { randomBytes } from "node:crypto";
import { deflateSync, gzipSync } from "node:zlib";
import type { MadeToken } from "contract";
import { encodeTraces } from "otlp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeSpan, makeTraces } from "../support/messages.ts";
import { type SecuredConsole, startSecured } from "./secured-console.ts";

let console_: SecuredConsole;
beforeAll(async () => {
  console_ = await startSecured();
});
afterAll(() => console_?.stop());

interface Sent {
  readonly status: number;
  readonly ms: number;
}

async function post(token: string, body: Uint8Array, encoding = "gzip"): Promise<Sent> {
  const begin = performance.now();
  const response = await fetch(`${console_.otlp}/v1/traces`, {
    method: "POST",
    body: body as Uint8Array<ArrayBuffer>,
    headers: {
      "content-type": "application/x-protobuf",
      "content-encoding": encoding,
      authorization: `Bearer ${token}`,
    },
  });
  await response.arrayBuffer();
  return { status: response.status, ms: performance.now() - begin };
}

function ordinary(): Uint8Array {
  const time = BigInt(Date.now()) * 1_000_000n;
  const span = () =>
    makeSpan({
      traceId: randomBytes(16),
      spanId: randomBytes(8),
      startTimeUnixNano: time,
      endTimeUnixNano: time,
    });
  return gzipSync(encodeTraces(makeTraces(Array.from({ length: 1_000 }, span))), { level: 1 });
}

/** 63 MB, as repetitive as a body may be, that do not say how much they are. */
function dense(): Uint8Array {
  const parts = Array.from({ length: 15_000 }, (_, at) => {
    const part = Buffer.alloc(4_200, "made up ");
    part.writeUInt32LE(at, 0);
    randomBytes(8).copy(part, 4);
    return part;
  });
  return deflateSync(Buffer.concat(parts));
}

test("small bodies hold memory for moments, and ordinary senders are served beside them", async () => {
  const tokenOf = async (name: string, tenant: string): Promise<string> =>
    (await console_.read<MadeToken>("POST", "/api/tokens", { body: { name, scope: "ingest", tenant } }))
      .token;
  const [good, bad] = [await tokenOf("u1", "shop"), await tokenOf("u2", "bank")];
  const zeros = gzipSync(Buffer.alloc(330_000_000));
  const lie = Buffer.from(zeros);
  lie.writeUInt32LE(0, lie.length - 4);
  let isOver = false;
  const waits: number[] = [];
  const sending = Array.from({ length: 8 }, async () => {
    while (!isOver) {
      const { status, ms } = await post(good, ordinary());
      expect(status).toBe(200);
      waits.push(ms);
    }
  });
  for (const [what, body, encoding, status] of [
    ["330 MB of zeros", zeros, "gzip", [413]],
    ["the same with a false size", lie, "gzip", [413]],
    // a machine that is too busy for it says so, by the same deadline
    ["63 MB of repetitions", dense(), "deflate", [400, 429]],
  ] as const) {
    waits.length = 0;
    const refused = await post(bad, body, encoding);
    console.log(
      `${what}, ${body.length} bytes: ${refused.status} after ${Math.round(refused.ms)} ms; others ${Math.round(Math.max(0, ...waits))} ms at most`,
    );
    expect(status).toContain(refused.status);
    expect(refused.ms).toBeLessThan(15_000);
  }
  isOver = true;
  await Promise.all(sending);
  const metrics = await (await console_.ask("GET", "/metrics", { headers: { accept: "text/plain" } })).text();
  expect(metrics).toContain("telltale_console_reading_bytes 0\n");
  expect(metrics).toMatch(/requests_total\{result="too_compressed"\} [12]\n/);
});
