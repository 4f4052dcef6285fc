// The ends of a process that has a spool: what is left is on disk when it is over, the next start sends it, and the host's
// own way of ending is what it was.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { otlpExporter } from "../../src/index.ts";
import { withSpool } from "../../src/spool/spool.ts";
import { type Child, longFlushes, runProgram } from "../engine/ended.ts";
import { attributesOf, type Receiver, startReceiver } from "../engine/receiver.ts";

let receiver: Receiver;
let folder: string;

beforeEach(async () => {
  receiver = await startReceiver();
  folder = mkdtempSync(path.join(tmpdir(), "telltale-ends-"));
});

afterEach(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

const begin = `import { counter, log, start, startSpan, trace } from "telltale";
  const telemetry = start({ service: "child", limits: { queueSize: 4096 } });`;

function run(program: string, spool = true): Child {
  return runProgram(`${begin}\n${program}`, variables(spool));
}

function variables(spool = true): Record<string, string> {
  return {
    TELLTALE_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_TIMEOUT: "60000",
    ...(spool ? { TELLTALE_SPOOL_DIRECTORY: folder } : {}),
  };
}

/** The receiver takes requests and never answers. */
function silence(): void {
  receiver.script(...Array.from({ length: 100 }, () => () => {}));
}

function files(): string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith(".otlp"));
}

/** What the next start sends, from the spool alone. */
async function sentLater(): Promise<Receiver> {
  const { port } = receiver;
  await receiver.close();
  receiver = await startReceiver(port);
  const settings = { directory: folder, maxBytes: 1 << 24, maxAgeMs: 60_000 };
  const [next] = withSpool([otlpExporter({ endpoint: receiver.url })], settings, { rounds: 50 });
  await expect.poll(files, { timeout: 40_000 }).toEqual([]);
  await next?.stop?.();
  return receiver;
}

const spanNames = (): string[] => receiver.spans().map((span) => span["name"]);

test("`process.exit` in the middle of work: spans, records and metrics are on disk, the code is the host's", async () => {
  const child = run(`for (let i = 0; i < 1000; i++) trace("t" + i, () => {});
    log.info("l"); counter("c").add(3); process.exit(5);`);
  expect(await child.ended).toMatchObject({ code: 5, output: "" });
  expect(receiver.received).toEqual([]);
  await sentLater();
  expect(spanNames()).toEqual(Array.from({ length: 1000 }, (_, i) => `t${i}`));
  expect(receiver.logs().map((one) => one["body"].stringValue)).toEqual(["l"]);
  expect(receiver.metrics().map((one) => one["name"])).toContain("c");
  expect(files()).toEqual([]);
});

test("an uncaught error: recorded as unhandled, all is on disk, code and message as without us", async () => {
  const program = `trace("t", () => {}); setTimeout(() => { throw new TypeError("crash"); }, 1);`;
  const { code, output } = await run(program).ended;
  expect(code).toBe(1);
  expect(output).toContain("TypeError: crash");
  await sentLater();
  expect(spanNames()).toEqual(["t"]);
  const [record] = receiver.logs();
  expect(record?.["eventName"]).toBe("exception");
  expect(attributesOf(record)).toMatchObject({
    "exception.type": "TypeError",
    "exception.message": "crash",
    "telltale.error.handled": false,
  });
});

test("spans that are open at a crash are ended as incomplete, so that their trace is whole", async () => {
  await run(`trace("outer", () => { startSpan("inner"); return new Promise(() => {}); });
    setTimeout(() => { throw new Error("crash"); }, 1);`).ended;
  await sentLater();
  expect(spanNames().toSorted()).toEqual(["inner", "outer"]);
  for (const span of receiver.spans())
    expect(attributesOf(span)).toMatchObject({ "telltale.incomplete": true });
});

test("an unhandled rejection ends the process as without us, and is recorded", async () => {
  const { code, output } = await run(`void Promise.reject(new RangeError("nobody"));`).ended;
  expect(code).toBe(1);
  expect(output).toContain("RangeError: nobody");
  await sentLater();
  expect(attributesOf(receiver.logs()[0])).toMatchObject({ "exception.type": "RangeError" });
});

test("an error that the host catches itself does not end the process: nothing is written, the process goes on", async () => {
  const program = `process.on("uncaughtException", () => {});
    setTimeout(() => { throw new Error("caught"); }, 1);
    setTimeout(() => { trace("after", () => {}); }, 50);`;
  expect(await run(program).ended).toMatchObject({ code: 0, output: "" });
  expect(receiver.spans().map((span) => span["name"])).toEqual(["after"]);
  expect(receiver.logs()).toEqual([]);
  expect(files()).toEqual([]);
});

test("SIGTERM with a receiver that never answers: two seconds, then the spool, then the signal's own end", async () => {
  silence();
  const child = run(
    `setInterval(() => {}, 1000); trace("t", () => {}); log.info("l"); console.log("ready");`,
  );
  await child.printed("ready");
  const before = performance.now();
  // without a bound: the minute that an export may take
  child.kill("SIGTERM");
  expect(await child.ended).toMatchObject({ code: null, signal: "SIGTERM" });
  expect(performance.now() - before).toBeLessThan(30_000);
  await sentLater();
  expect(spanNames()).toEqual(["t"]);
  expect(receiver.logs()).toHaveLength(1);
});

test("a host that ends itself on SIGTERM in its own way: other listeners are untouched, what is left is on disk", async () => {
  silence();
  const child = run(`setInterval(() => {}, 1000); trace("t", () => {});
    process.on("SIGTERM", () => { console.log("host"); process.exit(9); }); console.log("ready");`);
  await child.printed("ready");
  child.kill("SIGTERM");
  expect(await child.ended).toMatchObject({ code: 9, signal: null, output: "ready\nhost\n" });
  await sentLater();
  expect(spanNames()).toEqual(["t"]);
});

test("a host that lives on after SIGTERM is left alone and goes on sending", async () => {
  const child = run(`const timer = setInterval(() => {}, 1000); trace("before", () => {});
    process.on("SIGTERM", () => setTimeout(() => { trace("after", () => {}); clearInterval(timer); }, 100));
    console.log("ready");`);
  await child.printed("ready");
  child.kill("SIGTERM");
  expect(await child.ended).toMatchObject({ code: 0, signal: null });
  expect(receiver.spans().map((span) => span["name"])).toEqual(["before", "after"]);
});

test("a second signal ends at once, and still nothing is lost", async () => {
  silence();
  const child = run(
    `${longFlushes} setInterval(() => {}, 1000); trace("t", () => {}); console.log("ready");`,
  );
  await child.printed("ready");
  child.kill("SIGINT");
  await receiver.requests(1);
  const before = performance.now();
  child.kill("SIGINT");
  expect(await child.ended).toMatchObject({ signal: "SIGINT" });
  expect(performance.now() - before).toBeLessThan(30_000);
  await sentLater();
  expect(spanNames()).toEqual(["t"]);
});

test("a program that comes to its end while the receiver is away leaves its telemetry on disk, and soon", async () => {
  const { port } = receiver;
  await receiver.close();
  // the end alone: how long a process takes to start is not its business
  const timed = `process.once("beforeExit", () => { const since = performance.now();
    process.on("exit", () => console.log("held", Math.round(performance.now() - since))); });`;
  const { code, output } = await runProgram(`${timed} ${begin} trace("t", () => {});`, variables()).ended;
  expect(code).toBe(0);
  // less than the two seconds that a flush at the end may take
  expect(Number(/held (\d+)/.exec(output)?.[1])).toBeLessThan(2000);
  receiver = await startReceiver(port);
  await sentLater();
  expect(spanNames()).toEqual(["t"]);
});

test("a spool that cannot be written at the end changes nothing about the end, and one line reports the loss", async () => {
  const program = `import { rmSync, writeFileSync } from "node:fs";
    trace("t", () => {});
    rmSync(process.env.TELLTALE_SPOOL_DIRECTORY, { recursive: true });
    writeFileSync(process.env.TELLTALE_SPOOL_DIRECTORY, "a file");
    process.exit(4);`;
  expect(await run(program).ended).toMatchObject({
    code: 4,
    output: expect.stringMatching(/^telltale: lost 1 span \(lost_at_exit\)[^\n]*\n$/),
  });
});

test("without a spool and a crash file `process.exit` writes nothing, and says what is lost", async () => {
  expect(await run(`trace("t", () => {}); process.exit(5);`, false).ended).toMatchObject({
    code: 5,
    output: expect.stringMatching(/^telltale: lost 1 span \(lost_at_exit\)[^\n]*\n$/),
  });
  expect(readdirSync(folder)).toEqual([]);
});

test("after `stop` nothing of us listens to the ends", async () => {
  const program = `await telemetry.stop();
    console.log(["SIGTERM", "SIGINT", "beforeExit", "exit", "uncaughtExceptionMonitor"].map((name) => process.listenerCount(name)).join());`;
  expect(await run(program).ended).toMatchObject({ code: 0, output: "0,0,0,0,0\n" });
});

test(
  "cluster and worker threads under one configuration: everything arrives once",
  { tags: ["extended"] },
  async () => {
    const { port } = receiver;
    await receiver.close();
    // a cluster forks files
    const library = JSON.stringify(new URL("../../src/index.ts", import.meta.url).href);
    const thread = path.join(folder, "thread.mts");
    writeFileSync(
      thread,
      `import { start, trace } from ${library}; const telemetry = start({ service: "thread" });
    trace("thread", () => {}); await telemetry.flush();`,
    );
    const app = path.join(folder, "app.mts");
    writeFileSync(
      app,
      `import { start, trace } from ${library};
    import cluster from "node:cluster"; import { Worker } from "node:worker_threads";
    start({ service: "app" });
    const over = (one) => new Promise((resolve) => one.on("exit", resolve));
    trace(process.env.NAME ?? "primary", () => {});
    if (cluster.isPrimary)
      await Promise.all([over(new Worker(${JSON.stringify(thread)})), over(cluster.fork({ NAME: "fork0" })), over(cluster.fork({ NAME: "fork1" }))]);
    else process.exit(0);`,
    );
    const flags = ["--conditions=telltale-source", "--disable-warning=ExperimentalWarning"];
    const { status, stderr } = spawnSync(process.execPath, [...flags, app], {
      encoding: "utf8",
      env: {
        ...process.env,
        NODE_OPTIONS: "",
        // how many of the processes find the receiver away before they end is a matter of luck
        OTEL_LOG_LEVEL: "none",
        TELLTALE_ENDPOINT: receiver.url,
        TELLTALE_SPOOL_DIRECTORY: folder,
      },
    });
    expect([status, stderr]).toEqual([0, ""]);
    receiver = await startReceiver(port);
    await sentLater();
    expect(spanNames().toSorted()).toEqual(["fork0", "fork1", "primary", "thread"]);
  },
);
