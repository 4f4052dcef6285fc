// `telltale migrate`: what it writes compiles, runs, and emits the same telemetry as before. The differences that remain are those of
// docs/guide/migrate-opentelemetry.md and migrate-prom-client.md, and are asserted here.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { attributesOf, type Receiver, startReceiver } from "../../telltale/test/engine/receiver.ts";
import { migrateCommand } from "../src/migrate/command.ts";
import { type Ended, runCommand } from "./run-command.ts";
import { runFixture as run, stockVersion } from "./run-fixture.ts";
import { cli } from "./program.ts";

const root = path.join(import.meta.dirname, "../../..");
const fixtures = path.join(import.meta.dirname, "fixtures/migrate");
/** One of which nothing is converted has a test of its own. */
const projects = readdirSync(fixtures).filter(
  (name) => !name.includes(".") && name !== "prom-client-commonjs",
);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-migrate-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const migrate = (...args: string[]): Promise<Ended> => runCommand(migrateCommand, args, folder);

/** In a process of its own. */
function migrateIn(cwd: string, variables: Readonly<Record<string, string>>, ...args: string[]): Ended {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=telltale-source", cli, "migrate", ...args],
    { cwd, encoding: "utf8", env: { ...process.env, ...variables } },
  );
  return { status, stdout, stderr };
}

function git(...args: string[]): void {
  const { status, stderr } = spawnSync(
    "git",
    ["-c", "user.name=u1", "-c", "user.email=u1@example.com", ...args],
    {
      cwd: folder,
      encoding: "utf8",
    },
  );
  expect(`${status} ${stderr}`).toMatch(/^0/);
}

const textsIn = (place: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(place)
      .filter((name) => /\.\w+$/.test(name) && name !== ".git")
      .toSorted()
      .map((name) => [name, readFileSync(path.join(place, name), "utf8")]),
  );

describe.each(projects)("%s", (project) => {
  test("is converted as the fixture shows, and a second run changes nothing", async () => {
    cpSync(path.join(fixtures, project, "before"), folder, { recursive: true });
    git("init", "-q");
    git("add", "-A");
    git("commit", "-qm", "before");
    const after = textsIn(path.join(fixtures, project, "after"));
    const dry = await migrate();
    expect(dry).toMatchObject({ status: 0 });
    expect(textsIn(folder)).toEqual(textsIn(path.join(fixtures, project, "before")));
    const patch = path.join(folder, ".git", "migration.patch");
    writeFileSync(patch, dry.stdout);
    git("apply", "--check", patch);
    expect((await migrate("--write")).status).toBe(0);
    expect(textsIn(folder)).toEqual(after);
    git("commit", "-qam", "after");
    expect((await migrate("--write")).stderr).toContain("Converted 0 calls in 0 files.");
    expect(textsIn(folder)).toEqual(after);
  });
});

test("compiles as it did before", { tags: ["extended"] }, () => {
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", fixtures], { encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});

/** The spans of a receiver as lines of a tree, in the order of their names. */
function spansOf(receiver: Receiver) {
  const spans = receiver.spans();
  const names = new Map(spans.map((span) => [String(span["spanId"]), String(span["name"])]));
  return spans
    .map((span) => ({
      name: String(span["name"]),
      scope: String(span["scope"]["name"]),
      kind: span["kind"] as unknown,
      parent: names.get(String(span["parentSpanId"])),
      attributes: attributesOf(span),
      status: { code: span["status"]?.["code"] ?? 0, message: span["status"]?.["message"] ?? "" } as object,
      events: ((span["events"] ?? []) as Parameters<typeof attributesOf>[0][]).map((event) => {
        const { "exception.stacktrace": stack, ...others } = attributesOf(event);
        return { name: event?.["name"] as unknown, ...others, stack: String(stack ?? "").split("\n")[0] };
      }),
    }))
    .toSorted(
      (a, b) =>
        a.name.localeCompare(b.name) || JSON.stringify(a.status).localeCompare(JSON.stringify(b.status)),
    );
}

function metricsOf(receiver: Receiver) {
  return receiver
    .metrics()
    .map((metric) => {
      const kind = ["sum", "gauge", "histogram"].find((one) => metric[one] != null)!;
      const points = metric[kind]["dataPoints"] as Parameters<typeof attributesOf>[0][];
      return {
        name: String(metric["name"]),
        scope: String(metric["scope"]["name"]),
        unit: metric["unit"] ?? "",
        description: metric["description"] ?? "",
        kind,
        isMonotonic: metric[kind]["isMonotonic"] ?? false,
        temporality: metric[kind]["aggregationTemporality"] as unknown,
        points: points
          .map((point) => ({
            attributes: attributesOf(point),
            value: Number(point?.["asInt"] ?? point?.["asDouble"] ?? 0),
            count: Number(point?.["count"] ?? 0),
            sum: point?.["sum"] as unknown,
            bounds: point?.["explicitBounds"] as unknown,
            buckets: ((point?.["bucketCounts"] ?? []) as unknown[]).map(Number),
          }))
          .toSorted((a, b) => JSON.stringify(a.attributes).localeCompare(JSON.stringify(b.attributes))),
      };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

async function sentBy(project: string, side: "before" | "after", main: string) {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const printed = await run(path.join(fixtures, project, side, main), {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_LOGS_EXPORTER: "none",
  });
  const [first] = receiver.spans();
  return {
    printed,
    resource: attributesOf(first?.["resource"]),
    spans: spansOf(receiver),
    metrics: metricsOf(receiver),
  };
}

test("the stock API: emits the same spans and metrics", async () => {
  const before = await sentBy("opentelemetry", "before", "main.ts");
  const after = await sentBy("opentelemetry", "after", "main.ts");
  expect(after.printed).toBe(before.printed);
  expect(before.spans).toHaveLength(13);

  // the differences: the scope of what is converted, and `error.type` on spans of thrown errors
  const isConverted = ({ name }: { name: string }): boolean => name !== "later";
  const thrown: Record<string, string> = { "charge card": "CardDeclined", book: "RangeError" };
  const expected = before.spans.map((span) => ({
    ...span,
    scope: isConverted(span) ? "telltale" : "checkout",
    attributes:
      span.events.some(({ name }) => name === "exception") && thrown[span.name] !== undefined
        ? { ...span.attributes, "error.type": thrown[span.name] }
        : span.attributes,
  }));
  expect(before.spans.every(({ scope }) => scope === "checkout")).toBe(true);
  expect(after.spans).toEqual(expected);
  expect(after.spans.filter(({ attributes }) => "error.type" in attributes)).toHaveLength(2);

  expect(before.metrics.map(({ name }) => name)).toEqual([
    "shop.cart.size",
    "shop.carts.open",
    "shop.checkout.duration",
    "shop.orders",
    "shop.queue",
    "shop.shelves",
    "shop.stock",
    "shop.traffic",
    "shop.workers",
  ]);
  expect(after.metrics).toEqual(
    before.metrics.map((metric) => ({
      ...metric,
      scope: metric.name === "shop.shelves" ? "checkout" : "telltale",
    })),
  );
  for (const key of ["service.name", "service.version", "team.name"])
    expect(after.resource[key]).toEqual(before.resource[key]);
  expect(after.resource["service.version"]).toBe("2.1.0");
});

test("the stock API in CommonJS: emits the same spans", { tags: ["extended"] }, async () => {
  const before = await sentBy("opentelemetry-commonjs", "before", "main.cjs");
  expect(before.resource["telemetry.sdk.version"]).toBe(stockVersion());
  const after = await sentBy("opentelemetry-commonjs", "after", "main.cjs");
  expect(after.printed).toBe(before.printed);
  expect(before.spans).toHaveLength(3);
  expect(after.spans).toEqual(before.spans.map((span) => ({ ...span, scope: "telltale" })));
  expect(after.resource["service.name"]).toBe("mailer");
});

/** The lines of an exposition without blank ones, labels in the order of their names. */
function linesOf(exposition: string): readonly string[] {
  return exposition
    .split("\n")
    .filter((line) => line !== "")
    .map((line) =>
      line.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(",").toSorted().join(",")}}`),
    )
    .toSorted();
}

test("prom-client: serves the same series", { tags: ["extended"] }, async () => {
  const before = linesOf(await run(path.join(fixtures, "prom-client/before/main.ts")));
  const served = linesOf(await run(path.join(fixtures, "prom-client/after/main.ts")));
  // the differences: a label with the scope, and the resource as a series of its own
  const after = served
    .filter((line) => !line.includes("target_info"))
    .map((line) =>
      line
        .replace(/otel_scope_name="telltale",?/, "")
        .replace(",}", "}")
        .replace("{}", ""),
    );
  expect(served.some((line) => line.startsWith("target_info{"))).toBe(true);
  expect(
    served.filter((line) => /^[a-z]/.test(line) && !line.includes('otel_scope_name="telltale"')),
  ).toHaveLength(1);
  // a stopwatch measures another time in each run: its series are the same, their values are not
  const withoutTimes = (lines: readonly string[]): readonly string[] =>
    lines.map((line) => line.replace(/^(job_duration_seconds_(?:bucket|sum)\{.*\}) .*/, "$1"));
  expect(before.length).toBeGreaterThan(30);
  expect(withoutTimes(after)).toEqual(withoutTimes(before));
  expect(after).toContain('job_duration_seconds_count{job="mail",outcome="done"} 2');
});

test(
  "prom-client with Fastify: serves the same series, through the hooks of the application",
  { tags: ["extended"] },
  async () => {
    const [before, served] = await Promise.all(
      ["before", "after"].map((side) => run(path.join(fixtures, "prom-client-fastify", side, "main.ts"))),
    );
    const own = served!.replaceAll(/^.*target_info.*\n/gm, "").replaceAll('otel_scope_name="telltale",', "");
    expect(before).toContain("/admin/metrics 200 text/plain no-store");
    expect(own).toBe(before);
  },
);

test(
  "prom-client in CommonJS: a registry that is printed keeps its metrics",
  { tags: ["extended"] },
  async () => {
    const [before, after] = await Promise.all(
      ["before", "after"].map((side) => run(path.join(fixtures, "prom-client-commonjs", side, "main.js"))),
    );
    const named = (text: string): readonly string[] => linesOf(text).filter((line) => /\bjobs?_/.test(line));
    expect(named(before!)).toContain("jobs_total 3");
    expect(named(after!)).toEqual(named(before!));
  },
);

describe("what is not changed", () => {
  test("lists each call with its place, the reason and the guide's section", async () => {
    cpSync(path.join(fixtures, "prom-client-commonjs/before"), folder, { recursive: true });
    const { stderr } = await migrate();
    const lines = stderr.trim().split("\n");
    expect(lines.slice(0, 2)).toEqual([
      "Would convert 0 calls in 0 files. Nothing is written without --write.",
      "Left 6 calls as they are:",
    ]);
    const url = `${pathToFileURL(root).href}/docs/guide/migrate-prom-client.md`;
    expect(lines).toContain(
      `main.js:11:14: new Summary: quantiles are computed by the backend: record a histogram (${url}#metrics-that-stay-as-they-are)`,
    );
    for (const line of lines.slice(2)) {
      const [, page, section] = /\((file:.*)#([\w-]+)\)$/.exec(line) ?? [];
      const headings = readFileSync(new URL(page!), "utf8").match(/^## .*$/gm)!;
      expect(headings.map((one) => one.slice(3).toLowerCase().replaceAll(" ", "-"))).toContain(section);
    }
  });

  test("changes only files of the given path, and leaves a metric that others use", async () => {
    cpSync(path.join(fixtures, "prom-client/before"), folder, { recursive: true });
    const { stdout, stderr } = await migrate("metrics.ts");
    expect(stdout.match(/^\+\+\+ .*$/gm)).toBeNull();
    expect(stderr).toContain("work.ts:7 uses it, which is not to be changed");
  });

  test("prints a patch that git applies byte for byte, also of CRLF and control characters", async () => {
    const source = (end: string): string =>
      [
        `import { trace } from "@opentelemetry/api";`,
        `const tracer = trace.getTracer("shop");`,
        `tracer.startActiveSpan("\u001B[1m\u200F", (span) => {`,
        `  try {`,
        `    work();`,
        `  } finally {`,
        `    span.end();`,
        `  }`,
        `});`,
      ].join(end);
    const files = {
      "crlf.ts": `${source("\r\n")}\r\n`,
      "bom.ts": `\uFEFF${source("\n")}`,
      "cr.ts": source("\r\n"),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    git("init", "-q");
    git("config", "core.autocrlf", "false");
    git("add", "-A");
    git("commit", "-qm", "before");
    const patch = path.join(folder, ".git", "migration.patch");
    writeFileSync(patch, (await migrate()).stdout);
    git("apply", patch);
    const applied = textsIn(folder);
    git("checkout", "-q", ".");
    expect((await migrate("--write")).status).toBe(0);
    expect(applied).toEqual(textsIn(folder));
    expect(applied["crlf.ts"]).toBe(
      `import { trace } from "telltale";\r\ntrace("\u001B[1m\u200F", () => {\r\n  work();\r\n});\r\n`,
    );
  });

  test("skips what is not UTF-8 or does not parse, leaves what it may use, and ends with 1", async () => {
    cpSync(path.join(fixtures, "prom-client/before"), folder, { recursive: true });
    const latin = Buffer.from('import { requests } from "./metrics.ts"; // caf\u00E9', "latin1");
    writeFileSync(path.join(folder, "latin.ts"), latin);
    writeFileSync(path.join(folder, "wrong.ts"), "const = duration;");
    mkdirSync(path.join(folder, "__tests__"));
    writeFileSync(
      path.join(folder, "__tests__", "stock.js"),
      `import { stock } from "../metrics.ts";\nuse(stock);`,
    );
    writeFileSync(path.join(folder, "Sizes.vue"), `<script>import { sizes } from "./metrics.ts"</script>`);
    const { status, stderr } = await migrate("--write", "--force");
    expect(status).toBe(1);
    for (const line of [
      /latin\.ts: is not UTF-8/,
      /wrong\.ts:1: cannot be parsed/,
      /new Counter: latin\.ts has the name `requests`, and is not read/,
      /new Histogram: wrong\.ts has the name `duration`/,
      /new Gauge: __tests__\/stock\.js:2: it is passed on/,
      /new Histogram: Sizes\.vue has the name `sizes`/,
    ])
      expect(stderr).toMatch(line);
    expect(readFileSync(path.join(folder, "latin.ts")).equals(latin)).toBe(true);
    // the route stays because of these, and so does every metric
    expect(textsIn(folder)["metrics.ts"]).toContain("new Gauge");
  });

  test(
    "finds uncommitted files in a folder of the repository, and says what git says",
    { tags: ["extended"] },
    () => {
      const inner = path.join(folder, "services", "shop");
      mkdirSync(inner, { recursive: true });
      cpSync(path.join(fixtures, "opentelemetry-commonjs/before"), inner, { recursive: true });
      expect(migrateIn(inner, { LC_ALL: "C" }, "--write").stderr).toMatch(/not a git repository/);
      expect(migrateIn(inner, { PATH: "" }, "--write").stderr).toContain("`git` was not found");
      git("init", "-q");
      expect(migrateIn(inner, {}, "--write").stderr).toContain(
        "main.cjs has changes that are not committed.",
      );
      git("add", "-A");
      git("commit", "-qm", "before");
      writeFileSync(path.join(folder, "other.js"), "");
      expect(migrateIn(inner, {}, "--write").status).toBe(0);
      expect(migrateIn(inner, {}, "--write").stderr).toContain("Converted 0 calls");
    },
  );

  test("refuses files that git could not give back", async () => {
    cpSync(path.join(fixtures, "opentelemetry-commonjs/before"), folder, { recursive: true });
    const before = textsIn(folder);
    expect(await migrate("--write")).toMatchObject({ status: 2, stdout: "" });
    git("init", "-q");
    const { status, stderr } = await migrate("--write");
    expect(`${status} ${stderr}`).toContain("2 telltale: main.cjs has changes that are not committed.");
    expect(textsIn(folder)).toEqual(before);
    expect((await migrate("--write", "--force")).status).toBe(0);
    expect(textsIn(folder)).not.toEqual(before);
  });

  test("names a wrong option, a path that is not there and a folder without sources", async () => {
    expect(await migrate("--from", "dd-trace")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        "Cannot migrate from `dd-trace`: expected opentelemetry or prom-client.",
      ) as string,
    });
    expect(await migrate("src")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("There is no file or folder src.") as string,
    });
    expect(await migrate("..")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(".. is outside of the working directory.") as string,
    });
    expect(await migrate()).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("There is no source file") as string,
    });
  });

  test("names the files and why, where none of them can be read", async () => {
    mkdirSync(path.join(folder, "src"));
    mkdirSync(path.join(folder, "empty"));
    writeFileSync(path.join(folder, "src/orders.ts"), "const = 1;\n");
    writeFileSync(path.join(folder, "src/stock.ts"), Buffer.from([0xff, 0xfe, 0xfd]));
    for (const args of [["src"], []]) {
      const { status, stderr } = await migrate(...args);
      expect(status).toBe(1);
      expect(stderr).toContain(`telltale: None of the source files in ${args[0] ?? folder} can be read:\n`);
      const [, named] = stderr.split("can be read:\n");
      expect(named).toMatch(/^src\/orders\.ts:1: cannot be parsed: .+\. Skipped\.$/m);
      expect(named).toMatch(/^src\/stock\.ts: is not UTF-8: .+ Skipped\.$/m);
    }
    expect((await migrate("empty")).stderr).toContain("There is no source file in empty");
  });
});
