// Readings by attributes whose maps the roll-up of shapes names: the same values as those of the attributes themselves.
import { createInput, type Labels, type Reading, type Source } from "alerts/readings";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createReader } from "../../src/alerts/read/read.ts";
import { at, attributes, log, now, openApi, resource, span, type TestApi } from "../api/harness.ts";

let api: TestApi;
const minute = 60_000;

const values = [
  { tier: "pro", code: 7n, ratio: 0.5, cached: true },
  { tier: "", code: "seven", "host.name": "" },
  { "host.name": "own" },
  {},
] as const;

beforeAll(async () => {
  api = await openApi();
  const held = resource("shop", { "host.name": "held" });
  await api.write((sink) => {
    for (const [index, one] of values.entries()) {
      const own = attributes(one);
      const traceId = `t${index}`;
      sink.span(
        span({
          traceId,
          spanId: `s${index}`,
          kind: 2,
          startNs: at(-60_000),
          resource: held,
          attributes: own,
        }),
      );
      sink.log(log({ body: "failed", identity: BigInt(index), resource: held, attributes: own }));
    }
  });
});

afterAll(async () => api.close());

async function read(
  source: Source,
  groupBy: readonly string[],
): Promise<readonly (readonly [Labels, number])[]> {
  const input = createInput(source, 10 * minute, 0, groupBy);
  const reading = (await createReader(api.store.queries).read([input], now)).get(input.id) as Reading;
  if ("error" in reading) throw new Error(reading.error);
  return reading.groups
    .map(({ labels, sample }) => [labels, sample.count ?? sample.value] as const)
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

const sources: readonly (readonly [string, Source])[] = [
  ["spans", { service: "shop", measure: "errors" }],
  ["log records", { log: "failed", service: "shop" }],
];

test.each(sources)("groups of %s", async (_, source) => {
  const by = async (key: string) =>
    (await read(source, [key])).map(([labels, count]) => [labels[key], count]);
  // an empty text is like none
  expect(await by("tier")).toEqual([
    ["", 3],
    ["pro", 1],
  ]);
  expect(await by("code")).toEqual([
    ["", 2],
    ["7", 1],
    ["seven", 1],
  ]);
  expect(await by("ratio")).toEqual([
    ["", 3],
    ["0.5", 1],
  ]);
  expect(await by("cached")).toEqual([
    ["", 3],
    ["true", 1],
  ]);
  // what the record says comes before what its resource says, also when it is empty
  expect(await by("host.name")).toEqual([
    ["", 1],
    ["held", 2],
    ["own", 1],
  ]);
  expect(await by("none")).toEqual([["", 4]]);
});

test.each(sources)("conditions on %s", async (_, source) => {
  const where = async (key: string, value: string | number | boolean): Promise<number> =>
    (await read({ ...source, where: { [key]: value } } as Source, []))[0]?.[1] ?? 0;
  expect(await where("tier", "pro")).toBe(1);
  // one that has the attribute, and it is empty
  expect(await where("tier", "")).toBe(1);
  expect(await where("code", 7)).toBe(1);
  expect(await where("code", "seven")).toBe(1);
  expect(await where("cached", true)).toBe(1);
  expect(await where("host.name", "held")).toBe(2);
  expect(await where("none", "x")).toBe(0);
});
