// A store that hangs: senders get the answer to retry at once, answers to pages are not delayed, and the queue stays bounded. And
// a store that does not: the only sender waits for no other.
import { once } from "node:events";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import { encodeTraces } from "otlp";
import { afterEach, expect, test } from "vitest";
import { makeSpan, makeTraces, nowMs } from "../../test/support/messages.ts";
import { createLog } from "../log.ts";
import { createIntake } from "../receive/intake.ts";
import type { ClickHouseClient } from "../store/client.ts";
import { createDuplicateWindow } from "../store/write/duplicates.ts";
import { createWriter } from "../store/write/writer.ts";
import { createAuth } from "./auth.ts";
import { closeServer } from "./close.ts";
import { createOtlpGrpc } from "./otlp-grpc.ts";
import { createOtlpHttp } from "./otlp-http.ts";

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const body = Buffer.from(
  encodeTraces(
    makeTraces(
      Array.from({ length: 500 }, (_, index) => makeSpan({ spanId: Buffer.from(`span-${100 + index}`) })),
    ),
  ),
);
/** Two requests fit. */
const maxQueueBytes = body.length * 2;

async function startOnHangingStore(withinMs?: number, maxAgeMs = 0) {
  let release: () => void = () => undefined;
  const hanging = new Promise<void>((resolve) => (release = resolve));
  const inserting = Promise.withResolvers<void>();
  const client = {
    exec: async () => {
      inserting.resolve();
      await hanging;
      return { stream: [] };
    },
  } as unknown as ClickHouseClient;
  const writer = createWriter(
    {
      client,
      window: createDuplicateWindow({ nowMs: () => nowMs - 60_000 }),
      ready: async () => undefined,
      readStored: async () => undefined,
      markUnsettled: () => undefined,
    },
    { maxAgeMs, maxQueueBytes },
  );
  const intake = createIntake(writer, () => nowMs, withinMs);
  const common = { intake, auth: createAuth(undefined), log: createLog("silent") };
  const http = createOtlpHttp({ ...common, allowedOrigins: [] });
  await http.listen({ host: "127.0.0.1", port: 0 });
  const grpc = createOtlpGrpc(common);
  const grpcPort = await grpc.listen("127.0.0.1", 0);
  const caller = new Client(`127.0.0.1:${grpcPort}`, credentials.createInsecure());
  closers.push(
    () => closeServer(http, 1000),
    () => grpc.close(1000),
    () => caller.close(),
    release,
  );
  const url = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}/v1/traces`;
  const headers = { "content-type": "application/x-protobuf" };
  return {
    intake,
    url,
    release,
    inserting: inserting.promise,
    post: () => fetch(url, { method: "POST", body, headers }),
    call: () =>
      new Promise<ServiceError | null>((resolve) => {
        const path = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
        caller.makeUnaryRequest(
          path,
          (bytes: Buffer) => bytes,
          (bytes) => bytes,
          body,
          resolve,
        );
      }),
  };
}

test("those who come while it hangs are sent away at once; those who wait are answered when it is back", async () => {
  const { intake, post, call, inserting, release } = await startOnHangingStore();
  const waiting = [post(), post()];
  await inserting;
  while (intake.queueBytes < maxQueueBytes) await new Promise((resolve) => setImmediate(resolve));

  const turnedAway = await Promise.all(Array.from({ length: 200 }, post));
  for (const response of turnedAway) {
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    await response.arrayBuffer();
  }
  expect((await call())?.code).toBe(status.RESOURCE_EXHAUSTED);
  expect(intake.queueBytes).toBe(maxQueueBytes);
  // what is held belongs to the two that wait
  expect(intake.admitter.bytes).toBe(maxQueueBytes);
  expect(intake.isFull).toBe(true);

  release();
  expect((await Promise.all(waiting)).map((response) => response.status)).toEqual([200, 200]);
  expect((await post()).status).toBe(200);
  expect(await call()).toBe(null);
});

test("answers senders that wait too long with a retry, and what they send again counts once", async () => {
  const { intake, post, call, release } = await startOnHangingStore(50);
  const response = await post();
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
  await response.arrayBuffer();
  expect((await call())?.code).toBe(status.UNAVAILABLE);
  // what was taken is still on its way
  expect(intake.queueBytes).toBe(maxQueueBytes);
  expect(intake.counts.stored.spans).toBe(0);

  release();
  while (intake.queueBytes > 0) await new Promise((resolve) => setImmediate(resolve));
  expect((await post()).status).toBe(200);
  const { received, stored, dropped, requests } = intake.counts;
  expect([received.spans, stored.spans, dropped.spans]).toEqual([1500, 500, 1000]);
  expect([requests.accepted, requests.storeFailed]).toEqual([1, 2]);
});

test("the refusal comes before the body has been sent", async () => {
  const { intake, post, url, inserting } = await startOnHangingStore();
  void post().catch(() => undefined);
  void post().catch(() => undefined);
  await inserting;
  while (intake.queueBytes < maxQueueBytes) await new Promise((resolve) => setImmediate(resolve));
  const outgoing = request(url, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf", "content-length": body.length },
  });
  outgoing.write(body.subarray(0, 10));
  const [response] = (await once(outgoing, "response")) as [{ statusCode: number }];
  expect(response.statusCode).toBe(429);
  outgoing.on("error", () => undefined).destroy();
});

test("who sends alone is answered without waiting for others, over HTTP and gRPC", async () => {
  const anHour = 3_600_000;
  const { post, release } = await startOnHangingStore(undefined, anHour);
  release();
  const response = await post();
  expect(response.status).toBe(200);
  await response.arrayBuffer();
  const other = await startOnHangingStore(undefined, anHour);
  other.release();
  expect([await other.call(), await other.call()]).toEqual([null, null]);
});
