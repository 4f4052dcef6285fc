// The resource as it leaves, judged by the official messages: attributes, entities, schema, and what is found out late.
import { afterEach, beforeEach, expect, test } from "vitest";
import { counter, log, start, type StartOptions, type Telltale, trace } from "../../src/index.ts";
import { reported } from "../../src/engine/diagnostics/diagnose.ts";
import type { Plain } from "./official.ts";
import { attributesOf, type Receiver, startReceiver } from "./receiver.ts";

let receiver: Receiver;
let telemetry: Telltale;
const before = { ...process.env };

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  await telemetry.stop();
  await receiver.close();
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});

/** Starts, lets pass what is known at once, makes one of each signal, flushes. */
async function record(options: StartOptions = {}): Promise<void> {
  telemetry = start({ endpoint: receiver.url, handleExit: false, ...options });
  await new Promise((resolve) => setImmediate(resolve));
  trace("a", () => log.info("b"));
  counter("c").add(1);
  await telemetry.flush();
}

const resources = (): Plain[] =>
  receiver.received.flatMap(({ message }) => [
    ...(message["resourceSpans"] ?? []),
    ...(message["resourceLogs"] ?? []),
    ...(message["resourceMetrics"] ?? []),
  ]);

test("the same resource on all three signals, with SDK, process, host and system", async () => {
  await record({ service: "shop" });
  const [first, ...others] = resources().map(({ resource }) => attributesOf(resource));
  expect(others).toHaveLength(2);
  for (const other of others) expect(other).toEqual(first);
  expect(first).toMatchObject({
    "service.name": "shop",
    "telemetry.sdk.name": "telltale",
    "telemetry.sdk.language": "nodejs",
    "process.runtime.version": process.versions.node,
    "host.name": expect.any(String),
    "os.type": process.platform,
    "service.instance.id": expect.any(String),
  });
  // where arguments and environment may hold secrets, they stay here
  expect(Object.keys(first ?? {}).filter((key) => /command_args|command_line|env/.test(key))).toEqual([]);
});

test("entities refer to attributes that are there, identities whole", async () => {
  await record({ service: { name: "shop", version: "2" }, attributes: { "k8s.pod.name": "shop-1" } });
  const resource = resources()[0]?.["resource"] as Plain;
  const keys = Object.keys(attributesOf(resource));
  const entities = resource["entityRefs"] as Plain[];
  const types = entities.map(({ type }) => type);
  expect(types).toEqual(
    expect.arrayContaining(["service", "service.instance", "telemetry.sdk", "process", "os"]),
  );
  // its identity is the uid, which is not known
  expect(types).not.toContain("k8s.pod");
  for (const { idKeys, descriptionKeys, schemaUrl } of entities) {
    expect(keys).toEqual(expect.arrayContaining([...idKeys, ...descriptionKeys]));
    expect(idKeys.length).toBeGreaterThan(0);
    expect(schemaUrl).toMatch(/^https:\/\/opentelemetry\.io\/schemas\/\d/);
  }
  expect(entities.find(({ type }) => type === "service")).toMatchObject({
    idKeys: ["service.name"],
    descriptionKeys: ["service.version"],
  });
});

test("detectors by option: none, some, those of the OpenTelemetry shape", async () => {
  const detector = { detect: () => ({ attributes: { "a.now": 1, "a.later": Promise.resolve("x") } }) };
  await record({ resourceDetectors: ["os", detector] });
  const attributes = attributesOf(resources()[0]?.["resource"]);
  expect(attributes).toMatchObject({ "os.type": process.platform, "a.now": 1n, "a.later": "x" });
  expect(Object.keys(attributes)).not.toContain("host.name");
});

test("a detector that never answers delays neither the start nor what leaves", async () => {
  const timedOut = reported()["flush_timed_out"];
  await record({ resourceDetectors: [{ detect: async () => new Promise(() => {}) }] });
  // without: the flush would end it
  expect(reported()["flush_timed_out"]).toBe(timedOut);
  expect(attributesOf(resources()[0]?.["resource"])["service.name"]).toMatch(/^unknown_service:/);
});

test("what comes late is on what leaves then", async () => {
  const { promise: found, resolve: answer } = Promise.withResolvers<object>();
  await record({ resourceDetectors: [{ detect: async () => found }], attributes: { strong: "option" } });
  const earlier = receiver.received.length;
  answer({ attributes: { "cloud.region": "eu", strong: "detector" } });
  await found;
  await new Promise((resolve) => setImmediate(resolve));
  trace("later", () => {});
  await telemetry.flush();
  const last = receiver.received.slice(earlier).find(({ message }) => message["resourceSpans"] !== undefined);
  expect(attributesOf(last?.message["resourceSpans"][0].resource)).toMatchObject({
    "cloud.region": "eu",
    strong: "option",
  });
});

test.each([
  ["none", [], ["os.type", "host.name", "process.pid", "service.instance.id"]],
  ["env,os", ["os.type"], ["host.name", "process.pid"]],
  ["all", ["os.type", "host.name", "process.pid", "service.instance.id"], []],
  ["os,mine", ["os.type"], ["host.name"]],
])("OTEL_NODE_RESOURCE_DETECTORS=%s", async (value, there, missing) => {
  process.env["OTEL_NODE_RESOURCE_DETECTORS"] = value;
  await record();
  const keys = Object.keys(attributesOf(resources()[0]?.["resource"]));
  expect(keys).toEqual(expect.arrayContaining(there));
  for (const key of missing) expect(keys).not.toContain(key);
});

test("a service may have an empty version, as a build without one gives it", async () => {
  await record({ service: { name: "shop", version: "", namespace: "", instanceId: "" } });
  expect(attributesOf(resources()[0]?.["resource"])["service.name"]).toBe("shop");
});

test("a configuration file's schema URL is beside the resource of every signal", async () => {
  const file = new URL("../fixtures/config/snippets/Resource_kitchen_sink.yaml", import.meta.url);
  process.env["OTEL_CONFIG_FILE"] = file.pathname;
  await record();
  expect(resources().map(({ schemaUrl }) => schemaUrl)).toEqual(
    Array.from({ length: 3 }, () => "https://opentelemetry.io/schemas/1.16.0"),
  );
  expect(attributesOf(resources()[0]?.["resource"])).toMatchObject({
    "service.namespace": "my-namespace",
    string_key: "value",
    bool_key: true,
    int_key: 1n,
    double_key: 1.1,
    "process.pid": BigInt(process.pid),
  });
});
