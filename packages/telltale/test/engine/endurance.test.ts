// What applications do for long, in short: spans that never end, attribute sets without end, load without pause, a clock that jumps.
// Memory stays bounded and nothing is lost uncounted. Memory is measured in a process of its own, after a collection of garbage.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { start, startSpan, trace } from "../../src/index.ts";
import { runProgram } from "./ended.ts";
import { attributesOf, type Receiver, startReceiver } from "./receiver.ts";

const megabyte = 1 << 20;
const prologue = `import { counter, start, startSpan, trace } from "telltale";
  import { setFlagsFromString } from "node:v8"; import { runInNewContext } from "node:vm";
  setFlagsFromString("--expose-gc"); const gc = runInNewContext("gc");
  const memory = () => { gc(); const { heapUsed, external } = process.memoryUsage(); return heapUsed + external; };
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const telemetry = start({ service: "endurance", handleExit: false });
  const sum = (all) => Object.values(all).reduce((one, other) => one + other, 0);`;

let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  vi.useRealTimers();
  await receiver.close();
});

/** Runs `program` against the receiver; gives what it printed as JSON. */
async function run(program: string): Promise<Record<string, number>> {
  const { ended } = runProgram(`${prologue}\n${program}`, {
    TELLTALE_ENDPOINT: receiver.url,
    OTEL_LOG_LEVEL: "none",
  });
  const { code, output } = await ended;
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/^\{/) });
  return JSON.parse(output) as Record<string, number>;
}

test("10,000 open spans never ended: what is remembered is bounded, others arrive, the newest are sent at the stop", async () => {
  const { grown, first, exported, dropped } = await run(`
    for (let i = 0; i < 20_000; i++) startSpan("open", { attributes: { i } });
    const before = memory();
    for (let i = 20_000; i < 60_000; i++) startSpan("open", { attributes: { i } });
    const grown = memory() - before;
    trace("whole", () => {});
    await telemetry.flush();
    const first = telemetry.stats().traces.exported;
    // what is in flight when the time is over may arrive and counts as lost
    await telemetry.stop(120_000);
    const { exported, dropped } = telemetry.stats().traces;
    console.log(JSON.stringify({ grown, first, exported, dropped: sum(dropped) }));`);
  expect(grown).toBeLessThan(2 * megabyte);
  expect(first).toBe(1);
  // ten thousand are remembered, and the one that ended was among them
  expect((exported ?? 0) + (dropped ?? 0)).toBe(10_000);
  const names = receiver.spans().map((span) => span["name"]);
  expect(names[0]).toBe("whole");
  expect(names).toHaveLength(exported ?? 0);
  const open = receiver.spans().find((span) => span["name"] === "open");
  expect(attributesOf(open)).toMatchObject({ "telltale.incomplete": true });
});

const long = { tags: ["extended"] };

test("1,000,000 attribute sets on one counter: bounded memory, and no count is lost", long, async () => {
  const { grown } = await run(`
    const orders = counter("orders");
    for (let i = 0; i < 10_000; i++) orders.add(1, { "order.id": \`o-\${i}\` });
    const before = memory();
    for (let i = 10_000; i < 1_000_000; i++) orders.add(1, { "order.id": \`o-\${i}\` });
    const grown = memory() - before;
    await telemetry.stop();
    console.log(JSON.stringify({ grown }));`);
  expect(grown).toBeLessThan(megabyte);
  const points = receiver.metrics().findLast((metric) => metric["name"] === "orders")?.["sum"].dataPoints;
  expect(points.length).toBeLessThanOrEqual(2000);
  expect(points.reduce((all: number, point: any) => all + Number(point.asDouble ?? point.asInt), 0)).toBe(
    1_000_000,
  );
});

test(
  "load without pause: memory is where it was, and all that was made has arrived or is counted",
  long,
  async () => {
    const { grown, made, known } = await run(`
    let made = 0;
    const load = async (turns) => {
      for (let turn = 0; turn < turns; turn++) {
        for (let i = 0; i < 100; i++, made++) trace("soak", (span) => span.setAttribute("turn", turn));
        await wait(5);
      }
    };
    await load(60);
    await telemetry.flush();
    const before = memory();
    await load(120);
    await telemetry.flush();
    const grown = memory() - before;
    const { queued, exported, dropped } = telemetry.stats().traces;
    await telemetry.stop();
    console.log(JSON.stringify({ grown, made, known: queued + exported + sum(dropped) }));`);
    expect(grown).toBeLessThan(2 * megabyte);
    expect(known).toBe(made);
  },
);

test.each([
  ["an hour on", 3_600_000],
  ["an hour back", -3_600_000],
])("a clock that is set %s: spans last as long as they did, and batches go on", async (_words, jumpMs) => {
  const telemetry = start({ service: "endurance", endpoint: receiver.url, handleExit: false });
  trace("before", () => {});
  const across = startSpan("across");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + jumpMs });
  across.end();
  await telemetry.flush();
  trace("after", () => {});
  await telemetry.flush();
  await telemetry.stop();
  const spans = receiver.spans();
  expect(spans.map((span) => span["name"])).toEqual(["before", "across", "after"]);
  for (const span of spans) {
    const lasted = BigInt(span["endTimeUnixNano"]) - BigInt(span["startTimeUnixNano"]);
    expect(lasted).toBeGreaterThanOrEqual(0n);
    expect(lasted).toBeLessThan(10_000_000_000n);
  }
});
