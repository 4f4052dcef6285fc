// Spans that are not to leave: by their name at the start, and by what is known at their end. No span is left without a parent.
import { context, propagation, trace as api } from "@opentelemetry/api";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { activeSpan, log, type Span, type StartOptions, startSpan, trace } from "../../src/index.ts";
import { alwaysOn } from "../../src/otel/index.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";

let telemetry: Collected | undefined;

afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
});

type Rules = readonly Record<string, unknown>[];

function started(rules: Rules, more: StartOptions = {}): Collected {
  return (telemetry = collect({ handleExit: false, ...more, enrichment: { rules: rules as never } }));
}

async function tree(): Promise<Record<string, string>> {
  await telemetry?.flush();
  const spans = telemetry?.spans() ?? [];
  const names = new Map(spans.map((span) => [span.spanId, span.name]));
  return Object.fromEntries(
    spans.map((span) => [span.name, span.parentId === "" ? "" : (names.get(span.parentId) ?? "away")]),
  );
}

const remote = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: 1,
  isRemote: true,
};

describe("by name, when it starts", () => {
  test("what is below goes to the parent, however deep", async () => {
    const all = started([{ when: { name: ["mid*"] }, drop: true }]);
    trace("root", () =>
      trace("mid 1", (span) => {
        expect(span.isRecording()).toBe(false);
        span.setAttribute("a", 1);
        trace("mid 2", () => {
          trace("leaf", () => log.info("inside"));
          span.trace("child of a span that is not there", () => {});
        });
      }),
    );
    expect(await tree()).toEqual({ root: "", leaf: "root", "child of a span that is not there": "root" });
    expect(all.records()[0]?.spanId).toBe(all.spans("leaf")[0]?.spanId);
    expect(all.stats().self?.leftOut).toEqual({ spans: 2, logs: 0 });
  });

  test("a record inside belongs to the span above; below a root that is left out everything begins anew", async () => {
    const all = started([{ when: { name: "gone" }, drop: true }]);
    trace("root", () => trace("gone", () => log.info("in root")));
    trace("gone", () => {
      log.info("in nothing");
      trace("a", () => {});
      trace("b", () => trace("c", () => {}));
    });
    expect(await tree()).toEqual({ root: "", a: "", b: "", c: "b" });
    expect(all.records().map(({ spanId }) => spanId)).toEqual([all.spans("root")[0]?.spanId, ""]);
  });

  test("other services get the parent's context, or none", () => {
    started([{ when: { name: "gone" }, drop: true }]);
    const reported = (): string | undefined => {
      const headers: Record<string, string> = {};
      propagation.inject(context.active(), headers);
      return headers["traceparent"];
    };
    trace("root", () => {
      const above = reported();
      trace("gone", () => expect(reported()).toBe(above));
    });
    trace("gone", () => expect(reported()).toBeUndefined());
  });

  test("below a span of another process", async () => {
    const all = started([{ when: { name: "gone" }, drop: true }]);
    context.with(api.setSpanContext(context.active(), remote), () =>
      trace("gone", () => trace("here", () => {})),
    );
    await all.flush();
    expect(all.spans().map(({ name, parentId, traceId }) => [name, parentId, traceId])).toEqual([
      ["here", remote.spanId, remote.traceId],
    ]);
  });

  test.each([undefined, alwaysOn()])("a subtree goes whole, with the sampler %s", async (sampler) => {
    const all = started(
      [{ when: { name: "cron *" }, drop: "subtree" }],
      sampler === undefined ? {} : { sampler },
    );
    const headers: Record<string, string> = {};
    trace("root", () => {
      trace("cron a", () =>
        trace("below", () =>
          trace("deep", () => {
            propagation.inject(context.active(), headers);
          }),
        ),
      );
      trace("sibling", () => {});
    });
    trace("cron b", () => {
      trace("alone", () => {});
      trace("new", { root: true }, () => {});
    });
    expect(await tree()).toEqual({ root: "", sibling: "root", new: "" });
    expect(headers["traceparent"]).toMatch(/-00$|-02$/);
    expect(all.stats().self?.leftOut.spans).toBe(5);
  });

  test("by kind, parent and attributes given at the start, where it is asked for", async () => {
    started([
      { when: { kind: "client", not: { name: "db" } }, drop: true },
      { when: { parent: "none", name: "boot" }, drop: "subtree" },
      { when: { attributes: { "url.path": "/health" } }, at: "start", drop: "subtree" },
    ]);
    trace("root", () => {
      trace("call", { kind: 2 }, () => trace("inside", () => {}));
      trace("db", { kind: 2 }, () => {});
      trace("boot", () => {});
    });
    trace("boot", () => trace("never", () => {}));
    trace("GET", { kind: 1, attributes: { "url.path": "/health" } }, () => trace("never", () => {}));
    expect(await tree()).toEqual({ root: "", inside: "root", db: "root", boot: "root" });
  });

  test("its callbacks, values and errors are untouched", async () => {
    started([{ when: { name: "gone" }, drop: true }]);
    expect(trace("gone", () => 5)).toBe(5);
    expect(() =>
      trace("gone", () => {
        throw new RangeError("mine");
      }),
    ).toThrow(RangeError);
    await expect(trace("gone", async () => "later")).resolves.toBe("later");
    trace("root", () => {
      trace("gone", () => {});
      expect(activeSpan()?.isRecording()).toBe(true);
    });
  });
});

describe("by what is known at the end", () => {
  test("attribute, duration, error: what is below goes to the nearest that stays", async () => {
    const all = started([
      { when: { attributes: { internal: true } }, drop: true },
      { when: { not: { slowerThanMs: 5 }, error: false, kind: "client" }, drop: true },
    ]);
    trace("root", () =>
      trace("one", (one) => {
        one.setAttribute("internal", true);
        trace("two", (two) => {
          two.setAttribute("internal", true);
          trace("three", () => {});
        });
        startSpan("short", { kind: 2, startTime: 1000 }).end(1005);
        startSpan("long", { kind: 2, startTime: 1000 }).end(1006);
        const failed = startSpan("failed", { kind: 2, startTime: 1000 });
        failed.setStatus({ code: 2 });
        failed.end(1001);
      }),
    );
    expect(await tree()).toEqual({ root: "", three: "root", long: "root", failed: "root" });
    expect(all.stats().sampling).toMatchObject({ kept: 1, dropped: 0, filtered: 3 });
  });

  test("a subtree by an attribute, and rules see what other rules have set", async () => {
    started([
      { when: { name: "noise" }, set: { unwanted: true } },
      { when: { attributes: { unwanted: true } }, drop: "subtree" },
    ]);
    trace("root", () => {
      trace("noise", () => trace("below", () => trace("deep", () => {})));
      trace("kept", () => {});
    });
    expect(await tree()).toEqual({ root: "", kept: "root" });
  });

  test("a span whose context was carried to another process stays", async () => {
    started([{ when: { attributes: { internal: true } }, drop: true }]);
    trace("root", () =>
      trace("asked", { attributes: { internal: true } }, () => {
        propagation.inject(context.active(), {});
      }),
    );
    expect(await tree()).toEqual({ root: "", asked: "root" });
  });
});

test("rules of tail sampling see what enrichment set, and drops go with what they keep", async () => {
  const all = started(
    [
      { when: { name: "pay", error: true }, set: { "app.review": true } },
      { when: { attributes: { internal: true } }, drop: true },
    ],
    {
      sampling: {
        noise: false,
        tail: {
          rules: [{ name: "review", rate: 1, when: { attributes: { "app.review": true } } }],
          defaultRate: 0,
        },
      },
    },
  );
  for (const failed of [false, true]) {
    trace(`root ${failed}`, () =>
      trace("step", { attributes: { internal: true } }, () =>
        trace("pay", (span) => {
          if (failed) span.setStatus({ code: 2 });
        }),
      ),
    );
  }
  expect(await tree()).toEqual({ "root true": "", pay: "root true" });
  expect(all.stats().sampling).toMatchObject({ kept: 1, dropped: 1, filtered: 1 });
});

describe("no orphan ever leaves", () => {
  interface Node {
    readonly name: string;
    readonly internal: boolean;
    readonly kind: number;
    readonly error: boolean;
    readonly outlives: boolean;
    readonly asks: boolean;
    readonly below: readonly Node[];
  }

  const nodeOf = (depth: number): fc.Arbitrary<Node> =>
    fc.record({
      name: fc.constantFrom("a", "b", "c", "d"),
      internal: fc.boolean(),
      kind: fc.constantFrom(0, 1, 2),
      error: fc.boolean(),
      outlives: fc.boolean(),
      asks: fc.nat(9).map((n) => n === 0),
      below: depth === 0 ? fc.constant([]) : fc.array(nodeOf(depth - 1), { maxLength: 3 }),
    });
  const node = nodeOf(4);

  const reported = new Set<string>();

  function run({ name, internal, kind, error, outlives, asks, below }: Node, late: Span[]): void {
    const span = startSpan(name, { kind });
    if (internal) span.setAttribute("internal", true);
    if (error) span.setStatus({ code: 2 });
    span.run(() => {
      if (asks) {
        const headers: Record<string, string> = {};
        propagation.inject(context.active(), headers);
        const [, , id] = (headers["traceparent"] ?? "").split("-");
        if (id !== undefined && headers["traceparent"]?.endsWith("1")) reported.add(id);
      }
      for (const one of below) run(one, late);
    });
    if (outlives) late.push(span);
    else span.end();
  }

  function check(spans: readonly SentSpan[]): void {
    const known = new Set(spans.map((span) => `${span.traceId} ${span.spanId}`));
    for (const span of spans) {
      if (span.parentId === "" || span.parentId === remote.spanId) continue;
      expect(known, `the parent of ${span.name}`).toContain(`${span.traceId} ${span.parentId}`);
    }
    const ids = new Set(spans.map((span) => span.spanId));
    expect(
      [...reported].filter((id) => id !== remote.spanId && !ids.has(id)),
      "who was named outside",
    ).toEqual([]);
  }

  test.each<[string, Rules, StartOptions]>([
    ["names, re-parented", [{ when: { name: ["a", "b"] }, drop: true }], {}],
    [
      "names, whole subtrees",
      [
        { when: { name: "a" }, drop: "subtree" },
        { when: { name: "b" }, drop: true },
      ],
      {},
    ],
    [
      "names, beside a sampler that keeps all",
      [{ when: { name: "a" }, drop: "subtree" }],
      { sampler: alwaysOn() },
    ],
    ["attributes", [{ when: { attributes: { internal: true } }, drop: true }], {}],
    [
      "everything together",
      [
        { when: { name: "a" }, drop: true },
        { when: { name: "b", kind: "client" }, drop: "subtree" },
        { when: { attributes: { internal: true }, kind: "internal" }, drop: true },
        { when: { error: true, name: "c" }, drop: "subtree" },
      ],
      {},
    ],
  ])("random trees, random ends: %s", async (_name, rules, more) => {
    const all = started(rules, { ...more, limits: { queueSize: 1_000_000 } });
    reported.clear();
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 2 }), fc.boolean(), (trees, isRemote) => {
        const late: Span[] = [];
        const begin = (): void => trees.forEach((one) => run(one, late));
        if (isRemote) context.with(api.setSpanContext(context.active(), remote), begin);
        else begin();
        for (const span of late) span.end();
      }),
      { numRuns: 300 },
    );
    await all.flush();
    await all.stop();
    const spans = all.spans();
    expect(spans.length).toBeGreaterThan(30);
    check(spans);
    const atStart = rules.flatMap(({ when, drop }) =>
      drop === true && Object.keys(when as object).join() === "name"
        ? [(when as { name: unknown }).name].flat()
        : [],
    );
    for (const name of atStart) expect(spans.some((span) => span.name === name)).toBe(false);
  });
});
