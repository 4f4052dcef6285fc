// Parameters that want to be something else: SQL, patterns, other types, or simply too much. None may change what is read, and
// none may reach the store as a mistake of the console.
// @module-tag extended
import { type Route, type RouteName, routes } from "contract";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiRoutes } from "../../src/api/routes.ts";
import { ProblemError } from "../../src/problem/problem.ts";
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

/** What a route takes, as its contract declares it; a name in the path is one that exists. */
const parameters: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  apiRoutes
    .filter(({ method }) => method === "GET")
    .map(({ path }) => [
      path.replaceAll(/:\w+/g, "it's"),
      Object.keys((routes[`GET ${path}` as RouteName] as Route).query ?? {}),
    ])
    .filter(([, names]) => names!.length > 0),
);
/** What has to be given beside an attack. */
const required: Readonly<Record<string, string>> = {
  "/api/traces/groups": "by=k",
  "/api/funnels/it's/group-money": "by=k",
  "/api/differs": "select=status%3Derror",
  "/api/export": "signal=logs",
};
const asFilter = (attack: string): string[] => [
  `${attack}=${attack}`,
  `${attack} exists`,
  `${attack}>1`,
  `a!=${attack}`,
];

/**
 * What is tried: everything where a parameter is met first. One code reads a parameter of the same name on all paths, so that the others
 * take turns there: a sixth of the attacks each, of the filters in one form each.
 */
function valuesFor(path: string, name: string): readonly string[] {
  const paths = Object.keys(parameters).filter((one) => parameters[one]!.includes(name));
  const turn = paths.indexOf(path);
  const own = turn === 0 ? attacks : attacks.filter((_attack, place) => place % 6 === turn % 6);
  if (name !== "filter") return own;
  return own.flatMap((attack, place) => {
    const forms = asFilter(attack);
    return turn === 0 ? forms : [forms[(place + turn) % forms.length]!];
  });
}

/** An answer, or a refusal that says so. Anything else is a mistake of the console. */
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
    const needed = required[path] ?? "";
    const range = name !== "from" && parameters[path]!.includes("from") ? "&from=-1m" : "";
    const rest = range + (needed === "" || needed.startsWith(`${name}=`) ? "" : `&${needed}`);
    const outcomes = await outcomesOf(
      values.map((value) => `${path}?${name}=${encodeURIComponent(value)}${rest}`),
    );
    for (const outcome of outcomes)
      expect(outcome).toMatch(/^(answered|BAD_PARAMETER|(?:BOTTLENECK|ERROR|WORKFLOW)_UNKNOWN)$/);
  });
});

test.each(
  [
    "/api/traces/*",
    "/api/metrics/*",
    "/api/transactions/*",
    "/api/transactions/a/*",
    "/api/funnels/*",
    "/api/users/*",
    "/api/workflows/a/*",
    "/api/profiles/*",
    "/api/cpu-profiles/*",
    "/api/errors/*",
    "/api/journeys/*/columns",
  ].map((path, turn) => [...path.split("*"), turn] as [string, string, number]),
)("%s…%s", async (prefix, suffix, turn) => {
  // on the first all of them, on each other every second one
  const own = attacks.filter((_attack, place) => turn === 0 || place % 2 === turn % 2);
  const paths = own.map((attack) => `${prefix}${encodeURIComponent(attack).replaceAll(".", "%2E")}${suffix}`);
  for (const outcome of await outcomesOf(paths))
    expect(outcome).toMatch(/^(answered|BAD_PARAMETER|\w+_UNKNOWN)$/);
});

const filteredBy = (condition: string): string => `/api/traces?filter=${encodeURIComponent(condition)}`;

test("a condition finds exactly the values it names, whatever characters they have", async () => {
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
  const { columns } = await api.get<{ columns: readonly unknown[] }>("/api/journeys/it's/columns");
  expect(columns[0]).toMatchObject({ nodes: [{ step: "a\\'b", people: 1 }] });
  expect(await api.get(`/api/metrics/it's?groupBy=${encodeURIComponent("k'")}&from=-10m`)).toMatchObject({
    series: [{ labels: { "k'": "v'" } }],
  });
});

test("no combination of filters fails", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), async (filter) => {
      const outcome = await outcomeOf(`/api/logs?from=-1m&filter=${encodeURIComponent(filter)}`);
      expect(["answered", "BAD_PARAMETER"]).toContain(outcome);
    }),
    { numRuns: 40 },
  );
});

test("afterwards nothing has changed", async () => {
  expect(await api.get("/api/traces")).toMatchObject({
    items: [{ traceId: hex("t1", 16), spanCount: 1 }],
    nextCursor: null,
  });
});
