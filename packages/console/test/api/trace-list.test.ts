// The list of traces where there are very many at once, on the real engine: what is asked stays small, and the pages stay right.
import type { TracesResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RowSink } from "../../src/store/rows.ts";
import { answer, at, attributes, hex, now, openApi, span, type TestApi } from "./harness.ts";

const traces = Array.from({ length: 5_000 }, (_, n) => `burst-${n}`);
const ids = traces
  .map((name) => hex(name, 16))
  .toSorted()
  .toReversed();
let api: TestApi;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink: RowSink) => {
    for (const name of traces) {
      const startNs = at(-60_000);
      sink.span(span({ traceId: name, spanId: `${name}-root`, startNs, kind: 2 }));
      const attributesOf = attributes({ tier: "gold" });
      sink.span(
        span({
          traceId: name,
          spanId: `${name}-child`,
          parentId: `${name}-root`,
          startNs,
          attributes: attributesOf,
        }),
      );
    }
  });
});
afterAll(() => api.close());

/** Asks, and notes the longest list that was a parameter of a query. */
async function ask(path: string): Promise<{ page: TracesResult; longest: number }> {
  let longest = 0;
  const run: TestApi["store"]["queries"]["run"] = (name, params, options) => {
    for (const value of Object.values(params ?? {}))
      if (Array.isArray(value)) longest = Math.max(longest, value.length);
    return api.store.queries.run(name, params, options);
  };
  return { page: (await answer(path, { queries: { run }, nowMs: () => now })) as TracesResult, longest };
}

test.each(["", "&name=work", "&filter=tier=gold", "&status=ok"])(
  "thousands with the same time have pages%s",
  async (conditions) => {
    let cursor = "";
    for (let first = 0; first < 60; first += 20) {
      const { page, longest } = await ask(`/api/traces?from=-15m&limit=20${conditions}${cursor}`);
      expect(page.items.map(({ traceId }) => traceId)).toEqual(ids.slice(first, first + 20));
      expect(page.items[0]).toMatchObject({ spanCount: 2, startNs: String(at(-60_000)) });
      expect(longest).toBeLessThanOrEqual(1_000);
      cursor = `&cursor=${page.nextCursor}`;
    }
  },
);

test.each(["", "&name=late%20step"])(
  "a long trace has the figures of all its spans, and a name without its root%s",
  async (conditions) => {
    await api.write((sink) => {
      for (const [place, name] of ["first step", "step", "late step"].entries())
        sink.span(
          span({
            traceId: "long",
            spanId: `long-${place}`,
            parentId: "never-came",
            name,
            status: place === 1 ? 2 : 0,
            startNs: at(-3_600_000 + place * 150_000),
          }),
        );
    });
    const { page } = await ask(`/api/traces?from=-61m&to=-58m${conditions}`);
    expect(page.items).toEqual([
      {
        traceId: hex("long", 16),
        root: "missing",
        rootName: "first step",
        rootService: "shop",
        startNs: String(at(-3_600_000)),
        durationNs: "300001000000",
        spanCount: 3,
        errorCount: 1,
        services: ["shop"],
        values: {},
      },
    ]);
  },
);

test.each(["newest", "slowest"])(
  "the traces of the spans of a range are listed whenever they began, and only they: %s",
  async (order) => {
    const minute = at(-7_200_000);
    const second = 1_000_000_000n;
    await api.write((sink) => {
      const add = (traceId: string, startNs: bigint, enters: bigint): void => {
        sink.span(span({ traceId, spanId: `${traceId}-root`, startNs, durationNs: 30n * second }));
        const parentId = `${traceId}-root`;
        sink.span(
          span({ traceId, spanId: `${traceId}-in`, parentId, name: "enter", kind: 2, startNs: enters }),
        );
      };
      add("began-before", minute - 3n * second, minute + second);
      add("inside", minute, minute + 2n * second);
      add("enters-after", minute + 3n * second, minute + 5n * second);
      add("enters-before", minute - 4n * second, minute - second);
    });
    const iso = (ns: bigint): string => new Date(Number(ns / 1_000_000n)).toISOString();
    const range = `from=${iso(minute)}&to=${iso(minute + 5n * second)}&filter=name=enter&order=${order}`;
    const listed = async (query: string): Promise<Set<string>> =>
      new Set((await ask(`/api/traces?${range}${query}`)).page.items.map(({ traceId }) => traceId));
    const idsOf = (...names: string[]): Set<string> => new Set(names.map((name) => hex(name, 16)));
    expect(await listed("&within=spans")).toEqual(idsOf("began-before", "inside"));
    expect(await listed("")).toEqual(idsOf("inside", "enters-after"));
  },
);

test.each(["spans", "errors"] as const)(
  "pages by %s have every trace once, most first, also where many have as many",
  async (order) => {
    const counts = Array.from({ length: 40 }, (_, n) => ({
      name: `sorted-${n}`,
      spans: 1 + ((n * 7) % 11),
      errors: Math.min((n * 5) % 6, 1 + ((n * 7) % 11)),
    }));
    const beganMs = order === "spans" ? now - 10_800_000 : now - 14_400_000;
    const startNs = at(beganMs - now);
    // In two inserts, so that the figures of a trace are in several rows of the roll-up.
    for (const half of [0, 1]) {
      await api.write((sink) => {
        for (const { name, spans, errors } of counts)
          for (let n = half; n < spans; n += 2) {
            const spanId = `${order}-${name}-${n}`;
            sink.span(span({ traceId: `${order}-${name}`, spanId, startNs, status: n < errors ? 2 : 0 }));
          }
      });
    }
    const expected = counts
      .map(({ name, ...figures }) => ({ traceId: hex(`${order}-${name}`, 16), ...figures }))
      .toSorted((a, b) => b[order] - a[order] || (a.traceId < b.traceId ? 1 : -1));
    const range = `from=${new Date(beganMs - 1000).toISOString()}&to=${new Date(beganMs + 1000).toISOString()}`;
    const listed: unknown[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const after: string = cursor && `&cursor=${cursor}`;
      const { page } = await ask(`/api/traces?${range}&order=${order}&limit=7${after}`);
      expect(page.items.length).toBeLessThanOrEqual(7);
      listed.push(...page.items.map((item) => [item.traceId, item.spanCount, item.errorCount]));
      cursor = page.nextCursor;
    }
    expect(listed).toEqual(expected.map((one) => [one.traceId, one.spans, one.errors]));
  },
);

test("values that no store takes are refused with what to do", async () => {
  const filters = Array.from({ length: 20 }, (_, n) => `&filter=k${n}=${"%E2%82%AC".repeat(3_000)}`).join("");
  await expect(ask(`/api/traces?from=-15m${filters}`)).rejects.toMatchObject({
    status: 400,
    code: "PARAMETERS_TOO_LARGE",
    fix: "Use shorter values, or fewer.",
  });
});
