// Parameters that want to be something else: SQL, patterns, other types, or simply too much. None may change what is read, and
// none may reach the store as a mistake of ours.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ProblemError } from "../../src/http/problem.ts";
import { at, attributes, event, hex, log, openApi, sample, series, span, type TestApi } from "./harness.ts";

let api: TestApi;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    sink.span(
      span({
        traceId: "t1",
        spanId: "a",
        attributes: attributes({ "it's": "a 'quoted' \\ value", "%": "_" }),
      }),
    );
    sink.log(log({ traceId: "t1", identity: 9n }));
    sink.businessEvent(
      event({
        kind: "transaction",
        name: "it's",
        entityId: "o'1",
        phase: "ended",
        outcome: "completed",
        durationMs: 1,
      }),
    );
    sink.businessEvent(event({ kind: "journey", name: "it's", step: "a\\'b", stepIndex: 0, userId: "u'1" }));
    sink.businessEvent(
      event({ kind: "workflow", name: "it's", entityId: "w'1", phase: "event", state: "x" }),
    );
    sink.sample(sample(series("it's", { attributes: attributes({ "k'": "v'" }) }), at(-60_000), 1));
  });
});

afterAll(() => api.close());

const attacks: readonly string[] = [
  "'; DROP TABLE spans; --",
  "') UNION ALL SELECT password FROM system.users --",
  "\\'; SELECT 1; --",
  "\\",
  '"`',
  "{from:String}",
  "a\tb\nc\r\n\n\u0000",
  "\\N",
  "['a']",
  "nan",
  "%_.*((((",
  "__proto__",
  "1e309",
  "-1",
  "Ω ‮ 😀",
  "x".repeat(4096),
  "x".repeat(4097),
];

const shared = ["from", "to", "environment"];
const paged = [...shared, "limit", "cursor"];
const parameters: Readonly<Record<string, readonly string[]>> = {
  "/api/services": shared,
  "/api/traces": [...paged, "filter", "service", "name", "status", "minDurationMs", "maxDurationMs", "order"],
  "/api/logs": [...paged, "filter", "service", "severity", "text", "traceId", "spanId", "eventName"],
  "/api/logs/histogram": [...shared, "filter", "text"],
  "/api/metrics": [...shared, "service", "search"],
  "/api/metrics/it's": [...shared, "filter", "service", "aggregation", "groupBy", "stepMs"],
  "/api/attributes": [...shared, "signal", "key", "prefix", "limit"],
  "/api/transactions": shared,
  "/api/transactions/it's": [...paged, "outcome", "user", "search"],
  "/api/funnels": [...shared, "windowMs"],
  "/api/funnels/it's": [...shared, "windowMs"],
  "/api/journeys": shared,
  "/api/journeys/it's": [...shared, "direction", "step"],
  "/api/workflows": [...paged, "type"],
  "/api/errors": [...paged, "service", "handled", "sort"],
  // an unknown group is refused as such, whatever else is asked
  "/api/errors/it's": ["from", "to", "limit", "cursor", "handled"],
  "/api/profiles": shared,
  "/api/profiles/it's": [...paged, "class"],
  "/api/cpu-profiles": [...paged, "name", "service", "traceId"],
};
const asFilter = (attack: string): string[] => [
  `${attack}=${attack}`,
  `${attack} exists`,
  `${attack}>1`,
  `a!=${attack}`,
];

/**
 * What is tried: everything where a parameter is met first. One code reads what all paths share, so that the others take turns there:
 * a sixth of the attacks each, and of the filters one form of each attack.
 */
function valuesFor(path: string, name: string): readonly string[] {
  const paths = Object.keys(parameters).filter((one) => parameters[one]!.includes(name));
  const turn = paths.indexOf(path);
  if (name === "filter")
    return attacks.flatMap((attack, place) => {
      const forms = asFilter(attack);
      return turn === 0 ? forms : [forms[(place + turn) % forms.length]!];
    });
  const isShared = paged.includes(name);
  return turn === 0 || !isShared ? attacks : attacks.filter((_attack, place) => place % 6 === turn % 6);
}

/** An answer, or a refusal that says so. Anything else is a mistake of ours. */
async function outcomeOf(path: string): Promise<string> {
  try {
    await api.get(path);
    return "answered";
  } catch (error) {
    if (error instanceof ProblemError && error.status < 500) return error.code;
    throw error;
  }
}

/** All at once: the store answers several at a time. */
async function outcomesOf(paths: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set(await Promise.all(paths.map(outcomeOf)));
}

describe.each(Object.keys(parameters))("%s", (path) => {
  test.each(parameters[path]!)("%s", async (name) => {
    const values = valuesFor(path, name);
    const rest = name === "from" ? "" : "&from=-1m";
    const outcomes = await outcomesOf(
      values.map((value) => `${path}?${name}=${encodeURIComponent(value)}${rest}`),
    );
    expect(["answered", "BAD_PARAMETER"]).toEqual(expect.arrayContaining([...outcomes]));
  });
});

test.each([
  "/api/traces/",
  "/api/metrics/",
  "/api/transactions/",
  "/api/transactions/a/",
  "/api/funnels/",
  "/api/journeys/",
  "/api/users/",
  "/api/workflows/a/",
  "/api/profiles/",
  "/api/cpu-profiles/",
  "/api/errors/",
])("%s…", async (prefix) => {
  const paths = attacks.map((attack) => prefix + encodeURIComponent(attack).replaceAll(".", "%2E"));
  for (const outcome of await outcomesOf(paths))
    expect(outcome).toMatch(/^(answered|BAD_PARAMETER|\w+_UNKNOWN)$/);
});

const filteredBy = (condition: string): string => `/api/traces?filter=${encodeURIComponent(condition)}`;

test("a condition finds exactly what it names, whatever stands in it", async () => {
  const count = async (path: string): Promise<number> =>
    (await api.get<{ items: unknown[] }>(path)).items.length;
  expect(await count(filteredBy("it's=a 'quoted' \\ value"))).toBe(1);
  expect(await count(filteredBy("it's=a 'quoted' \\\\ value"))).toBe(0);
  expect(await count(filteredBy("it's exists"))).toBe(1);
  expect(await count(filteredBy("%=_"))).toBe(1);
  expect(await count(filteredBy("%=%"))).toBe(0);
  expect(await count("/api/transactions/it's?search=o'1")).toBe(1);
  expect(await count("/api/transactions/it's?search=o_1")).toBe(0);
  expect(await api.get(`/api/users/${encodeURIComponent("u'1")}`)).toMatchObject({
    events: [{ step: "a\\'b" }],
  });
  expect(await api.get("/api/journeys/it's")).toMatchObject({ nodes: [{ step: "a\\'b", people: 1 }] });
  expect(await api.get(`/api/metrics/it's?groupBy=${encodeURIComponent("k'")}&from=-10m`)).toMatchObject({
    series: [{ labels: { "k'": "v'" } }],
  });
});

test("no filter that can be thought of fails", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), async (filter) => {
      const outcome = await outcomeOf(`/api/logs?from=-1m&filter=${encodeURIComponent(filter)}`);
      expect(["answered", "BAD_PARAMETER"]).toContain(outcome);
    }),
    { numRuns: 40 },
  );
});

test("afterwards all is as it was", async () => {
  expect(await api.get("/api/traces")).toMatchObject({
    items: [{ traceId: hex("t1", 16), spanCount: 1 }],
    nextCursor: null,
  });
});
