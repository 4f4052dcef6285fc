// Tables of CSV as other tools write them, good and bad. What our own export writes is read back in `test/reliability/import-tables.test.ts`.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeTraces, type LogRecord, type ResourceSpans, type Span } from "otlp";
import { afterAll, expect, test } from "vitest";
import type { Batch } from "../batch.ts";
import { readBatches } from "../read-batches.ts";

const scratch = mkdtempSync(join(tmpdir(), "telltale-tables-"));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Loaded {
  readonly batches: readonly Batch[];
  readonly bad: readonly string[];
  readonly notes: readonly string[];
}

async function load(text: string | Buffer): Promise<Loaded> {
  const path = join(scratch, "table.csv");
  writeFileSync(path, text);
  const [batches, bad, notes]: [Batch[], string[], string[]] = [[], [], []];
  const report = {
    detected: () => {},
    badRow: (where: string, reason: string) => void bad.push(`${where}: ${reason}`),
    note: (note: string) => void notes.push(note),
  };
  for await (const { batch, format } of readBatches(path, 0, report)) {
    expect(format).toBe("CSV");
    batches.push(batch);
  }
  return { batches, bad, notes };
}

function resourcesOf({ batches }: Loaded): readonly ResourceSpans[] {
  return batches.flatMap((batch) => (batch.signal === "traces" ? batch.request : []));
}

function spansOf(loaded: Loaded): readonly Span[] {
  return resourcesOf(loaded).flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

function recordsOf({ batches }: Loaded): readonly LogRecord[] {
  return batches.flatMap((batch) =>
    batch.signal === "logs"
      ? batch.request.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords))
      : [],
  );
}

const trace = "5b8efff798038103d269b633813fc60c";
const span = "eee19b7ec3c1b174";
const needed = "trace_id,span_id,name,start_time,duration_ns";
const good = `${trace},${span},GET /,2026-11-20T12:00:00Z,5`;

test("spans with no more than the columns that are needed", async () => {
  const loaded = await load(`${needed}\n${good}\n`);
  expect(spansOf(loaded)).toEqual([
    {
      traceId: Buffer.from(trace, "hex"),
      spanId: Buffer.from(span, "hex"),
      parentSpanId: new Uint8Array(0),
      traceState: "",
      flags: 0,
      name: "GET /",
      kind: 0,
      startTimeUnixNano: 1_795_176_000_000_000_000n,
      endTimeUnixNano: 1_795_176_000_000_000_005n,
      attributes: new Map(),
      droppedAttributesCount: 0,
      events: [],
      droppedEventsCount: 0,
      links: [],
      droppedLinksCount: 0,
      status: { code: 0, message: "" },
    },
  ]);
  expect(loaded.bad).toEqual([]);
});

test.each([
  ["a mark at its beginning and ends of lines of Windows", `\uFEFF${needed}\r\n${good}\r\n\r\n`],
  ["semicolons", `${needed}\n${good}\n`.replaceAll(",", ";")],
  ["tabs", `${needed}\n${good}`.replaceAll(",", "\t")],
  [
    "names in quotes, in another order",
    `"name","duration_ns",start_time,span_id,trace_id\nGET /,5,1795176000000000000,${span},${trace}`,
  ],
])("%s", async (_what, text) => {
  const [one] = spansOf(await load(text));
  expect(one).toMatchObject({
    name: "GET /",
    startTimeUnixNano: 1_795_176_000_000_000_000n,
    endTimeUnixNano: 1_795_176_000_000_000_005n,
  });
});

test.each([
  ["2026-11-20 12:00:00", 1_795_176_000_000_000_000n],
  ["2026-11-20 12:00:00.123456789", 1_795_176_000_123_456_789n],
  ["2026-11-20T12:00:00.5+02:00", 1_795_168_800_500_000_000n],
  ["2026-11-20 12:00:00+0000", 1_795_176_000_000_000_000n],
  ["2026-11-20 12:00:00 UTC", 1_795_176_000_000_000_000n],
  ["1795176000123456789", 1_795_176_000_123_456_789n],
])("the time %s", async (time, ns) => {
  expect(recordsOf(await load(`time,body\n${time},paid\n`))).toMatchObject([
    { timeUnixNano: ns, observedTimeUnixNano: ns, body: "paid" },
  ]);
});

test("cells of JSON: maps by their types, large integers with all digits, lists", async () => {
  const columns =
    "string_attributes,int_attributes,double_attributes,bool_attributes,event_times,event_names";
  const cells = [
    { a: "1", b: "", none: null },
    undefined,
    { a2: 1, b2: "nan" },
    { __proto__: true },
    ["2026-11-20 12:00:00"],
    ["retry"],
  ].map((cell) => (cell === undefined ? '{"n": 9223372036854775807, "text": "-5"}' : JSON.stringify(cell)));
  cells[3] = '{"__proto__":true}';
  const quoted = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
  const [one] = spansOf(await load(`${needed},${columns}\n${good},${quoted}\n`));
  expect(one!.attributes).toEqual(
    new Map<string, unknown>([
      ["a", "1"],
      ["b", ""],
      ["n", 9_223_372_036_854_775_807n],
      ["text", -5n],
      ["a2", 1],
      ["b2", NaN],
      ["__proto__", true],
    ]),
  );
  expect(one!.events).toEqual([
    {
      timeUnixNano: 1_795_176_000_000_000_000n,
      name: "retry",
      attributes: new Map(),
      droppedAttributesCount: 0,
    },
  ]);
});

test("uses the service name for resource attributes that a table lacks", async () => {
  const plain = await load(`${needed},service,environment\n${good},shop,test\n`);
  expect(resourcesOf(plain)[0]!.resource.attributes).toEqual(
    new Map([
      ["service.name", "shop"],
      ["deployment.environment.name", "test"],
    ]),
  );
  const whole = await load(`${needed},service,resource_attributes\n${good},unknown_service,{}\n`);
  expect(resourcesOf(whole)[0]!.resource.attributes).toEqual(new Map());
});

test("rows of one resource and scope come together, of another apart", async () => {
  const rows = ["shop,web", "shop,db", "mail,web", "shop,web"].map((origin) => `${good},${origin}`);
  const loaded = await load(`${needed},service,scope_name\n${rows.join("\n")}\n`);
  expect(loaded.batches).toHaveLength(1);
  expect(resourcesOf(loaded).map(({ scopeSpans }) => scopeSpans.map(({ spans }) => spans.length))).toEqual([
    [2, 1],
    [1],
  ]);
});

test.each([
  ["kind", "6", "cannot read `6` in column `kind`: expected a whole number of 0 to 5"],
  ["status", "-1", "cannot read `-1` in column `status`: expected a whole number of 0 to 2"],
  ["flags", "4294967296", "expected a whole number of 0 to 4294967295"],
  ["parent_span_id", "12", "cannot read `12` in column `parent_span_id`: expected 16 hexadecimal digits"],
  ["int_attributes", '"{""a"":1.5}"', "expected a whole number of -9223372036854775808 to"],
  ["int_attributes", '"{""a"":9223372036854775808}"', "expected a whole number"],
  ["double_attributes", '"{""a"":""x""}"', "in column `double_attributes`: expected a number"],
  ["bool_attributes", '"{""a"":1}"', "expected true or false"],
  ["string_attributes", "{a}", "in column `string_attributes`: expected JSON"],
  ["string_attributes", "[1]", "expected a map; in CSV a JSON object"],
  ["other_attributes", '"{""a"":1}"', "expected JSON that says types"],
  ["other_attributes", '"{""a"":{""type"":""bytes"",""value"":1}}"', "expected JSON that says types"],
  ["event_times", "{}", "expected a list; in CSV a JSON array"],
  ["event_names", '"[""a""]"', "column `event_names` has 1 values, and 0 belong there"],
  ["resource_other_attributes", "x", "in column `resource_other_attributes`: expected JSON"],
  ["scope_attributes", "1", "in column `scope_attributes`: expected JSON that says types"],
])(
  "a bad value of %s, %s, is reported with its row, and the other rows are read",
  async (column, cell, message) => {
    const loaded = await load(`${needed},${column}\n${good},\n${good},${cell}\n${good},\n`);
    expect(spansOf(loaded)).toHaveLength(2);
    expect(loaded.bad).toHaveLength(1);
    expect(loaded.bad[0]).toMatch(/^Row 2: /);
    expect(loaded.bad[0]).toContain(message);
  },
);

test.each([
  ["an invalid id", good.replace(trace, "xyz"), "cannot read `xyz` in column `trace_id`"],
  ["an empty id", good.replace(span, ""), "column `span_id` is empty"],
  ["seconds as a time", good.replace("2026-11-20T12:00:00Z", "1795176000"), "expected a time like"],
  ["a month too many", good.replace("-11-", "-13-"), "expected a time like"],
  ["a duration below zero", good.replace(/5$/, "-5"), "cannot read `-5` in column `duration_ns`"],
  ["too few cells", "1,2", "it has 2 cells, and the table 5 columns"],
  ["too many cells", `${good},1`, "it has 6 cells, and the table 5 columns"],
])("a row with %s is left out", async (_what, row, message) => {
  const loaded = await load(`${needed}\n${row}\n${good}\n`);
  expect(spansOf(loaded)).toHaveLength(1);
  expect(loaded.bad).toEqual([expect.stringContaining(message)]);
  expect(loaded.bad[0]).toMatch(/^Row 1: /);
});

test("values may be nested as deep as they can be sent; a deeper one is reported as an invalid row", async () => {
  const cell = (depth: number): string => {
    const json = '{"type":"array","value":['.repeat(depth) + "]}".repeat(depth);
    return `"{""a"":${json.replaceAll('"', '""')}}"`;
  };
  const rows = [100, 101, 5000].map((depth) => `${good},${cell(depth)}\n`);
  const loaded = await load(`${needed},other_attributes\n${rows.join("")}`);
  expect(() => encodeTraces(resourcesOf(loaded))).not.toThrow();
  expect(spansOf(loaded)).toHaveLength(1);
  expect(loaded.bad.map((reason) => reason.slice(0, 18))).toEqual([
    "Row 2: cannot read",
    "Row 3: cannot read",
  ]);
});

test.each([
  ["a,b\n1,2\n", "Cannot recognize its columns (a, b): expected a table of spans (trace_id, span_id"],
  [
    "trace_id,span_id,start_time\n1,2,3\n",
    "Cannot read a table of spans without the columns `name`, `duration_ns`.",
  ],
  ["time,level\n1,2\n", "Cannot read a table of log records without the column `body`."],
  ["name,kind,temporality,value\n", "It is a table of metric points"],
  ["time,kind,phase,entity_id,body\n", "It is a table of business events"],
  [`${needed}\n${good}\n"never closed,`, "Is it cut off?"],
  [`${needed}\n${good}\n"a"b,c,d,e,f\n`, "Line 3 is not CSV"],
])("%j is refused: %s", async (text, message) => {
  await expect(load(text)).rejects.toThrow(message);
});

test("unknown columns are reported, and rows are read without them", async () => {
  const loaded = await load(`${needed},host,pod\n${good},a,b\n`);
  expect(loaded.notes).toEqual(["Columns that are not read: host, pod."]);
  expect(spansOf(loaded)).toHaveLength(1);
});

test("a table of names alone has nothing in it", async () => {
  expect(await load(`${needed}\n`)).toEqual({ batches: [], bad: [], notes: [] });
});

test("requests are bounded in items", async () => {
  const many = await load(`time,body\n${"1795176000123456789,x\n".repeat(5001)}`);
  expect(many.batches.map(({ items }) => items)).toEqual([5000, 1]);
});
