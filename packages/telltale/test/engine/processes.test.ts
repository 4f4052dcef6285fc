// One application, many processes and threads under one NODE_OPTIONS: all tell, and the resource tells them apart.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { libraryFlags } from "./ended.ts";
import { attributesOf, hex, startReceiver, valueOf } from "./receiver.ts";

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/processes/${name}`, import.meta.url));

test("cluster workers, threads and children are told apart; threads go on in the trace they were started in", async () => {
  const receiver = await startReceiver();
  const env = {
    PATH: process.env["PATH"],
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
    NODE_OPTIONS: `${libraryFlags.join(" ")} --import ${fixture("boot.ts")}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  };
  const { stderr } = await promisify(execFile)(process.execPath, [fixture("app.ts")], { env });
  await receiver.close();
  expect(stderr).toBe("");

  const places = receiver.logs().map((record) => ({
    place: valueOf(record["body"]),
    ...attributesOf(record["resource"]),
  })) as Record<string, unknown>[];
  expect(places.map(({ place }) => place).toSorted()).toEqual([
    "child",
    "cluster",
    "cluster",
    "primary",
    "thread",
    "thread",
  ]);
  expect(new Set(places.map((one) => one["service.instance.id"])).size).toBe(6);
  expect(new Set(places.map((one) => one["service.name"]))).toEqual(new Set(["shop"]));
  const threads = places.filter(({ place }) => place === "thread");
  const primary = places.find(({ place }) => place === "primary");
  expect(new Set(threads.map((one) => one["thread.id"])).size).toBe(2);
  expect(new Set(threads.map((one) => one["process.pid"]))).toEqual(new Set([primary?.["process.pid"]]));
  expect(primary).not.toHaveProperty(["thread.id"]);
  expect(new Set(places.map((one) => one["process.pid"])).size).toBe(4);

  const spans = receiver.spans();
  const outer = spans.find((span) => span["name"] === "start all");
  const inThreads = spans.filter((span) => span["name"] === "in thread");
  expect(
    inThreads.map((span) => [hex(span["traceId"]), hex(span["parentSpanId"]), attributesOf(span)]),
  ).toEqual(inThreads.map(() => [hex(outer?.["traceId"]), hex(outer?.["spanId"]), { "tenant.id": "t1" }]));
  expect(inThreads).toHaveLength(2);
});
