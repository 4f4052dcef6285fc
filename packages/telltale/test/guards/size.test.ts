// The size guard by what leaves: values, spans and records that are too large are made smaller, say so, and are counted.
import { logs } from "@opentelemetry/api-logs";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { captureError, event, log, profile, trace, withContext } from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";

let telemetry: Collected | undefined;

afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
});

function started(guards: object = {}, more: object = {}): Collected {
  return (telemetry = collect({ guards: guards as never, handleExit: false, ...more }));
}

function counted(code: string): number {
  return telemetry?.stats().reports[code] ?? 0;
}

const mark = /…\[cut (\d+) characters\]$/;

describe("values", () => {
  test("the last that fits leaves whole, the first that does not is cut with a mark and counted", async () => {
    const all = started();
    const before = counted("value_cut");
    trace("t", (span) => {
      span.setAttribute("fits", "x".repeat(65_536));
      span.setAttribute("large", "x".repeat(65_537));
    });
    await all.flush();
    const { fits, large } = all.spans("t")[0]!.attributes as Record<string, string>;
    expect(fits).toHaveLength(65_536);
    expect(large?.length).toBeLessThanOrEqual(65_536);
    const [whole, cut] = mark.exec(large as string) as RegExpExecArray;
    expect((large as string).length - (whole as string).length + Number(cut)).toBe(65_537);
    expect(counted("value_cut") - before).toBe(1);
  });

  test("everywhere a text can be: events, lists, maps, messages, names, bodies, errors", async () => {
    const all = started({ size: { valueLength: 100 } });
    const long = "y".repeat(1000);
    expect(() =>
      trace(long, (span) => {
        span.addEvent("e", { long });
        span.setAttribute("list", ["short", long]);
        span.setAttribute("map", { deep: { long } });
        throw Object.assign(new Error(long), { stack: long });
      }),
    ).toThrow(long);
    log.info(long, { long });
    log.info("object", { inside: { long } });
    captureError(new Error(long));
    event("named", { long });
    await all.flush();
    const text = JSON.stringify([all.spans(), all.records()], (_key, value: unknown) =>
      value instanceof Map ? [...value] : typeof value === "bigint" ? Number(value) : value,
    );
    expect(text).not.toContain("y".repeat(101));
    expect(text.match(/…\[cut \d+ characters\]/g)?.length).toBeGreaterThanOrEqual(10);
  });

  test("a limit of the specification is stronger, and cuts without a mark", async () => {
    const all = started({}, { limits: { attributeValueLength: 100_000 } });
    trace("t", (span) => span.setAttribute("v", "x".repeat(200_000)));
    await all.flush();
    expect(all.spans()[0]?.attributes["v"]).toBe("x".repeat(100_000));
  });

  test("the smaller of two that were asked for counts", async () => {
    const all = started({ size: { valueLength: 70 } }, { limits: { attributeValueLength: 100_000 } });
    trace("t", (span) => span.setAttribute("v", "x".repeat(200_000)));
    await all.flush();
    expect(all.spans()[0]?.attributes["v"]).toMatch(mark);
  });

  test("no character is cut in two", async () => {
    const all = started({ size: { valueLength: 65 } });
    trace("t", (span) => {
      span.setAttribute("even", "🎈".repeat(100));
      span.setAttribute("odd", `x${"🎈".repeat(100)}`);
    });
    await all.flush();
    for (const value of Object.values(all.spans()[0]?.attributes as Record<string, string>)) {
      expect(value.isWellFormed()).toBe(true);
    }
  });

  test("off, everything leaves whole", async () => {
    const all = started({ size: false });
    trace("t", (span) => span.setAttribute("v", "x".repeat(2_000_000)));
    await all.flush();
    expect(all.spans()[0]?.attributes["v"]).toHaveLength(2_000_000);
  });
});

describe("secrets at the cut", () => {
  const secrets = [
    ["4242 4242 4242 4242", "4242 4242 4242 4242"],
    ["ada.lovelace@example.com", "lovelace@example.com"],
    [
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1MSIsIm5hbWUiOiJBZGEifQ.c2lnbmF0dXJlLW9mLTMyLWJ5dGVz",
      "eyJzdWIiOiJ1MSIsIm5hbWUiOiJBZGEifQ.c2lnbmF0dXJlLW9mLTMyLWJ5dGVz",
    ],
    ["Authorization: Bearer abcdefghijklmnopqrstuvwxyz0123456789", "abcdefghijklmnopqrstuvwxyz0123456789"],
    ["postgres://app:hunter2secret@db.example:5432/shop", "hunter2secret"],
  ] as const;

  test.each(secrets)("wherever the cut falls in %s, no half of it leaves", async (text, secret) => {
    const all = started({ size: { valueLength: 200 } });
    for (let before = Math.max(0, 150 - text.length); before <= 205; before++) {
      const value = `${"a ".repeat(before).slice(0, before)} ${text} ${"z ".repeat(500)}`;
      trace("t", (span) => span.setAttribute(`v${before}`, value));
    }
    await all.flush();
    const values = all.spans("t").flatMap((span) => Object.values(span.attributes) as string[]);
    expect(values.length).toBeGreaterThan(50);
    for (const value of values)
      for (let at = 0; at + 6 <= secret.length; at++) expect(value).not.toContain(secret.slice(at, at + 6));
  });

  test("a limit of the specification cuts no secret in half either", async () => {
    const all = started({}, { limits: { attributeValueLength: 20 } });
    trace("t", (span) => span.setAttribute("v", "paid 4242 4242 4242 4242 today"));
    await all.flush();
    expect(all.spans()[0]?.attributes["v"]).not.toMatch(/\d{4}/);
  });

  test("megabytes are cut in the time that what stays takes", async () => {
    const all = started();
    const huge = "password=hunter2 ada@example.com ".repeat(300_000);
    const began = process.cpuUsage();
    trace("t", (span) => span.setAttribute("v", huge));
    expect(process.cpuUsage(began).user).toBeLessThan(500_000);
    await all.flush();
    expect(JSON.stringify(all.spans()[0]?.attributes)).not.toMatch(/hunter2|ada@/);
  });
});

describe("spans and records", () => {
  test("the largest values go first, small ones stay, the span leaves and is counted", async () => {
    const all = started();
    const before = counted("span_shed");
    trace("t", (span) => {
      span.setAttribute("small", "s");
      for (let i = 0; i < 10; i++) span.setAttribute(`large.${i}`, "x".repeat(60_000));
      span.setAttribute("medium", "m".repeat(900));
    });
    await all.flush();
    const { attributes } = all.spans("t")[0] as { attributes: Record<string, string> };
    expect(attributes["small"]).toBe("s");
    expect(attributes["medium"]).toBe("m".repeat(900));
    const sizes = Object.keys(attributes).filter((key) => key.startsWith("large"));
    expect(sizes).toHaveLength(10);
    expect(JSON.stringify(attributes).length).toBeLessThan(262_144);
    // as much as there is room for stays
    expect(JSON.stringify(attributes).length).toBeGreaterThan(180_000);
    expect(counted("span_shed") - before).toBe(1);
  });

  test("many small events go, largest first, and the span says how many", async () => {
    const all = started({ size: { spanBytes: 4096 } });
    trace("t", (span) => {
      for (let i = 0; i < 100; i++) span.addEvent(`e${i}`, { text: "x".repeat(100) });
      span.setAttribute("kept", true);
    });
    await all.flush();
    const span = all.spans("t")[0];
    expect(span?.attributes["kept"]).toBe(true);
    expect(span?.events.length).toBeGreaterThan(5);
    expect(span?.events.length).toBeLessThan(40);
  });

  test("records, by their own calls and through the API and processors", async () => {
    const all = started({ size: { recordBytes: 2048 } });
    const values = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, "x".repeat(500)]));
    log.info("own", values);
    logs.getLogger("api").emit({ body: "b".repeat(50_000), attributes: { kept: 1 } });
    logs.getLogger("api").emit({ body: { long: "b".repeat(50_000) } as never });
    await all.flush();
    const records = all.records();
    expect(records).toHaveLength(3);
    for (const record of records)
      expect(JSON.stringify([record.body, record.attributes]).length).toBeLessThan(2048);
    expect(records[1]?.attributes["kept"]).toBe(1);
  });

  test("with a processor of log records, too", async () => {
    const processor = { onEmit() {}, async forceFlush() {}, async shutdown() {} };
    const all = started({ size: { recordBytes: 2048 } }, { logRecordProcessors: [processor] });
    log.info("own", Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, "x".repeat(500)])));
    await all.flush();
    expect(JSON.stringify(all.records()[0]?.attributes).length).toBeLessThan(2048);
  });

  test("business records keep their facts", async () => {
    const all = started({ size: { recordBytes: 1024, valueLength: 64 } });
    await profile("rank", async () => {}, { items: () => 3 });
    event("x", { a: "x".repeat(5000) });
    await all.flush();
    expect(all.records("telltale.profile.ended")[0]?.attributes["telltale.profile.items"]).toBe(3);
  });

  test("whatever is put in, no span is larger than it may be and none is lost", async () => {
    const all = started({ size: { spanBytes: 2000, valueLength: 500 } });
    const value = fc.oneof(
      fc.string({ maxLength: 3000, unit: "grapheme" }),
      fc.array(fc.string({ maxLength: 400 }), { maxLength: 20 }),
      fc.dictionary(fc.string(), fc.string({ maxLength: 900 }), { maxKeys: 9 }),
      fc.uint8Array({ maxLength: 3000 }),
      fc.double(),
    );
    const spans = fc.record({
      attributes: fc.dictionary(fc.string({ minLength: 1, maxLength: 40 }), value, { maxKeys: 30 }),
      events: fc.array(fc.dictionary(fc.string({ minLength: 1 }), value, { maxKeys: 4 }), { maxLength: 20 }),
      context: fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), fc.string({ maxLength: 30 }), {
        maxKeys: 3,
      }),
    });
    let made = 0;
    fc.assert(
      fc.property(spans, ({ attributes, events, context }) => {
        made++;
        withContext(context, () =>
          trace("t", (span) => {
            span.setAttributes(attributes);
            for (const one of events) span.addEvent("e", one as never);
          }),
        );
      }),
      { numRuns: 60 },
    );
    await all.flush();
    expect(all.spans("t")).toHaveLength(made);
    const bytes = all.stats().self?.export.traces.bytes as number;
    expect(bytes / made).toBeLessThan(2000 + 100);
  });
});

test.each([
  [{ size: { valueLength: 63 } }, "guards.size.valueLength"],
  [{ size: { spanBytes: "big" } }, "guards.size.spanBytes"],
  [{ size: { recordBytes: 1.5 } }, "guards.size.recordBytes"],
  [{ size: { what: 1 } }, "guards.size.what"],
  [{ size: true }, "guards.size"],
  [{ sizes: {} }, "guards.sizes"],
])("%j is refused by name", (guards, name) => {
  expect(() => collect({ guards: guards as never })).toThrow(name);
});
