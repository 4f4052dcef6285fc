// Each pattern emits what its page says, the same as on the stock API, in half of the lines.
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { memoryExporter, start } from "telltale";
import type { MemorySpan } from "telltale/export";
import { pageFile, sideBySide } from "./side-by-side.ts";
import { patterns, type Pattern, type Side, telemetryLines } from "./telemetry-lines.ts";

const memory = memoryExporter();

afterEach(() => memory.clear());

/** Runs a job and gives its result and the spans that left. */
async function ran(pattern: Pattern, side: Side): Promise<{ result: unknown; spans: readonly MemorySpan[] }> {
  const { run } = (await import(`./${side}/${pattern}.ts`)) as { run(): unknown };
  const telemetry = start({ service: "patterns", exporters: [memory], handleExit: false });
  const result = await run();
  await telemetry.stop();
  const spans = [...memory.spans()];
  memory.clear();
  return { result, spans };
}

/** Spans as lines of a tree: what is the same on both sides. */
function tree(spans: readonly MemorySpan[]): unknown {
  const names = new Map(spans.map((span) => [span.spanId, span.name]));
  return spans
    .map(({ name, parentSpanId, status, events, attributes }) => ({
      name,
      parent: names.get(parentSpanId ?? ""),
      status,
      events: events.map((event) => [event.name, withoutStack(event.attributes)]),
      attributes: Object.fromEntries(
        Object.entries(attributes).filter(([key]) => key !== "telltale.function.argument_count"),
      ),
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

const withoutStack = (attributes: object): object =>
  Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== "exception.stacktrace"));

describe.each(patterns)("%s", (pattern) => {
  test("emits the same as on the stock API, and does the same as without", async () => {
    const [plain, stock, ours] = [
      await ran(pattern, "plain"),
      await ran(pattern, "stock"),
      await ran(pattern, "telltale"),
    ];
    expect(ours.result).toEqual(plain.result);
    expect(stock.result).toEqual(plain.result);
    expect(plain.spans).toEqual([]);
    expect(ours.spans.length).toBeGreaterThan(0);
    expect(tree(ours.spans)).toEqual(tree(stock.spans));
  });
});

describe("what leaves", () => {
  const unset = { code: "unset" };
  test.each<[Pattern, readonly object[]]>([
    ["function-span", [{ name: "order total", attributes: { "order.lines": 2 }, status: unset }]],
    ["nested-spans", [{ name: "check" }, { name: "price" }, { name: "book" }, { name: "checkout" }]],
    [
      "decorator",
      [
        { name: "Parcels.pack", attributes: { "telltale.function.argument.order": "o-1" } },
        { name: "Parcels.ship", attributes: { "code.function.name": "Parcels.ship" } },
      ],
    ],
    ["resource", [{ name: "file open", attributes: { "file.read": true } }]],
    [
      "async-work",
      [{ name: "load sales" }, { name: "load stock" }, { name: "load staff" }, { name: "dashboard" }],
    ],
    [
      "errors",
      [
        { name: "charge card", status: unset },
        { name: "buy", status: unset },
        { name: "charge card", status: { code: "error", message: "o-2 is too much" } },
        { name: "buy", attributes: { "error.type": "CardDeclined" }, events: [{ name: "exception" }] },
      ],
    ],
    [
      "milestones",
      [
        {
          name: "import file",
          events: [
            { name: "parsed", attributes: { "import.numbers": 3 } },
            { name: "stored", attributes: { "import.kept": 2 } },
          ],
        },
      ],
    ],
    ["conditional", [{ name: "index rows" }]],
  ])("%s", async (pattern, wanted) => {
    expect((await ran(pattern, "telltale")).spans).toMatchObject(wanted);
  });
});

test("half of the lines of the stock API over all, a third for spans with errors", () => {
  const lines = (pattern: Pattern): [stock: number, ours: number] => [
    telemetryLines(pattern, "stock").length,
    telemetryLines(pattern, "telltale").length,
  ];
  const all = patterns.map(lines);
  const [stock, ours] = [0, 1].map((side) => all.reduce((sum, pair) => sum + (pair[side] ?? 0), 0));
  expect(ours).toBeLessThanOrEqual((stock ?? 0) / 2);
  const [stockErrors, ourErrors] = lines("errors");
  expect(ourErrors).toBeLessThanOrEqual(stockErrors / 3);
});

test("the page shows these files and these figures", () => {
  expect(readFileSync(pageFile, "utf8")).toBe(sideBySide());
});
