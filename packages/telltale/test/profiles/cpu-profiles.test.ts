// CPU profiles of slow spans as they leave, judged by a decoder that is not ours: they name what was busy, and stay within their bounds.
import { execFile } from "node:child_process";
import { Session } from "node:inspector";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { start, type Telltale, trace, traceDatabase, traceId } from "../../src/index.ts";
import type { CpuProfileOptions } from "../../src/options/index.ts";
import { attributesOf, hex, type Receiver, startReceiver, valueOf } from "../engine/receiver.ts";
import { squareRootsForAWhile } from "./busy.ts";

interface Profile {
  readonly nodes: {
    readonly id: number;
    readonly hitCount: number;
    readonly children: number[];
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: number[];
  readonly timeDeltas: number[];
}

let receiver: Receiver;
let telltale: Telltale | undefined;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await telltale?.stop();
  await receiver.close();
});

function begin(cpuProfiles: CpuProfileOptions | undefined): void {
  telltale = start({ service: "shop", endpoint: receiver.url, cpuProfiles });
}

const records = (): Record<string, any>[] =>
  receiver.logs().filter((log) => log["eventName"] === "telltale.profile.cpu");
const profileIn = (record: Record<string, any> | undefined): Profile =>
  JSON.parse(gunzipSync(valueOf(record?.["body"]) as Buffer).toString()) as Profile;

/** What the format asks for (Chrome DevTools protocol, Profiler.Profile), and what speedscope reads. */
function expectWellFormed(profile: Profile): void {
  const ids = new Set(profile.nodes.map((node) => node.id));
  expect(ids.size).toBe(profile.nodes.length);
  expect(profile.nodes[0]?.callFrame.functionName).toBe("(root)");
  const children = profile.nodes.flatMap((node) => node.children);
  expect(new Set(children).size).toBe(profile.nodes.length - 1);
  expect(children.every((id) => ids.has(id))).toBe(true);
  expect(profile.samples.every((id) => ids.has(id))).toBe(true);
  expect(profile.timeDeltas).toHaveLength(profile.samples.length);
  expect(profile.timeDeltas.every((delta) => delta >= 0)).toBe(true);
  const sampled = profile.timeDeltas.reduce((sum, delta) => sum + delta, 0);
  expect(sampled).toBeLessThanOrEqual(profile.endTime - profile.startTime);
  expect(profile.nodes.reduce((sum, node) => sum + node.hitCount, 0)).toBe(profile.samples.length);
}

test("a slow span brings the profile of its time, and names the busy function", async () => {
  begin({ thresholdMs: 400, intervalMs: 1 });
  // a command that is there to wait is not slow, whatever runs meanwhile
  traceDatabase({ system: "redis", query: "BLPOP jobs 5" }, () => squareRootsForAWhile(450));
  const id = trace("slow", () => {
    squareRootsForAWhile(500);
    return traceId();
  });
  trace("quick", () => 1);
  await telltale?.flush();

  expect(records()).toHaveLength(1);
  const [record] = records();
  const [span] = receiver.spans().filter(({ name }) => name === "slow");
  expect(hex(record?.["traceId"])).toBe(id);
  expect(hex(record?.["spanId"])).toBe(hex(span?.["spanId"]));
  expect(attributesOf(record)).toMatchObject({
    "telltale.profile.name": "slow",
    "telltale.profile.cpu_format": "cpuprofile",
    "telltale.profile.cpu_encoding": "gzip",
  });
  const profile = profileIn(record);
  expectWellFormed(profile);
  const most = Math.max(...profile.nodes.map((node) => node.hitCount));
  const busiest = profile.nodes.find((node) => node.hitCount === most);
  expect(busiest?.callFrame.functionName).toBe("squareRootsForAWhile");
  expect(busiest?.callFrame.url).toMatch(/^file:/);
  // of its own time only: what was busy before it is not in it
  const durationUs = (Number(span?.["endTimeUnixNano"]) - Number(span?.["startTimeUnixNano"])) / 1000;
  expect(profile.endTime - profile.startTime).toBeLessThanOrEqual(durationUs + 100_000);
});

test("a number a minute, one a trace, the innermost first", async () => {
  begin({ thresholdMs: 20, intervalMs: 1, maxPerMinute: 1 });
  trace("outer", () => trace("inner", () => squareRootsForAWhile(40)));
  trace("next", () => squareRootsForAWhile(40));
  await telltale?.flush();
  expect(records().map((record) => attributesOf(record)["telltale.profile.name"])).toEqual(["inner"]);
});

test("one that is too large gets fewer samples, and one that stays too large is counted", async () => {
  begin({ thresholdMs: 100, intervalMs: 0.1, maxBytes: 1024 });
  trace("slow", () => squareRootsForAWhile(150));
  await telltale?.flush();
  const sizes = records().map((record) => (valueOf(record["body"]) as Buffer).length);
  const tooLarge = telltale?.stats().reports["cpu_profile_too_large"] ?? 0;
  expect(sizes.length + tooLarge).toBe(1);
  expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(1024);
});

test(
  "waiting brings none, and a span that began long before only what was recorded",
  { tags: ["extended"] },
  async () => {
    begin({ thresholdMs: 200, intervalMs: 1 });
    // long, so that what little runs on a busy machine, where samples are rare, weighs nothing
    await trace("wait", async () => new Promise((resolve) => setTimeout(resolve, 1000)));
    trace("old", { startTime: Date.now() - 86_400_000 }, () => 1);
    await telltale?.flush();
    expect(records().map((record) => attributesOf(record)["telltale.profile.name"])).not.toContain("wait");
    for (const record of records())
      expect(profileIn(record).endTime - profileIn(record).startTime).toBeLessThan(60e6);
  },
);

// another function, which V8 has not optimised yet: one that was inlined before would count as its caller
function cubeRootsForAWhile(ms: number): number {
  const until = performance.now() + ms;
  let sum = 0;
  while (performance.now() < until) {
    for (let index = 0; index < 100_000; index++) sum += Math.cbrt(sum + index);
  }
  return sum;
}

test("another session of the inspector goes on beside it", async () => {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.start");
  begin({ thresholdMs: 50, intervalMs: 1 });
  trace("slow", () => cubeRootsForAWhile(80));
  await telltale?.stop();
  const theirs = await new Promise<Profile>((resolve, reject) => {
    session.post("Profiler.stop", (error, { profile }) =>
      error === null ? resolve(profile as Profile) : reject(error),
    );
  });
  session.disconnect();
  expect(theirs.nodes.map((node) => node.callFrame.functionName)).toContain("cubeRootsForAWhile");
  expect(profileIn(records()[0]).nodes.map((node) => node.callFrame.functionName)).toContain(
    "cubeRootsForAWhile",
  );
});

test("never unless asked for; by the environment too", { tags: ["extended"] }, async () => {
  const program = fileURLToPath(new URL("slow-program.ts", import.meta.url));
  const run = async (env: Record<string, string>): Promise<void> => {
    const flags = ["--conditions=telltale-source", "--disable-warning=ExperimentalWarning"];
    const base = {
      PATH: process.env["PATH"],
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    };
    await promisify(execFile)(process.execPath, [...flags, program], { env: { ...base, ...env } });
  };
  await run({});
  expect(records()).toHaveLength(0);
  await run({ TELLTALE_CPU_PROFILES: "true", TELLTALE_CPU_PROFILES_THRESHOLD: "50" });
  expect(records()).toHaveLength(1);
  expectWellFormed(profileIn(records()[0]));
});
