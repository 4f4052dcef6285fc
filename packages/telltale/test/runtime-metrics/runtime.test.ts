// The runtime's metrics as they leave, and that they say what happened.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { observeRuntime, runtime as integration } from "../../src/integrations/runtime.ts";
import { scrape } from "../../src/prometheus/index.ts";
import { collect, type Collected, type SentPoint } from "../collect.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { expectAllDeclaredSeen, expectOnlyDeclared } from "../contract/emitted.ts";
import { until } from "../contract/until.ts";

describeIntegration(integration);

describe("the runtime's metrics", () => {
  let sent: Collected;
  let stop: ReturnType<typeof observeRuntime>;
  const pointsOf = async (metric: string): Promise<SentPoint[]> => {
    await sent.flush();
    return sent.points(metric);
  };
  const valueOf = async (metric: string): Promise<number> => (await pointsOf(metric))[0]?.value ?? NaN;

  beforeEach(() => {
    // what other tests of this file have begun
    observeRuntime()();
    sent = collect();
    stop = observeRuntime({ resolutionMs: 5 });
  });
  afterEach(async () => {
    await sent.flush();
    expectOnlyDeclared(integration, sent);
    stop();
    await sent.stop();
  });
  afterAll(() => expectAllDeclaredSeen(integration));

  test("a loop that was held up says for how long, and since the last collection only", async () => {
    // the runtime measures from one of its looks to the next, and a collection begins anew
    const turn = async (ms: number): Promise<void> => {
      const end = performance.now() + ms;
      await until(() => performance.now() > end);
    };
    // on a busy machine the runtime may not have looked twice yet
    const maxAfter = async (ms: number): Promise<number> => {
      let max = NaN;
      await until(async () => {
        await turn(ms);
        max = await valueOf("nodejs.eventloop.delay.max");
        return !Number.isNaN(max);
      }, "a delay");
      return max;
    };
    await turn(30);
    const end = performance.now() + 600;
    while (performance.now() < end);
    let max = 0;
    // on a busy machine an earlier, shorter delay may be collected first
    await until(async () => {
      max = Math.max(max, await maxAfter(30));
      return max > 0.5;
    }, "the delay of the busy loop");
    expect(max).toBeLessThan(5);
    expect(await maxAfter(30)).toBeLessThan(max);
    expect(sent.points("nodejs.eventloop.delay.p50")[0]?.value).toBeGreaterThanOrEqual(0);
    const share = await valueOf("nodejs.eventloop.utilization");
    expect(share >= 0 && share <= 1).toBe(true);
    const states = (await pointsOf("nodejs.eventloop.time")).map(
      ({ attributes }) => attributes["nodejs.eventloop.state"],
    );
    expect(states).toEqual(["active", "idle"]);
    // the last collection may have no delay
    await maxAfter(30);
    expectOnlyDeclared(integration, sent);
  });

  const scraped = async (metric: string): Promise<number> => {
    const { body } = await scrape({ accept: "text/plain" });
    const line = new RegExp(`^${metric}(?:{.*})? (\\S+)$`, "m").exec(new TextDecoder().decode(body));
    return Number(line?.[1]);
  };

  test("a reader that comes later looks back to the beginning, not to the collection of another", async () => {
    await sent.stop();
    sent = collect({ prometheus: { server: false } });
    const begun = performance.eventLoopUtilization();
    while (performance.eventLoopUtilization(begun).idle < 50)
      await new Promise((resolve) => setTimeout(resolve, 10));
    const first = await valueOf("nodejs.eventloop.utilization");
    expect(first).toBeLessThan(1);
    const later = await scraped("nodejs_eventloop_utilization_ratio");
    expect(later).toBeGreaterThanOrEqual(0);
    expect(later).toBeLessThan(1);
  });

  test("what is since the last collection is each reader's own", async () => {
    await sent.stop();
    sent = collect({ prometheus: { server: false } });
    // the runtime looks before a timer that is due later
    const looked = async (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));
    await scraped("process_uptime_seconds");
    await sent.flush();
    await looked();
    const end = performance.now() + 600;
    while (performance.now() < end);
    await looked();
    expect(await scraped("nodejs_eventloop_delay_max_seconds")).toBeGreaterThan(0.4);
    expect(await valueOf("nodejs.eventloop.delay.max")).toBeGreaterThan(0.4);
    expect(sent.points("nodejs.eventloop.utilization")[0]?.value).toBeGreaterThan(0.4);
  });

  test("a garbage collection is measured by its type", async () => {
    setFlagsFromString("--expose-gc");
    (runInNewContext("gc") as () => void)();
    let types: unknown[] = [];
    await until(async () => {
      types = (await pointsOf("v8js.gc.duration")).map(({ attributes }) => attributes["v8js.gc.type"]);
      return types.includes("major");
    }, "a major collection");
    expect(types).toContain("major");
  });

  test("heap, CPU and memory are this process's", async () => {
    const kept = Array.from({ length: 1e5 }, (_, at) => ({ at }));
    const used = (await pointsOf("v8js.memory.heap.used")).reduce((sum, { value }) => sum + value, 0);
    expect(used / process.memoryUsage().heapUsed).toBeGreaterThan(0.5);
    expect(kept).toHaveLength(1e5);
    const spaces = (await pointsOf("v8js.memory.heap.space.size")).map(
      ({ attributes }) => attributes["v8js.heap.space.name"],
    );
    expect(spaces).toEqual(expect.arrayContaining(["old_space", "new_space", "code_space"]));
    expect(Math.abs((await valueOf("process.memory.usage")) / process.memoryUsage.rss() - 1)).toBeLessThan(
      0.5,
    );
    const { user } = process.cpuUsage();
    const share = (await valueOf("process.cpu.time")) / (user / 1e6);
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(2);
    const modes = (await pointsOf("process.cpu.utilization")).map(({ attributes, value }) => [
      attributes["cpu.mode"],
      value <= 1,
    ]);
    expect(modes).toEqual([
      ["user", true],
      ["system", true],
    ]);
  });

  test("what is active is counted by its kind", async () => {
    const timers = Array.from({ length: 3 }, () => setTimeout(() => {}, 60_000));
    const active = await pointsOf("v8js.resource.active");
    for (const timer of timers) clearTimeout(timer);
    const counted = active.find(({ attributes }) => attributes["v8js.resource.type"] === "Timeout");
    expect(counted?.value).toBeGreaterThanOrEqual(3);
  });

  test("a second observation is the first; ended, nothing is exported; a wrong resolution is counted", async () => {
    expect(observeRuntime()).toBe(stop);
    stop();
    expect(await pointsOf("process.uptime")).toEqual([]);
    stop = observeRuntime({ resolutionMs: -1, heap: false, process: false });
    expect(await pointsOf("process.uptime")).toEqual([]);
    expect(await pointsOf("nodejs.eventloop.utilization")).toHaveLength(1);
    expect(sent.stats().reports["runtime_option_invalid"]).toBeGreaterThan(0);
  });

  test("a worker thread reports its own loop and heap, not the process", async () => {
    const source = `
      import { memoryExporter, start } from "${new URL("../../src/index.ts", import.meta.url).href}";
      import { observeRuntime } from "${new URL("../../src/integrations/runtime.ts", import.meta.url).href}";
      import { parentPort } from "node:worker_threads";
      const memory = memoryExporter();
      const telltale = start({ service: "worker", exporters: [memory] });
      observeRuntime();
      await telltale.flush();
      parentPort.postMessage(memory.metrics().map((metric) => metric.name));
      await telltale.stop();
      process.exit();`;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
      execArgv: ["--conditions=telltale-source"],
    });
    const names = await new Promise<string[]>((resolve, reject) => {
      worker.on("message", resolve);
      worker.on("error", reject);
    });
    await worker.terminate();
    expect(names).toContain("nodejs.eventloop.utilization");
    expect(names.filter((name) => name.startsWith("process."))).toEqual([]);
  });
});
