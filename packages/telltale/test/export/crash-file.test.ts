// The crash file: what a process could not send when it ended is sent by the next one, and by nobody else.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { otlpExporter } from "../../src/index.ts";
import { withCrashFile } from "../../src/spool/crash-file.ts";
import { type Child, runProgram } from "../engine/ended.ts";
import { attributesOf, type Receiver, startReceiver } from "../engine/receiver.ts";

let receiver: Receiver;
let folder: string;

beforeEach(async () => {
  receiver = await startReceiver();
  folder = mkdtempSync(path.join(tmpdir(), "telltale-crash-test-"));
});

afterEach(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

const own = (): string => path.join(folder, `telltale-crash-${process.geteuid?.() ?? "user"}`);
const files = (): string[] => (existsSync(own()) ? readdirSync(own()) : []);
const spanNames = (): string[] => receiver.spans().map((span) => span["name"]);

function run(program: string, environment: Record<string, string> = {}, options = ""): Child {
  const begin = `import { counter, log, recordTransaction, start, startSpan, trace } from "telltale";
    import { createServer } from "node:http";
    const telemetry = start({ service: "child" ${options} });`;
  return runProgram(`${begin}\n${program}`, {
    TELLTALE_ENDPOINT: receiver.url,
    TELLTALE_CRASH_FILE: "true",
    TMPDIR: folder,
    ...environment,
  });
}

/** Sends what was left, as the next start of the service does. */
async function next(maxBytes = 32 << 20): Promise<void> {
  const settings = { directory: folder, maxBytes, maxAgeMs: 86_400_000 };
  const [exporter] = withCrashFile([otlpExporter({ endpoint: receiver.url })], settings, ["child", "", ""]);
  await expect.poll(files, { timeout: 20_000 }).toEqual([]);
  await exporter?.stop?.();
}

const ten = `for (let i = 0; i < 10; i++) trace("t" + i, () => {});`;
const names = Array.from({ length: 10 }, (_, i) => `t${i}`);
/** A receiver that takes requests and never answers. */
const silence = (): void => receiver.script(...Array.from({ length: 20 }, () => () => {}));

test.each([
  [
    "process.exit inside async work",
    `${ten} trace("open", async () => { await null; process.exit(5); });`,
    { code: 5 },
  ],
  ["an uncaught error", `${ten} setTimeout(() => { throw new TypeError("crash of u1"); }, 1);`, { code: 1 }],
  ["an unhandled rejection", `${ten} void Promise.reject(new TypeError("crash of u1"));`, { code: 1 }],
])(
  "%s: everything arrives with the next start, once, and the code is the host's",
  async (_, program, end) => {
    const { code, output } = await run(program).ended;
    expect({ code }).toEqual(end);
    expect(output).not.toContain("telltale:");
    expect(receiver.received).toEqual([]);
    await next();
    expect(spanNames().filter((name) => name !== "open")).toEqual(names);
    expect(attributesOf(receiver.spans().find(({ name }) => name === "open"))["telltale.incomplete"]).toBe(
      program.includes("open") ? true : undefined,
    );
    const crashes = receiver.logs().map((record) => {
      const { "exception.type": type, "telltale.error.handled": handled } = attributesOf(record);
      return { type, handled };
    });
    expect(crashes).toEqual(end.code === 5 ? [] : [{ type: "TypeError", handled: false }]);
  },
);

test("a host that closes its server and exits on SIGTERM loses nothing", async () => {
  silence();
  const child = run(`const server = createServer().listen(0, () => { ${ten} console.log("ready"); });
    process.on("SIGTERM", () => server.close(() => process.exit(0)));`);
  await child.printed("ready");
  child.kill("SIGTERM");
  expect(await child.ended).toMatchObject({ code: 0, signal: null, output: "ready\n" });
  receiver.received.length = 0;
  const { port } = receiver;
  await receiver.close();
  receiver = await startReceiver(port);
  await next();
  expect(spanNames()).toEqual(names);
});

test.each([
  ["process.exit(1)", "at once"],
  ["setTimeout(() => process.exit(1), 50)", "a moment later"],
])("a host that hears of the error and ends by %s %s: the crash is recorded", async (exit) => {
  const child = run(`process.on("uncaughtException", () => { ${exit}; });
    startSpan("open"); setTimeout(() => { throw new RangeError("heard"); }, 1);`);
  expect(await child.ended).toMatchObject({ code: 1, output: "" });
  await next();
  expect(attributesOf(receiver.logs()[0])).toMatchObject({ "exception.type": "RangeError" });
});

test("spans that a crash keeps from ending are failed by it, and incomplete", async () => {
  await run(`startSpan("open"); startSpan("fine").setStatus({ code: 1 });
    setTimeout(() => { throw new TypeError("crash"); }, 1);`).ended;
  await next();
  const open = receiver.spans().find(({ name }) => name === "open");
  expect(attributesOf(open)).toMatchObject({ "error.type": "TypeError", "telltale.incomplete": true });
  expect(open?.["status"]).toMatchObject({ message: "crash" });
  const fine = receiver.spans().find(({ name }) => name === "fine");
  expect(attributesOf(fine)).toEqual({ "telltale.incomplete": true });
});

test("at a natural end open spans leave as incomplete, and nothing is written", async () => {
  const { code } = await run(`startSpan("outer").trace("inner", () => new Promise(() => {}));`).ended;
  expect(code).toBe(0);
  expect(receiver.spans().map((span) => [span["name"], attributesOf(span)["telltale.incomplete"]])).toEqual([
    ["inner", true],
    ["outer", true],
  ]);
  expect(existsSync(own())).toBe(false);
});

test("at a natural end metrics that were just sent are not written again; what was counted since is", async () => {
  const program = `const { metrics } = await import("@opentelemetry/api");
    metrics.getMeter("m").createObservableGauge("load").addCallback((result) => result.observe(1));
    counter("orders").add(1);`;
  expect(await run(program).ended).toMatchObject({ code: 0 });
  expect(receiver.metrics().map(({ name }) => name)).toEqual(expect.arrayContaining(["load", "orders"]));
  expect(files()).toEqual([]);
  await run(`${program} process.prependListener("exit", () => counter("orders").add(1));`).ended;
  expect(files().length).toBe(1);
});

test("work that another listener begins at the natural end keeps its open span", async () => {
  await run(`const open = startSpan("open");
    process.once("beforeExit", () => setTimeout(() => open.end(), 100));`).ended;
  expect(attributesOf(receiver.spans()[0])).toEqual({});
});

test("SIGHUP flushes and ends the process by that signal; a host that listens keeps its way", async () => {
  const alone = run(`${ten} setInterval(() => {}, 1000); console.log("ready");`);
  await alone.printed("ready");
  alone.kill("SIGHUP");
  expect(await alone.ended).toMatchObject({ code: null, signal: "SIGHUP" });
  expect(spanNames()).toEqual(names);
  const host = run(`const timer = setInterval(() => {}, 1000);
    process.on("SIGHUP", () => { console.log("reloaded"); clearInterval(timer); }); console.log("ready");`);
  await host.printed("ready");
  host.kill("SIGHUP");
  expect(await host.ended).toMatchObject({ code: 0, output: "ready\nreloaded\n" });
});

test("handlers of `exit` run after ours, and see the code", async () => {
  const child = run(`process.on("exit", (code) => console.log("host", code)); ${ten} process.exit(3);`);
  expect(await child.ended).toMatchObject({ code: 3, output: "host 3\n" });
  expect(files().length).toBeGreaterThan(0);
});

test("held traces of a tail sampler, open transactions and records leave at the end", async () => {
  const tail = `, sampling: { tail: { defaultRate: 1 } }`;
  await run(`${ten} log.info("l"); counter("c").add(3); process.exit(1);`, {}, tail).ended;
  await next();
  expect(spanNames()).toEqual(names);
  expect(receiver.logs().map((one) => one["body"].stringValue)).toEqual(["l"]);
  expect(receiver.metrics().map((one) => one["name"])).toContain("c");
});

test("the files hold no secrets and are readable for their user alone", async () => {
  await run(`trace("pay", { attributes: { "card.number": "4111111111111111", password: "Hunter2Hunter2" } }, () => {});
    process.exit(1);`).ended;
  expect(statSync(own()).mode & 0o777).toBe(0o700);
  expect(files().length).toBeGreaterThan(0);
  for (const file of files()) {
    expect(statSync(path.join(own(), file)).mode & 0o777).toBe(0o600);
    const text = readFileSync(path.join(own(), file), "latin1");
    expect(text).not.toMatch(/4111111111111111|Hunter2Hunter2/);
  }
});

test("another service, and one with other credentials, do not send it", async () => {
  await run(`${ten} process.exit(1);`).ended;
  const left = files();
  const others = [
    run(`trace("other", () => {});`, { OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer tenant-b" }),
    run(`trace("other", () => {});`, {}, `, environment: "staging"`),
  ];
  for (const { ended } of others) expect(await ended).toMatchObject({ code: 0, output: "" });
  expect(spanNames()).toEqual(["other", "other"]);
  expect(files()).toEqual(left);
});

test("of many processes that start at once one sends it", async () => {
  await run(`${ten} process.exit(1);`).ended;
  const all = Array.from({ length: 3 }, () => run(`console.log("up");`));
  await Promise.all(all.map(async ({ ended }) => ended));
  expect(spanNames()).toEqual(names);
  expect(files()).toEqual([]);
});

test("while the receiver is away the files stay, and nothing is printed", async () => {
  await run(`${ten} process.exit(1);`).ended;
  const left = files();
  const { port } = receiver;
  await receiver.close();
  const { code, output } = await run("").ended;
  expect({ code, output }).toEqual({ code: 0, output: "" });
  expect(files()).toEqual(left);
  receiver = await startReceiver(port);
  await next();
  expect(spanNames()).toEqual(names);
});

test("a damaged, a foreign and an old file are not sent, and go", async () => {
  await run(`${ten} process.exit(1);`).ended;
  const [file = ""] = files().filter((one) => readFileSync(path.join(own(), one)).includes("t9"));
  const bytes = readFileSync(path.join(own(), file));
  for (const one of files()) rmSync(path.join(own(), one));
  const to = (name: string): string => path.join(own(), name);
  const old = file.replace(/-\d{14}-/, `-${String(Date.now() - 25 * 3_600_000).padStart(14, "0")}-`);
  writeFileSync(to(old), bytes, { mode: 0o600 });
  bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
  writeFileSync(to(file), bytes, { mode: 0o600 });
  const link = file.replace(/-[0-9a-f]{12}-/, "-aaaaaaaaaaaa-");
  symlinkSync("/etc/passwd", to(link));
  writeFileSync(to("notes.txt"), "not ours");
  const { output } = await run("").ended;
  expect(output).toMatch(
    /^telltale: lost \d+ spans \(crash_file_expired\).*\ntelltale: lost \d+ spans \(crash_file_damaged\).*\n$/,
  );
  expect(spanNames()).toEqual([]);
  expect(files().filter((one) => !one.includes("-aaaaaaaaaaaa-"))).toEqual(["notes.txt"]);
});

test.each([
  ["a link", () => symlinkSync(path.join(folder, "elsewhere"), own()), {}],
  ["in a folder that cannot be written", () => {}, { TELLTALE_CRASH_FILE_DIRECTORY: "/proc" }],
])(
  "a folder that is %s is not used; the end is as without it, and one line says so",
  async (_, make, environment) => {
    mkdirSync(path.join(folder, "elsewhere"), { mode: 0o700 });
    make();
    const { code, output } = await run(`${ten} log.info("l"); process.exit(4);`, environment).ended;
    expect(code).toBe(4);
    expect(output).toMatch(/^telltale: lost 10 spans, 1 log records \(crash_file_failed\)[^\n]*\n$/);
    expect(readdirSync(path.join(folder, "elsewhere"))).toEqual([]);
  },
);

test.each([
  ["by the variable", { TELLTALE_CRASH_FILE: "false" }, ""],
  ["by the option", {}, ", crashFile: false"],
])("switched off %s nothing is written, and the loss is said", async (_, environment, option) => {
  const { output } = await run(`${ten} process.exit(0);`, environment, option).ended;
  expect(output).toMatch(/^telltale: lost 10 spans \(lost_at_exit\)[^\n]*\n$/);
  expect(existsSync(own())).toBe(false);
});

test("the bounds hold: the oldest file goes", async () => {
  const bound = { TELLTALE_CRASH_FILE_MAX_BYTES: "4000" };
  const program = (turn: number): string =>
    `for (let i = 0; i < 10; i++) trace("run${turn}", () => {}); process.exit(0);`;
  for (let turn = 0; turn < 3; turn++) await run(program(turn), bound).ended;
  const bytes = files().map((file) => statSync(path.join(own(), file)).size);
  expect(bytes.reduce((sum, one) => sum + one)).toBeLessThan(2 * 4000);
  await next(4000);
  const left = new Set(spanNames());
  expect([left.has("run2"), left.has("run0")]).toEqual([true, false]);
});

test("what a process claimed and did not send is taken over when it is gone", async () => {
  await run(`${ten} process.exit(1);`).ended;
  for (const file of files()) {
    copyFileSync(path.join(own(), file), path.join(own(), `${file}.free.1.aaaaaaaaaaaa`));
    rmSync(path.join(own(), file));
  }
  await next();
  expect(spanNames()).toEqual(names);
});

test("`stop()` while the receiver is away, then the end: the next start sends it", async () => {
  const { port } = receiver;
  await receiver.close();
  await run(`${ten} await telemetry.stop(300); process.exit(0);`).ended;
  receiver = await startReceiver(port);
  await next();
  expect(spanNames()).toEqual(names);
});
