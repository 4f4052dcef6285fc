// Processors by configuration, tested on what is exported: marks, changed attributes and names, conditions, log records, presets and variables.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { diag, DiagLogLevel } from "@opentelemetry/api";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { event, log, startSpan, trace, transaction, withContext } from "../../src/index.ts";
import type { StartOptions } from "../../src/index.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";
import { read, refusal } from "../config-file.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-enrichment-"));
let telemetry: Collected | undefined;

afterAll(() => rmSync(folder, { recursive: true }));

afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  diag.disable();
});

/** A logger of the application's own, for everything. */
function listening() {
  const hear = () => vi.fn<(line: string) => void>();
  const logger = { error: hear(), warn: hear(), info: hear(), debug: hear(), verbose: hear() };
  diag.setLogger(logger, DiagLogLevel.ALL);
  // the API logs that a logger was registered
  logger.debug.mockClear();
  return logger;
}

function started(enrichment?: StartOptions["enrichment"], more: StartOptions = {}): Collected {
  return (telemetry = collect({
    handleExit: false,
    ...more,
    ...(enrichment === undefined ? {} : { enrichment }),
  }));
}

async function sent(name?: string): Promise<SentSpan[]> {
  await telemetry?.flush();
  return telemetry?.spans(name) ?? [];
}

/** A span that takes `ms`. */
function lasting(ms: number, name = "t"): void {
  const span = startSpan(name, { startTime: 1000 });
  span.end(1000 + ms);
}

describe("the preset marks", () => {
  test("sets exactly four attributes, slow over 100 ms", async () => {
    started("marks");
    lasting(100, "fast");
    lasting(100.5, "slow");
    startSpan("failed", { startTime: 1000 }).fail(new RangeError("no")).end(1001);
    const spans = Object.fromEntries((await sent()).map((span) => [span.name, span.attributes]));
    const common = { "custom.processed": true, "custom.processor.version": "0.1.0" };
    expect(spans["fast"]).toEqual(common);
    expect(spans["slow"]).toEqual({ ...common, "custom.slow_operation": true });
    expect(spans["failed"]).toEqual({
      ...common,
      "custom.error_processed": true,
      "error.type": "RangeError",
    });
  });

  test("its names, threshold and version are options, and each can be left out", async () => {
    started({
      marks: {
        slow: "app.slow",
        slowOverMs: 10,
        error: false,
        processed: false,
        version: "app.v",
        versionValue: "7",
      },
    });
    lasting(11);
    expect((await sent())[0]?.attributes).toEqual({ "app.slow": true, "app.v": "7" });
  });

  test("reaches exporters of the OpenTelemetry shape, which hang on processors, and tail sampling in between", async () => {
    const seen: object[] = [];
    const processor = {
      onStart() {},
      onEnd: (span: { readonly attributes: object }) => void seen.push({ ...span.attributes }),
      async forceFlush() {},
      async shutdown() {},
    };
    for (const tail of [undefined, { defaultRate: 1 }]) {
      started("marks", {
        processors: [processor],
        ...(tail === undefined ? {} : { sampling: { tail } }),
      });
      lasting(101);
      await telemetry?.stop();
    }
    const marked = expect.objectContaining({ "custom.processed": true, "custom.slow_operation": true });
    expect(seen).toEqual([marked, marked]);
  });

  test("comes through where the span has as many attributes as it may have, and over what processors set", async () => {
    const processor = {
      onEnding: (span: { setAttribute(key: string, value: unknown): void }) =>
        span.setAttribute("custom.processed", "no"),
      async forceFlush() {},
      async shutdown() {},
    };
    started("marks", { limits: { attributeCount: 2 }, processors: [processor as never] });
    trace("t", (span) => span.setAttributes({ a: 1, b: 2, c: 3 }));
    const [span] = await sent();
    expect(span?.attributes).toEqual({
      a: 1,
      b: 2,
      "custom.processed": true,
      "custom.processor.version": "0.1.0",
    });
  });

  test.each(["marks", '"marks"', '{"marks":true}', '["marks"]'])("by the variable as %s", async (text) => {
    vi.stubEnv("TELLTALE_ENRICHMENT", text);
    started();
    lasting(1);
    expect((await sent())[0]?.attributes["custom.processed"]).toBe(true);
  });

  test.each([
    ["yaml", "marks: true\nrules:\n  - when: { name: t }\n    set: { team: '${TEAM}' }\n"],
    ["json", JSON.stringify({ marks: true, rules: [{ when: { name: "t" }, set: { team: "payments" } }] })],
  ])("by a variable that names a %s file", async (kind, text) => {
    const file = path.join(folder, `enrichment.${kind}`);
    writeFileSync(file, text);
    vi.stubEnv("TELLTALE_ENRICHMENT", file);
    vi.stubEnv("TEAM", "payments");
    started();
    lasting(1);
    expect((await sent())[0]?.attributes).toMatchObject({ team: "payments", "custom.processed": true });
  });

  test.each(["mark", "{", "/nowhere.yaml", '{"rulez":[]}'])(
    "a variable that cannot be used, %s, warns",
    async (text) => {
      const { warn } = listening();
      vi.stubEnv("TELLTALE_ENRICHMENT", text);
      started();
      expect(warn.mock.calls.flat().join("\n")).toContain("cannot use TELLTALE_ENRICHMENT");
      lasting(1);
      expect((await sent())[0]?.attributes).toEqual({});
    },
  );

  test("by the configuration file; the variable is stronger, as a whole", async () => {
    const file = path.join(folder, "telemetry.yaml");
    const rules =
      "telltale:\n  enrichment:\n    rules:\n      - set: { a: 1 }\n  guards:\n    size: { valueLength: 70 }\n";
    writeFileSync(file, `file_format: "1.1"\n${rules}`);
    vi.stubEnv("OTEL_CONFIG_FILE", file);
    for (const [text, wanted] of [
      ["", { a: 1 }],
      ['{"rules":[{"set":{"b":2}}]}', { b: 2 }],
    ] as const) {
      vi.stubEnv("TELLTALE_ENRICHMENT", text);
      const all = started();
      trace("t", (span) => span.setAttribute("long", "x".repeat(100)));
      const [span] = await sent();
      expect(span?.attributes).toEqual({ ...wanted, long: expect.stringContaining("…[cut") });
      await all.stop();
    }
  });

  test("a configuration file that is wrong is refused by its place", () => {
    expect(refusal(() => read("telltale:\n  enrichment: { rules: [{ sett: {} }] }\n"))).toContain(
      "telltale.enrichment.rules[0].sett",
    );
    expect(refusal(() => read("telltale:\n  guards: { size: { valueLength: 1 } }\n"))).toContain(
      "telltale.guards.size.valueLength",
    );
  });

  test("options are stronger than the variable", async () => {
    vi.stubEnv("TELLTALE_ENRICHMENT", "marks");
    started({ rules: [{ set: { a: 1 } }] });
    lasting(1);
    expect((await sent())[0]?.attributes).toEqual({ a: 1 });
  });
});

describe("rules for spans", () => {
  test("`drop: false` is not a drop: what is beside it is done", async () => {
    started({ rules: [{ drop: false, set: { a: 1 } }] });
    lasting(1);
    expect((await sent())[0]?.attributes).toEqual({ a: 1 });
  });

  test("copy, rename, set and remove, in this order, those of the context too", async () => {
    started({
      rules: [
        {
          copy: { tenant: "app.tenant", nothing: "not.there" },
          rename: { old: "new", "app.user": "user", missing: "x" },
          set: { team: "payments", list: ["a", "b"], n: 1.5 },
          remove: ["internal.*", "exact"],
        },
      ],
    });
    withContext({ "app.tenant": "acme", "app.user": "u1", "internal.context": 1, kept: "yes" }, () =>
      trace("t", (span) => span.setAttributes({ old: 1, "internal.a": 1, exact: true, "exact.not": true })),
    );
    trace("outside", () => {});
    const [inside, outside] = await sent();
    expect(inside?.attributes).toEqual({
      new: 1,
      "exact.not": true,
      "app.tenant": "acme",
      user: "u1",
      kept: "yes",
      tenant: "acme",
      team: "payments",
      list: ["a", "b"],
      n: 1.5,
    });
    expect(outside?.attributes).toEqual({ team: "payments", list: ["a", "b"], n: 1.5 });
  });

  test("names can be exchanged", async () => {
    started({ rules: [{ rename: { a: "b", b: "a", gone: "c" } }] });
    trace("t", { attributes: { a: 1, b: 2, c: 3 } }, () => {});
    expect((await sent())[0]?.attributes).toEqual({ a: 2, b: 1, c: 3 });
  });

  test("the context that spans share is not changed for the next one", async () => {
    started({ rules: [{ when: { name: "a" }, remove: "*" }] });
    withContext({ tenant: "acme" }, () => {
      trace("a", () => {});
      trace("b", () => {});
    });
    expect((await sent()).map(({ attributes }) => attributes)).toEqual([{}, { tenant: "acme" }]);
  });

  test("conditions by name, kind, attribute, resource, error and time; later rules see what earlier ones did", async () => {
    started(
      {
        rules: [
          { when: { name: "GET *" }, set: { web: true } },
          { when: { kind: "client" }, set: { out: true } },
          { when: { attributes: { web: true, size: { gte: 10 } } }, set: { large: true } },
          { when: { resource: { "deployment.environment.name": "prod*" } }, set: { live: true } },
          { when: { error: true, slowerThanMs: 5 }, set: { bad: true } },
          { when: { any: [{ attributes: { large: true } }, { name: "x" }] }, rename: { large: "huge" } },
        ],
      },
      { environment: "production" },
    );
    trace("GET /a", { attributes: { size: 10 } }, () => {});
    trace("GET /b", { kind: 2 }, () => {});
    const slow = startSpan("c", { startTime: 1000 });
    slow.setStatus({ code: 2 });
    slow.end(1006);
    const byName = Object.fromEntries((await sent()).map(({ name, attributes }) => [name, attributes]));
    expect(byName).toEqual({
      "GET /a": { size: 10, web: true, huge: true, live: true },
      "GET /b": { web: true, out: true, live: true },
      c: { live: true, bad: true },
    });
  });

  test("names: given, made of attributes, and without the ids in them", async () => {
    started({
      rules: [
        { when: { name: "checkout *" }, spanName: "checkout" },
        { when: { kind: "server" }, spanName: "{{http.request.method}} {{ http.route }}" },
        { normalizeName: true, normalize: "url.*" },
      ],
    });
    trace("checkout 12345", () => {});
    trace("a", { kind: 1, attributes: { "http.request.method": "GET", "http.route": "/o/:id" } }, () => {});
    trace("/users/7", { kind: 1, attributes: { "url.path": "/users/7", n: 7, other: "/users/7" } }, () => {});
    const spans = await sent();
    expect(spans.map(({ name }) => name)).toEqual(["checkout", "GET /o/:id", "/users/{id}"]);
    expect(spans[2]?.attributes).toEqual({ "url.path": "/users/{id}", n: 7, other: "/users/7" });
  });

  test("maps and mixed lists become JSON texts, secrets in them are taken out before", async () => {
    started({ rules: [{ json: true }] });
    withContext({ shared: { deep: [1, "a"] } }, () =>
      trace("t", (span) => {
        span.setAttributes({
          map: { user: "u1", password: "hunter2", count: 12n },
          mixed: [1, "a", null],
          plain: ["a", "b"],
          text: "x",
        });
        span.addEvent("e", { map: { a: [1, { b: 2 }] } } as never);
      }),
    );
    const [span] = await sent();
    expect(span?.attributes).toEqual({
      map: '{"user":"u1","password":"[redacted:password]","count":12}',
      mixed: '[1,"a",null]',
      plain: ["a", "b"],
      text: "x",
      shared: '{"deep":[1,"a"]}',
    });
    expect(span?.events[0]?.attributes["map"]).toBe('{"a":[1,{"b":2}]}');
  });

  test("what is copied at the last moment is redacted all the same", async () => {
    started({ rules: [{ copy: { note: "http.request.header.authorization" } }] });
    trace(
      "t",
      { attributes: { "http.request.header.authorization": "Bearer abcdefghijklmnop1234567890" } },
      () => {},
    );
    expect(JSON.stringify(await sent())).not.toContain("abcdefghijklmnop");
  });

  test("a function as a condition that throws says no, and is counted", async () => {
    const all = started({
      rules: [
        {
          when: () => {
            throw new Error("mine");
          },
          set: { a: 1 },
        },
        { when: (span) => span.attribute("b") === 2, set: { c: 3 } },
      ],
    });
    const before = all.stats().reports["condition_failed"] ?? 0;
    trace("t", { attributes: { b: 2 } }, () => {});
    expect((await sent())[0]?.attributes).toEqual({ b: 2, c: 3 });
    expect((all.stats().reports["condition_failed"] ?? 0) - before).toBe(1);
  });
});

describe("rules for log records", () => {
  test("by severity, event name and attributes: set, copy, rename, remove, json, drop", async () => {
    const all = started({
      rules: [
        { on: "logs", severity: "warn", set: { urgent: true } },
        { on: ["spans", "logs"], remove: "internal.*", copy: { tenant: "app.tenant" } },
        { on: "logs", when: { name: "cart.*" }, rename: { items: "cart.items" } },
        { on: "logs", when: { attributes: { noise: true } }, drop: true },
        { on: "logs", json: true },
      ],
    });
    withContext({ "app.tenant": "acme" }, () => {
      log.warn("w", { "internal.x": 1, kept: 1 });
      log.info("i", { map: { a: 1 } });
    });
    event("cart.abandoned", { items: 3 });
    log.error("gone", { noise: true });
    await all.flush();
    expect(all.records().map(({ attributes }) => attributes)).toEqual([
      { urgent: true, kept: 1, "app.tenant": "acme", tenant: "acme" },
      { map: '{"a":1}', "app.tenant": "acme", tenant: "acme" },
      expect.objectContaining({ "cart.items": 3 }),
    ]);
    expect(all.stats().self?.leftOut).toEqual({ spans: 0, logs: 1 });
  });

  test("facts of the business stay and their records leave; attributes can be added", async () => {
    const all = started({
      rules: [
        { on: "logs", set: { "telltale.transaction.type": "forged", team: "payments" } },
        { on: "logs", remove: "telltale.*" },
        { on: "logs", when: {}, drop: true },
      ],
    });
    await transaction("purchase", { id: "order-789" }, async () => {});
    log.info("gone");
    await all.flush();
    const records = all.records();
    expect(records.map(({ eventName }) => eventName)).toEqual(["telltale.transaction.ended"]);
    expect(records[0]?.attributes).toMatchObject({
      "telltale.transaction.type": "purchase",
      "telltale.transaction.id": "order-789",
      team: "payments",
    });
  });

  test("after processors of log records, too", async () => {
    const processor = {
      onEmit: (record: { setAttribute(key: string, value: unknown): void }) =>
        record.setAttribute("internal.late", 1),
      async forceFlush() {},
      async shutdown() {},
    };
    const all = started(
      { rules: [{ on: "logs", remove: "internal.*", set: { done: true } }] },
      { logRecordProcessors: [processor as never] },
    );
    log.info("x", { kept: 1 });
    await all.flush();
    expect(all.records()[0]?.attributes).toEqual({ kept: 1, done: true });
  });
});

test("with OTEL_LOG_LEVEL=debug one line a span says what was done, without values", async () => {
  vi.stubEnv("OTEL_LOG_LEVEL", "debug");
  const printed = vi.spyOn(console, "error").mockImplementation(() => {});
  started([{ rules: [{ name: "tag", when: { name: "a" }, set: { secretish: "value-1" } }] }, "marks"]);
  trace("a", () => {});
  trace("b", () => {});
  await sent();
  const lines = printed.mock.calls
    .map(([line]) => String(line))
    .filter((line) => line.includes("enrichment"));
  expect(lines).toEqual([
    "telltale: enrichment of span `a`: tag: set secretish; marks",
    "telltale: enrichment of span `b`: marks",
  ]);
});

test("without it nothing is said", async () => {
  const { debug } = listening();
  started("marks");
  trace("a", () => {});
  await sent();
  expect(debug).not.toHaveBeenCalled();
});

test.each<[unknown, string]>([
  ["mark", "enrichment"],
  [{ rules: {} }, "enrichment.rules"],
  [{ rules: [{}] }, "something to do"],
  [{ rules: [{ sett: {} }] }, "enrichment.rules[0].sett"],
  [[{ rules: [{ set: { a: { b: 1 } } }] }], 'enrichment[0].rules[0].set["a"]'],
  [{ rules: [{ set: { a: 1 }, when: { slowerThan: 5 } }] }, "enrichment.rules[0].when.slowerThan"],
  [{ rules: [{ drop: true, set: { a: 1 } }] }, "nothing beside `drop`"],
  [{ rules: [{ drop: "tree" }] }, "true, false or subtree"],
  [{ rules: [{ on: "metrics", set: { a: 1 } }] }, "enrichment.rules[0].on"],
  [{ rules: [{ on: "logs", spanName: "x" }] }, "enrichment.rules[0].spanName"],
  [{ rules: [{ severity: "warn", set: { a: 1 } }] }, "enrichment.rules[0].severity"],
  [{ rules: [{ on: "logs", severity: "loud", set: { a: 1 } }] }, "enrichment.rules[0].severity"],
  [{ rules: [{ drop: true, at: "start", when: { error: true } }] }, "`error` is not known before"],
  [{ marks: { slow: 5 } }, "enrichment.marks.slow"],
  [{ marks: { fast: "x" } }, "enrichment.marks.fast"],
  [{ marks: { slowOverMs: -1 } }, "enrichment.marks.slowOverMs"],
  [
    { rules: [{ name: "redis PING", drop: true }] },
    "expected a condition (`name` is what the rule is called)",
  ],
  [{ rules: [{ set: { a: 1 }, at: "start" }] }, "enrichment.rules[0].at"],
  [
    { rules: [{ when: { any: [{ not: { slowerThanMs: 5 } }] }, drop: true, at: "start" }] },
    "`slowerThanMs` is not known before",
  ],
  [{ rules: [{ on: "logs", when: { slowerThanMs: 5 }, drop: true }] }, "no `slowerThanMs` beside"],
  [{ rules: [{ on: ["spans", "logs"], when: { kind: "server" }, set: { a: 1 } }] }, "no `kind` beside"],
])("%j is refused by its place", (enrichment, words) => {
  expect(() => collect({ enrichment: enrichment as never })).toThrowError(
    expect.objectContaining({ code: "TT_RULE", message: expect.stringContaining(words) }),
  );
});
