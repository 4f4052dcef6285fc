// What happens when the disk does not do: nearly full, full, read-only, its directory deleted. A real file system of its own.
// @module-tag extended
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem, Stats } from "contract";
import { encodeTraces } from "otlp";
import { afterAll, afterEach, expect, onTestFinished, test, vi } from "vitest";
import { makeDataDirectory } from "../../src/store/upkeep/disk.ts";
import { openStore } from "../../src/store/store.ts";
import { type ConsoleProcess, runConsole, startConsoleProcess } from "../support/console-process.ts";
import { makeSpan, makeTraces } from "../support/messages.ts";
import { plainSpans } from "../support/rows.ts";
import { mountSmallDisk, type SmallDisk } from "../support/small-disk.ts";
import { temporaryDirectory } from "../support/temporary.ts";

const mounted = mountSmallDisk(256);
if (typeof mounted === "string") console.warn(`skipped: ${mounted}`);
const disk = mounted as SmallDisk;
const noDisk = typeof mounted === "string";
const megabyte = 1_000_000;

afterEach(() => {
  if (typeof mounted !== "string") mounted.empty();
});
afterAll(() => {
  if (typeof mounted !== "string") mounted.remove();
});

async function start(directory: string, ...args: string[]): Promise<ConsoleProcess> {
  const running = await startConsoleProcess(directory, args);
  onTestFinished(async () => {
    running.child.kill("SIGKILL");
    await running.ended;
  });
  return running;
}

let spanNumber = 0;

function sendSpan(otlpHttp: string): Promise<Response> {
  const spanId = new Uint8Array(8);
  new DataView(spanId.buffer).setUint32(4, ++spanNumber);
  const time = BigInt(Date.now()) * 1_000_000n;
  const body = encodeTraces(
    makeTraces([makeSpan({ spanId, startTimeUnixNano: time, endTimeUnixNano: time })]),
  );
  return fetch(`${otlpHttp}/v1/traces`, {
    method: "POST",
    body: body as Uint8Array<ArrayBuffer>,
    headers: { "content-type": "application/x-protobuf" },
  });
}

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;

test.skipIf(noDisk)(
  "nearly full, and later deleted: it takes nothing, says so, keeps answering, takes again when there is room, and ends in order",
  async () => {
    const directory = join(disk.path, "nearly");
    const { addresses, child, ended } = await start(directory, "--min-free", "100MB");
    expect((await sendSpan(addresses.otlpHttp)).status).toBe(200);
    expect(await statusOf(`${addresses.page}/readyz`)).toBe(200);

    disk.fill(90 * megabyte);
    await expect.poll(() => statusOf(`${addresses.page}/readyz`)).toBe(503);
    const problem = (await (await fetch(`${addresses.page}/readyz`)).json()) as Problem;
    expect(problem).toMatchObject({ code: "STORE_NOT_WRITABLE" });
    expect(problem.message).toMatch(/has \d+ bytes free; below 100000000 the console rejects data/);
    expect(problem.fix).toContain("--max-size");
    const refused = await sendSpan(addresses.otlpHttp);
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("15");
    const { store } = (await (await fetch(`${addresses.page}/api/stats`)).json()) as Stats;
    expect(store.disk).toMatchObject({
      minFreeBytes: 100_000_000,
      refusal: expect.stringContaining("the console rejects data"),
    });
    const trace = await fetch(`${addresses.page}/api/traces/5b8efff798038103d269b633813fc60c`);
    expect(((await trace.json()) as { spans: unknown[] }).spans).toHaveLength(1);

    disk.empty();
    await expect.poll(() => statusOf(`${addresses.page}/readyz`)).toBe(200);
    expect((await sendSpan(addresses.otlpHttp)).status).toBe(200);

    // its engine still writes
    rmSync(directory, { recursive: true, maxRetries: 10, retryDelay: 100 });
    await expect.poll(() => statusOf(`${addresses.page}/readyz`)).toBe(503);
    expect((await sendSpan(addresses.otlpHttp)).status).toBe(503);
    expect(await statusOf(`${addresses.page}/healthz`)).toBe(200);
    const gone = (await (await fetch(`${addresses.page}/readyz`)).json()) as Problem;
    expect(gone.fix).toContain("start the console again");
    child.kill("SIGTERM");
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr).toContain("below 100000000 the console rejects data");
    expect(stderr).toContain("the store accepts data");
    expect(stderr).toContain("cannot be written to");
    expect(existsSync(directory)).toBe(false);
  },
);

test.skipIf(noDisk)(
  "full to the last byte: what is not stored is not acknowledged, and nothing that was is lost",
  async () => {
    const directory = join(disk.path, "full");
    const store = await openStore({
      directory,
      minFreeBytes: 1,
      writer: { maxAgeMs: 1, giveUpAfterMs: 200 },
    });
    const acknowledged: string[] = [];
    const failures: unknown[] = [];
    const write = async (): Promise<void> => {
      const spans = plainSpans(1000);
      try {
        await store.writer.write(1000, (sink) => {
          for (const span of spans) sink.span(span);
        });
        acknowledged.push(...spans.map(({ spanId }) => Buffer.from(spanId).toString("hex")));
      } catch (error) {
        failures.push(error);
      }
    };
    try {
      await write();
      expect(acknowledged).toHaveLength(1000);
      disk.fill(300_000);
      for (let attempt = 0; failures.length < 3 && attempt < 200; attempt++) await write();
      expect(failures.length).toBe(3);
      expect(await store.queries.runText("SELECT 1 AS one")).toEqual([{ one: 1 }]);
      disk.empty();
      await expect
        .poll(() =>
          store.ready(1000).then(
            () => true,
            () => false,
          ),
        )
        .toBe(true);
      const before = acknowledged.length;
      await expect
        .poll(async () => {
          await write();
          return acknowledged.length;
        })
        .toBeGreaterThan(before);
      const rows = await store.queries.runText<{ id: string }>("SELECT lower(hex(span_id)) AS id FROM spans");
      const stored = new Set(rows.map(({ id }) => id));
      expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
      expect(rows.length).toBe(stored.size);
    } finally {
      await store.close();
    }
  },
);

/** What people change, each by one request that is right. */
const changes: readonly (readonly [string, object])[] = [
  ["notes", { kind: "range", from: "-1h", to: "-1h", path: "/", text: "Deployed order-789." }],
  ["dashboards", { title: "Shop", charts: [{ title: "Orders", sources: [{ metric: "shop.orders" }] }] }],
  [
    "alert-rules",
    {
      kind: "alert",
      content: { name: "Queue grows", on: { metric: "jobs" }, when: { above: 10 }, every: "1m" },
    },
  ],
  ["tokens", { name: "u1", scope: "read", tenant: "" }],
];

test.skipIf(noDisk)(
  "full: notes, dashboards, rules and tokens answer as telemetry does, and work again when there is room",
  async () => {
    const token = "0123456789abcdef0123456789abcdef";
    const { addresses, child, ended } = await startConsoleProcess(
      join(disk.path, "changes"),
      ["--min-free", "1MB"],
      { TELLTALE_CONSOLE_TOKEN: token },
    );
    onTestFinished(async () => {
      child.kill("SIGKILL");
      await ended;
    });
    const change = async ([name, body]: (typeof changes)[number]): Promise<Response> =>
      fetch(`${addresses.page}/api/${name}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    disk.fill(300_000);
    for (const one of changes) {
      const refused = await change(one);
      expect([one[0], refused.status, refused.headers.get("retry-after")]).toEqual([one[0], 503, "15"]);
      const problem = (await refused.json()) as Problem;
      expect(problem).toMatchObject({ code: "STORE_DISK_FULL" });
      expect(problem.fix).toContain("--max-size");
    }
    disk.empty();
    for (const one of changes) {
      await expect.poll(async () => (await change(one)).status).toBeLessThan(300);
    }
  },
);

test.skipIf(noDisk)("a start on a full disk says what to do, and works when there is room", async () => {
  const directory = join(disk.path, "start");
  for (const freeBytes of [0, 8_192, 500_000]) {
    disk.fill(freeBytes);
    const { code, stderr } = await runConsole(["--data", directory, "--port", "0", "--otlp-http-port", "0"]);
    expect(code).toBe(1);
    expect(stderr).toContain(`Cannot start: the disk of ${directory} is full.`);
    expect(stderr).toContain("Free at least 100 MB on it and start again");
    expect(stderr).not.toContain("    at ");
    disk.empty();
  }
  const { addresses } = await start(directory);
  expect(await statusOf(`${addresses.page}/readyz`)).toBe(200);
});

test.skipIf(noDisk)("read-only: told before anything is started", async () => {
  // the engines of consoles that were killed before end a moment later
  await vi.waitFor(() => disk.remount("ro"), { timeout: 60_000, interval: 200 });
  onTestFinished(() => disk.remount("rw"));
  for (const path of [disk.path, join(disk.path, "new", "below")]) {
    expect(() => makeDataDirectory(path)).toThrow(
      expect.objectContaining({
        code: "STORE_DISK_ERROR",
        message: expect.stringMatching(/^Cannot keep data in .*EROFS/),
        fix: "Make it writable, or choose another place with `--data DIR`.",
      }),
    );
  }
});

test.skipIf(process.platform !== "linux")("reports at once a path where no directory can be made", () => {
  expect(() => makeDataDirectory("/proc/telltale/below")).toThrow(
    expect.objectContaining({
      code: "STORE_DISK_ERROR",
      message: expect.stringContaining("Cannot keep data in /proc"),
    }),
  );
});

test("a file in the place of the directory: it does not start, and reports why", async () => {
  const file = join(temporaryDirectory(), "file");
  writeFileSync(file, "");
  const { code, stderr } = await runConsole(["--data", file, "--port", "0", "--otlp-http-port", "0"]);
  expect(code).toBe(1);
  expect(stderr).toContain(`Cannot keep data in ${file}`);
  expect(stderr).not.toContain("    at ");
});
