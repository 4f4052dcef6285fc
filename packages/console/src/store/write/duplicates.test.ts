import { describe, expect, test } from "vitest";
import { businessKey, createDuplicateWindow, createIdentities, logKey, spanKey } from "./duplicates.ts";

const sizes = { spans: 4, logRecords: 4, businessEvents: 4 };
const trace = (n: number) => new Uint8Array(16).fill(n);
const span = (n: number) => new Uint8Array(8).fill(n);

describe("createDuplicateWindow", () => {
  test("remembers at least as many as it should, and forgets the oldest", () => {
    const window = createDuplicateWindow({ sizes });
    for (let n = 1n; n <= 9n; n++) window.add("logRecords", logKey("", n));
    for (let n = 6n; n <= 9n; n++) expect(window.has("logRecords", logKey("", n))).toBe(true);
    expect(window.has("logRecords", logKey("", 1n))).toBe(false);
  });

  test("never holds more than twice its size", () => {
    const window = createDuplicateWindow({ sizes });
    for (let n = 1n; n <= 1000n; n++) window.add("logRecords", logKey("", n));
    let held = 0;
    for (let n = 1n; n <= 1000n; n++) held += Number(window.has("logRecords", logKey("", n)));
    expect(held).toBeGreaterThanOrEqual(4);
    expect(held).toBeLessThanOrEqual(8);
  });

  test("tells spans apart by trace and by span", () => {
    const window = createDuplicateWindow({ sizes });
    window.add("spans", spanKey("", trace(1), span(1)));
    expect(window.has("spans", spanKey("", trace(1), span(1)))).toBe(true);
    expect(window.has("spans", spanKey("", trace(1), span(2)))).toBe(false);
    expect(window.has("spans", spanKey("", trace(2), span(1)))).toBe(false);
  });

  test("tells tenants apart, whatever they send", () => {
    const window = createDuplicateWindow({ sizes });
    window.add("spans", spanKey("a", trace(1), span(1)));
    window.add("logRecords", logKey("a", 1n));
    window.add("businessEvents", businessKey("a", "e1"));
    for (const [tenant, isKnown] of [
      ["a", true],
      ["b", false],
      ["", false],
    ] as const) {
      expect(window.has("spans", spanKey(tenant, trace(1), span(1)))).toBe(isKnown);
      expect(window.has("logRecords", logKey(tenant, 1n))).toBe(isKnown);
      expect(window.has("businessEvents", businessKey(tenant, "e1"))).toBe(isKnown);
    }
  });

  test("takes over what a group holds", () => {
    const window = createDuplicateWindow({ sizes });
    const group = createIdentities();
    group.businessEvents.add(businessKey("", "e1"));
    group.spans.add(spanKey("", trace(3), span(3)));
    window.addAll(group);
    expect(window.has("businessEvents", businessKey("", "e1"))).toBe(true);
    expect(window.has("businessEvents", businessKey("", "e2"))).toBe(false);
    expect(window.has("spans", spanKey("", trace(3), span(3)))).toBe(true);
  });

  test("reports how far back it reaches: less with each half it forgets, never more than its limit", () => {
    let nowMs = 1_000_000;
    const window = createDuplicateWindow({ sizes, nowMs: () => nowMs });
    const reachMs = (): number => Number(window.reachNs("logRecords") / 1_000_000n) - 5000;
    expect(reachMs()).toBe(1_000_000);
    window.reachesBackTo("logRecords", 100_000);
    expect(reachMs()).toBe(100_000);
    let id = 0n;
    const fill = (): void => {
      nowMs += 1000;
      for (let n = 0; n < 4; n++) window.add("logRecords", logKey("", id++));
    };
    fill();
    expect(reachMs()).toBe(100_000);
    fill();
    expect(reachMs()).toBe(100_000);
    fill();
    expect(reachMs()).toBe(1_002_000);
    window.reachesBackTo("logRecords", 100_000);
    expect(reachMs()).toBe(1_002_000);
    expect(Number(window.reachNs("spans") / 1_000_000n) - 5000).toBe(1_000_000);
  });

  test("what it forgot may be stored; what it never had cannot be, as far back as its filter reaches", () => {
    let nowMs = 1_000_000;
    const filterSizes = { spans: 100, logRecords: 100, businessEvents: 100 };
    const window = createDuplicateWindow({ sizes, filterSizes, nowMs: () => nowMs });
    const mayBeStored = (id: bigint, ms: number): boolean =>
      window.mayBeStored("logRecords", BigInt(ms) * 1_000_000n, logKey("", id));
    for (let id = 0n; id < 50n; id++) {
      nowMs += 1000;
      window.add("logRecords", logKey("", id));
    }
    expect(window.has("logRecords", logKey("", 0n))).toBe(false);
    for (let id = 0n; id < 50n; id++) expect(mayBeStored(id, nowMs)).toBe(true);
    const others = Array.from({ length: 50 }, (_, n) => 1000n + BigInt(n));
    // one of ten thousand is taken for another
    expect(others.filter((id) => mayBeStored(id, nowMs)).length).toBeLessThan(2);
    expect(others.filter((id) => mayBeStored(id, 1_005_000)).length).toBeLessThan(2);
    expect(others.every((id) => mayBeStored(id, 1_004_999))).toBe(true);
  });

  test("where others write too, what is old enough to be sent again is always asked for", () => {
    const window = createDuplicateWindow({ sizes, isShared: true, nowMs: () => 1_000_000 });
    window.reachesBackTo("spans", 1000);
    expect(window.reachNs("spans")).toBe(992_000n * 1_000_000n);
    expect(window.mayBeStored("spans", 991_000n * 1_000_000n, spanKey("", trace(1), span(1)))).toBe(true);
  });
});
