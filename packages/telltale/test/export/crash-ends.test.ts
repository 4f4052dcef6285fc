// Ends that the first tests of the crash file do not have: other threads and processes, more open spans than the queue holds, listeners
// that end the process themselves, folders and disks that refuse.
// @module-tag extended
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { attributesOf } from "../engine/receiver.ts";
import { inCrashPlace } from "./crash-place.ts";

// programs run side by side: on a busy machine each takes long
vi.setConfig({ testTimeout: 180_000 });

const isRoot = process.geteuid?.() === 0;
const open = (count: number): string => `for (let i = 0; i < ${count}; i++) startSpan("open" + i);`;

test.concurrent("10,000 spans that are open when the process exits all arrive with the next start", async () =>
  inCrashPlace(async (place) => {
    const { code, output } = await place.run(`${open(10_000)} process.exit(7);`).ended;
    expect({ code, output }).toEqual({ code: 7, output: "" });
    await place.next();
    expect(new Set(place.spanNames()).size).toBe(10_000);
  }));

test.concurrent("10,000 spans that are open at stop() and at SIGTERM arrive", async () =>
  inCrashPlace(async (place) => {
    const stopping = place.run(`${open(10_000)} await telemetry.stop(30_000); console.log("stopped");`);
    expect(await stopping.ended).toMatchObject({ code: 0, output: "stopped\n" });
    expect(new Set(place.spanNames()).size).toBe(10_000);
    place.receiver.received.length = 0;
    const killed = place.run(`${open(10_000)} setInterval(() => {}, 1000); console.log("ready");`);
    await killed.printed("ready");
    killed.kill("SIGTERM");
    expect(await killed.ended).toMatchObject({ signal: "SIGTERM", output: "ready\n" });
    // what the receiver had no time for
    await place.next();
    expect(new Set(place.spanNames()).size).toBe(10_000);
  }));

test.concurrent("a listener for `exit` that calls process.exit() keeps its code and loses nothing", async () =>
  inCrashPlace(async (place) => {
    const { code, output } = await place.run(
      `trace("t", () => {}); startSpan("open"); process.exit(3);`,
      {},
      // it listens before the library does
      `, attributes: (process.on("exit", () => process.exit(9)), {})`,
    ).ended;
    expect({ code, output }).toEqual({ code: 9, output: "" });
    await place.next();
    expect(place.spanNames().toSorted()).toEqual(["open", "t"]);
  }));

test.concurrent("what other listeners for `exit` record arrives", async () =>
  inCrashPlace(async (place) => {
    const before = `, attributes: (process.on("exit", () => { trace("in exit", () => {}); log.info("bye"); }), {})`;
    await place.run(`trace("t", () => {}); process.exit(3);`, {}, before).ended;
    await place.next();
    expect(place.spanNames().toSorted()).toEqual(["in exit", "t"]);
    expect(place.receiver.logs().map((one) => one["body"].stringValue)).toEqual(["bye"]);
  }));

const inThread = `import { Worker, isMainThread } from "node:worker_threads";
  const telltale = import.meta.resolve("telltale");`;
test.concurrent.each([
  ["process.exit()", "process.exit(4)", 4],
  ["an uncaught error", 'throw new RangeError("crash of u1")', 1],
])("a worker thread that ends by %s loses nothing, and the main thread lives on", async (_, end, exitCode) =>
  inCrashPlace(async (place) => {
    const program = `import { start, trace } from \${JSON.stringify(telltale)};
      start({ service: "child", instanceId: "w" }); trace("in worker", () => {}); ${end};`;
    const main = `${inThread} const worker = new Worker(new URL("data:text/javascript," + encodeURIComponent(\`${program}\`)));
      worker.on("error", () => {}); worker.on("exit", (code) => { console.log("worker", code); trace("in main", () => {}); });`;
    const { code, output } = await place.run(main.replace(', instanceId: "w"', "")).ended;
    expect({ code, output }).toEqual({ code: 0, output: `worker ${exitCode}\n` });
    await place.next();
    expect(place.spanNames().toSorted()).toEqual(["in main", "in worker"]);
  }),
);

test.concurrent("processes of a cluster, and a forked one, leave files of their own, and all arrive", async () =>
  inCrashPlace(async (place) => {
    const child = path.join(place.folder, "child.mts");
    const telltale = import.meta.resolve("telltale");
    writeFileSync(
      child,
      `import { start, trace } from ${JSON.stringify(telltale)};
       start({ service: "child" }); trace("from " + process.argv[2], () => {}); process.exit(5);`,
    );
    const { code, output } =
      await place.run(`import cluster from "node:cluster"; import { fork } from "node:child_process";
      const file = ${JSON.stringify(child)}; let left = 3;
      const execArgv = ["--conditions=telltale-source", "--disable-warning=ExperimentalWarning"];
      const ended = (code) => { if (code !== 5) console.log("code", code); if (--left === 0) { trace("primary", () => {}); process.exit(6); } };
      cluster.on("exit", (_, code) => ended(code));
      for (const at of [1, 2]) { cluster.setupPrimary({ exec: file, args: ["worker " + at], execArgv }); cluster.fork(); }
      fork(file, ["fork"], { execArgv }).on("exit", ended);`).ended;
    expect({ code, output }).toEqual({ code: 6, output: "" });
    await place.next();
    expect(place.spanNames().toSorted()).toEqual(["from fork", "from worker 1", "from worker 2", "primary"]);
  }));

test.concurrent.each([
  ["warn", 0, []],
  ["none", 0, []],
  ["strict", 1, ["TypeError"]],
])("--unhandled-rejections=%s keeps its exit code", async (mode, expected, crashes) =>
  inCrashPlace(async (place) => {
    const program = `trace("t", () => {}); void Promise.reject(new TypeError("crash of u1")); setTimeout(() => {}, 20);`;
    const child = path.join(place.folder, "child.mts");
    writeFileSync(
      child,
      `import { start, trace } from ${JSON.stringify(import.meta.resolve("telltale"))}; start({ service: "child" }); ${program}`,
    );
    const args = [
      "--conditions=telltale-source",
      "--disable-warning=ExperimentalWarning",
      `--unhandled-rejections=${mode}`,
      child,
    ];
    const { code, output } = await place.run(`import { spawnSync } from "node:child_process";
      const { status, stderr } = spawnSync(process.execPath, ${JSON.stringify(args)}, { encoding: "utf8" });
      console.log(status, stderr.includes("telltale:")); await telemetry.stop(); process.exit(0);`).ended;
    expect({ code, output }).toEqual({ code: 0, output: `${expected} false\n` });
    await place.next();
    const types = place.receiver.logs().map((record) => attributesOf(record)["exception.type"]);
    expect({ spans: place.spanNames(), types }).toEqual({ spans: ["t"], types: crashes });
  }),
);

test.concurrent("an exporter without a crash file beside one that has one: its loss is counted once", async () =>
  inCrashPlace(async (place) => {
    const { output } = await place.run(
      `trace("t", () => {}); process.exit(1);`,
      {},
      `, exporters: [
      { name: "own", signals: ["traces"], send: () => new Promise(() => {}) }, (await import("telltale")).otlpExporter()]`,
    ).ended;
    expect(output).toMatch(/^telltale: lost 1 span \(lost_at_exit\)[^\n]*\n$/);
    await place.next();
    expect(place.spanNames()).toEqual(["t"]);
  }));

test.concurrent(
  "a full disk prints one line, leaves no half file, and keeps the exit code",
  { skip: !isRoot },
  async (context) =>
    inCrashPlace(async (place) => {
      const disk = path.join(place.folder, "disk");
      mkdirSync(disk);
      try {
        execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", disk], { stdio: "pipe" });
      } catch {
        context.skip("this machine does not allow mounting a tmpfs");
      }
      try {
        const { code, output } = await place.run(
          `for (let i = 0; i < 2000; i++) trace("t" + i, () => {}); process.exit(5);`,
          { TELLTALE_CRASH_FILE_DIRECTORY: disk },
        ).ended;
        expect(code).toBe(5);
        expect(output).toMatch(/^telltale: lost 2000 spans \(crash_file_failed\)[^\n]*\n$/);
        const left = readdirSync(path.join(disk, path.basename(place.own)));
        expect(left.filter((file) => !/-(?:\d+)\.otlp$/.test(file))).toEqual([]);
      } finally {
        execFileSync("umount", ["-l", disk]);
      }
    }),
);

test.concurrent.each([
  ["of another user", (own: string) => chownSync(own, 65_534, 65_534)],
  ["that others can enter", (own: string) => chmodSync(own, 0o711)],
  [
    "that is a file",
    (own: string) => {
      rmSync(own, { recursive: true });
      writeFileSync(own, "", { mode: 0o600 });
    },
  ],
  [
    "that is a pipe",
    (own: string) => {
      rmSync(own, { recursive: true });
      execFileSync("mkfifo", [own]);
    },
  ],
])("a folder %s is neither used nor changed, and one line says so", { skip: !isRoot }, async (_, spoil) =>
  inCrashPlace(async (place) => {
    mkdirSync(place.own, { mode: 0o700 });
    spoil(place.own);
    const { mode, uid } = statSync(place.own);
    const { code, output } = await place.run(`trace("t", () => {}); process.exit(5);`).ended;
    expect(code).toBe(5);
    expect(output).toMatch(/^telltale: lost 1 span \(crash_file_failed\)[^\n]*\n$/);
    expect(statSync(place.own)).toMatchObject({ mode, uid });
  }),
);

test.concurrent("files that are a pipe, a folder, huge or countless delay neither the start nor the end", async () =>
  inCrashPlace(async (place) => {
    await place.run(`trace("t", () => {}); process.exit(1);`).ended;
    const [sample = ""] = place.files();
    const named = (at: number, bytes: number): string =>
      path.join(
        place.own,
        sample.replace(/-[0-9a-f]{12}-(\d+)-\d+\./, `-${String(at).padStart(12, "0")}-$1-${bytes}.`),
      );
    for (const file of place.files()) rmSync(path.join(place.own, file));
    execFileSync("mkfifo", [named(1, 100)]);
    execFileSync("truncate", ["-s", "1900M", named(2, 1900 * 2 ** 20)]);
    const other = path.basename(named(3, 100)).replace(/^[0-9a-f]{32}/, "0".repeat(32));
    for (let at = 0; at < 10_000; at++)
      writeFileSync(path.join(place.own, other.replace("000000000003", String(at).padStart(12, "0"))), "");
    const isOther = `file.startsWith("${"0".repeat(32)}")`;
    const program = `import { readdirSync } from "node:fs";
      const before = process.memoryUsage.rss();
      let clean = 0;
      const look = setInterval(() => {
        // a folder that is read while a file in it gets another name may lack that file
        clean = readdirSync(${JSON.stringify(place.own)}).every((file) => ${isOther}) ? clean + 1 : 0;
        if (clean < 3) return;
        clearInterval(look);
        console.log(process.memoryUsage.rss() - before < 500e6); trace("u", () => {}); process.exit(2); }, 50);`;
    const { code, output } = await place.run(program).ended;
    expect(code).toBe(2);
    expect(output).toMatch(/^true\ntelltale: lost [^\n]*\n(?:telltale: lost [^\n]*\n)?$/);
    expect(place.files().filter((file) => !file.startsWith("0".repeat(32)))).toEqual([]);
  }));
