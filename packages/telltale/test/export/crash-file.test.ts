// The crash file: what a process could not send when it ended is sent by the next one, and by no other.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { attributesOf } from "../engine/receiver.ts";
import { type CrashPlace, inCrashPlace } from "./crash-place.ts";

// programs run side by side: on a busy machine each takes long
vi.setConfig({ testTimeout: 180_000 });

const ten = `for (let i = 0; i < 10; i++) trace("t" + i, () => {});`;
const names = Array.from({ length: 10 }, (_, i) => `t${i}`);
/** A receiver that takes requests and never answers. */
const silence = ({ receiver }: CrashPlace): void =>
  receiver.script(...Array.from({ length: 20 }, () => () => {}));

test.concurrent.each([
  [
    "process.exit inside async work",
    `${ten} trace("open", async () => { await null; process.exit(5); });`,
    { code: 5 },
  ],
  ["an uncaught error", `${ten} setTimeout(() => { throw new TypeError("crash of u1"); }, 1);`, { code: 1 }],
  ["an unhandled rejection", `${ten} void Promise.reject(new TypeError("crash of u1"));`, { code: 1 }],
])("%s: everything arrives with the next start, once, and the code is the host's", async (_, program, end) =>
  inCrashPlace(async (place) => {
    const { code, output } = await place.run(program).ended;
    expect({ code }).toEqual(end);
    expect(output).not.toContain("telltale:");
    expect(place.receiver.received).toEqual([]);
    await place.next();
    expect(place.spanNames().filter((name) => name !== "open")).toEqual(names);
    expect(
      attributesOf(place.receiver.spans().find(({ name }) => name === "open"))["telltale.incomplete"],
    ).toBe(program.includes("open") ? true : undefined);
    const crashes = place.receiver.logs().map((record) => {
      const { "exception.type": type, "telltale.error.handled": handled } = attributesOf(record);
      return { type, handled };
    });
    expect(crashes).toEqual(end.code === 5 ? [] : [{ type: "TypeError", handled: false }]);
  }),
);

test.concurrent("a host that closes its server and exits on SIGTERM loses nothing", async () =>
  inCrashPlace(async (place) => {
    silence(place);
    const child = place.run(`const server = createServer().listen(0, () => { ${ten} console.log("ready"); });
    process.on("SIGTERM", () => server.close(() => process.exit(0)));`);
    await child.printed("ready");
    child.kill("SIGTERM");
    expect(await child.ended).toMatchObject({ code: 0, signal: null, output: "ready\n" });
    place.receiver.received.length = 0;
    await place.restart();
    await place.next();
    expect(place.spanNames()).toEqual(names);
  }));

test.concurrent.each([
  ["process.exit(1)", "at once"],
  ["setTimeout(() => process.exit(1), 50)", "a moment later"],
])("a host that hears of the error and ends by %s %s: the crash is recorded", async (exit) =>
  inCrashPlace(async (place) => {
    const child = place.run(`process.on("uncaughtException", () => { ${exit}; });
    startSpan("open"); setTimeout(() => { throw new RangeError("heard"); }, 1);`);
    expect(await child.ended).toMatchObject({ code: 1, output: "" });
    await place.next();
    expect(attributesOf(place.receiver.logs()[0])).toMatchObject({ "exception.type": "RangeError" });
  }),
);

test.concurrent("spans that a crash keeps from ending are failed by it, and incomplete", async () =>
  inCrashPlace(async (place) => {
    await place.run(`startSpan("open"); startSpan("fine").setStatus({ code: 1 });
    setTimeout(() => { throw new TypeError("crash"); }, 1);`).ended;
    await place.next();
    const open = place.receiver.spans().find(({ name }) => name === "open");
    expect(attributesOf(open)).toMatchObject({ "error.type": "TypeError", "telltale.incomplete": true });
    expect(open?.["status"]).toMatchObject({ message: "crash" });
    const fine = place.receiver.spans().find(({ name }) => name === "fine");
    expect(attributesOf(fine)).toEqual({ "telltale.incomplete": true });
  }));

test.concurrent("at a natural end open spans leave as incomplete, and nothing is written", async () =>
  inCrashPlace(async (place) => {
    const { code } = await place.run(`startSpan("outer").trace("inner", () => new Promise(() => {}));`).ended;
    expect(code).toBe(0);
    expect(
      place.receiver.spans().map((span) => [span["name"], attributesOf(span)["telltale.incomplete"]]),
    ).toEqual([
      ["inner", true],
      ["outer", true],
    ]);
    expect(existsSync(place.own)).toBe(false);
  }));

test.concurrent(
  "at a natural end metrics that were just sent are not written again; what was counted since is",
  { tags: ["extended"] },
  async () =>
    inCrashPlace(async (place) => {
      const program = `const { metrics } = await import("@opentelemetry/api");
      metrics.getMeter("m").createObservableGauge("load").addCallback((result) => result.observe(1));
      counter("orders").add(1);`;
      expect(await place.run(program).ended).toMatchObject({ code: 0 });
      const sent = place.receiver.metrics().map(({ name }) => name);
      expect(sent).toEqual(expect.arrayContaining(["load", "orders"]));
      expect(place.files()).toEqual([]);
      await place.run(`${program} process.prependListener("exit", () => counter("orders").add(1));`).ended;
      expect(place.files().length).toBe(1);
    }),
);

test.concurrent("work that another listener begins at the natural end keeps its open span", async () =>
  inCrashPlace(async (place) => {
    await place.run(`const open = startSpan("open");
    process.once("beforeExit", () => setTimeout(() => open.end(), 100));`).ended;
    expect(attributesOf(place.receiver.spans()[0])).toEqual({});
  }));

test.concurrent(
  "SIGHUP flushes and ends the process by that signal; a host that listens keeps its way",
  { tags: ["extended"] },
  async () =>
    inCrashPlace(async (place) => {
      const alone = place.run(`${ten} setInterval(() => {}, 1000); console.log("ready");`);
      await alone.printed("ready");
      alone.kill("SIGHUP");
      expect(await alone.ended).toMatchObject({ code: null, signal: "SIGHUP" });
      expect(place.spanNames()).toEqual(names);
      const host = place.run(`const timer = setInterval(() => {}, 1000);
    process.on("SIGHUP", () => { console.log("reloaded"); clearInterval(timer); }); console.log("ready");`);
      await host.printed("ready");
      host.kill("SIGHUP");
      expect(await host.ended).toMatchObject({ code: 0, output: "ready\nreloaded\n" });
    }),
);

test.concurrent("handlers of `exit` run after ours, and see the code", async () =>
  inCrashPlace(async (place) => {
    const child = place.run(
      `process.on("exit", (code) => console.log("host", code)); ${ten} process.exit(3);`,
    );
    expect(await child.ended).toMatchObject({ code: 3, output: "host 3\n" });
    expect(place.files().length).toBeGreaterThan(0);
  }));

test.concurrent("held traces of a tail sampler, open transactions and records leave at the end", async () =>
  inCrashPlace(async (place) => {
    const tail = `, sampling: { tail: { defaultRate: 1 } }`;
    await place.run(`${ten} log.info("l"); counter("c").add(3); process.exit(1);`, {}, tail).ended;
    await place.next();
    expect(place.spanNames()).toEqual(names);
    expect(place.receiver.logs().map((one) => one["body"].stringValue)).toEqual(["l"]);
    expect(place.receiver.metrics().map((one) => one["name"])).toContain("c");
  }));

test.concurrent("the files hold no secrets and are readable for their user alone", async () =>
  inCrashPlace(async (place) => {
    await place.run(`trace("pay", { attributes: { "card.number": "4111111111111111", password: "Hunter2Hunter2" } }, () => {});
    process.exit(1);`).ended;
    expect(statSync(place.own).mode & 0o777).toBe(0o700);
    expect(place.files().length).toBeGreaterThan(0);
    for (const file of place.files()) {
      expect(statSync(path.join(place.own, file)).mode & 0o777).toBe(0o600);
      const text = readFileSync(path.join(place.own, file), "latin1");
      expect(text).not.toMatch(/4111111111111111|Hunter2Hunter2/);
    }
  }));

test.concurrent(
  "another service, and one with other credentials, do not send it",
  { tags: ["extended"] },
  async () =>
    inCrashPlace(async (place) => {
      await place.run(`${ten} process.exit(1);`).ended;
      const left = place.files();
      const others = [
        place.run(`trace("other", () => {});`, {
          OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer tenant-b",
        }),
        place.run(`trace("other", () => {});`, {}, `, environment: "staging"`),
      ];
      for (const { ended } of others) expect(await ended).toMatchObject({ code: 0, output: "" });
      expect(place.spanNames()).toEqual(["other", "other"]);
      expect(place.files()).toEqual(left);
    }),
);

test.concurrent("of many processes that start at once one sends it", async () =>
  inCrashPlace(async (place) => {
    await place.run(`${ten} process.exit(1);`).ended;
    const all = Array.from({ length: 3 }, () => place.run(`console.log("up");`));
    await Promise.all(all.map(async ({ ended }) => ended));
    expect(place.spanNames()).toEqual(names);
    expect(place.files()).toEqual([]);
  }));

test.concurrent(
  "while the receiver is away the files stay, and one line says that it is",
  { tags: ["extended"] },
  async () =>
    inCrashPlace(async (place) => {
      await place.run(`${ten} process.exit(1);`).ended;
      const left = place.files();
      await place.restart(async () => {
        const { code, output } = await place.run("").ended;
        expect({ code, output }).toEqual({
          code: 0,
          output: expect.stringMatching(/^telltale: cannot export to http:[^\n]*\n$/),
        });
        expect(place.files()).toEqual(left);
      });
      await place.next();
      expect(place.spanNames()).toEqual(names);
    }),
);

test.concurrent("a damaged, a foreign and an old file are not sent, and go", async () =>
  inCrashPlace(async (place) => {
    await place.run(`${ten} process.exit(1);`).ended;
    const [file = ""] = place.files().filter((one) => readFileSync(path.join(place.own, one)).includes("t9"));
    const bytes = readFileSync(path.join(place.own, file));
    for (const one of place.files()) rmSync(path.join(place.own, one));
    const to = (name: string): string => path.join(place.own, name);
    const old = file.replace(/-\d{14}-/, `-${String(Date.now() - 25 * 3_600_000).padStart(14, "0")}-`);
    writeFileSync(to(old), bytes, { mode: 0o600 });
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
    writeFileSync(to(file), bytes, { mode: 0o600 });
    const link = file.replace(/-[0-9a-f]{12}-/, "-aaaaaaaaaaaa-");
    symlinkSync("/etc/passwd", to(link));
    writeFileSync(to("notes.txt"), "not ours");
    const { output } = await place.run("").ended;
    expect(output).toMatch(
      /^telltale: lost \d+ spans \(crash_file_expired\).*\ntelltale: lost \d+ spans \(crash_file_damaged\).*\n$/,
    );
    expect(place.spanNames()).toEqual([]);
    expect(place.files().filter((one) => !one.includes("-aaaaaaaaaaaa-"))).toEqual(["notes.txt"]);
  }));

test.concurrent.each([
  ["a link", ({ folder, own }: CrashPlace) => symlinkSync(path.join(folder, "elsewhere"), own), {}],
  ["in a folder that cannot be written", () => {}, { TELLTALE_CRASH_FILE_DIRECTORY: "/proc" }],
])(
  "a folder that is %s is not used; the end is as without it, and one line says so",
  async (_, make, environment) =>
    inCrashPlace(async (place) => {
      mkdirSync(path.join(place.folder, "elsewhere"), { mode: 0o700 });
      make(place);
      const { code, output } = await place.run(`${ten} log.info("l"); process.exit(4);`, environment).ended;
      expect(code).toBe(4);
      expect(output).toMatch(/^telltale: lost 10 spans, 1 log record \(crash_file_failed\)[^\n]*\n$/);
      expect(readdirSync(path.join(place.folder, "elsewhere"))).toEqual([]);
    }),
);

test.concurrent.each([
  ["by the variable", { TELLTALE_CRASH_FILE: "false" }, ""],
  ["by the option", {}, ", crashFile: false"],
])("switched off %s nothing is written, and the loss is said", async (_, environment, option) =>
  inCrashPlace(async (place) => {
    const { output } = await place.run(`${ten} process.exit(0);`, environment, option).ended;
    expect(output).toMatch(/^telltale: lost 10 spans \(lost_at_exit\)[^\n]*\n$/);
    expect(existsSync(place.own)).toBe(false);
  }),
);

test.concurrent("the bounds hold: the oldest file goes", { tags: ["extended"] }, async () =>
  inCrashPlace(async (place) => {
    const bound = { TELLTALE_CRASH_FILE_MAX_BYTES: "4000" };
    const program = (turn: number): string =>
      `for (let i = 0; i < 10; i++) trace("run${turn}", () => {}); process.exit(0);`;
    for (let turn = 0; turn < 3; turn++) await place.run(program(turn), bound).ended;
    const bytes = place.files().map((file) => statSync(path.join(place.own, file)).size);
    expect(bytes.reduce((sum, one) => sum + one)).toBeLessThan(2 * 4000);
    await place.next(4000);
    const left = new Set(place.spanNames());
    expect([left.has("run2"), left.has("run0")]).toEqual([true, false]);
  }),
);

test.concurrent("what a process claimed and did not send is taken over when it is gone", async () =>
  inCrashPlace(async (place) => {
    await place.run(`${ten} process.exit(1);`).ended;
    for (const file of place.files()) {
      copyFileSync(path.join(place.own, file), path.join(place.own, `${file}.free.1.aaaaaaaaaaaa`));
      rmSync(path.join(place.own, file));
    }
    await place.next();
    expect(place.spanNames()).toEqual(names);
  }));

test.concurrent("`stop()` while the receiver is away, then the end: the next start sends it", async () =>
  inCrashPlace(async (place) => {
    await place.restart(async () => {
      await place.run(`${ten} await telemetry.stop(300); process.exit(0);`).ended;
    });
    await place.next();
    expect(place.spanNames()).toEqual(names);
  }));
