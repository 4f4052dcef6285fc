import { expect, test } from "vitest";
import { planOversize, type SizedPartition } from "./retention-size.ts";

const now = Date.UTC(2026, 10, 20, 12);

/** `spans/20261119 10` */
function parse(line: string): SizedPartition {
  const [, table, id, bytes] = /^(\S+)\/(\S+) (\d+)$/.exec(line)!;
  return { table: table!, id: id!, bytes: Number(bytes) };
}

const store = [
  "spans/20261120 50",
  "logs/20261119 10",
  "spans/20261119 20",
  "trace_summary/20261119 5",
  "samples/20261118 10",
  "spans/20261118 20",
  "trace_summary/20261118 5",
  "red/202611 10",
  "red/202610 10",
  "attribute_values/202610 10",
  "business_events/202401 1000",
  "errors/202401 100",
  "resources/all 10",
].map(parse);
const total = 1260;

function dropped(maxBytes: number): string[] {
  return planOversize(store, maxBytes, now).drop.map(({ table, id }) => `${table}/${id}`);
}

test("nothing goes while it fits", () => {
  expect(planOversize(store, total, now)).toEqual({ drop: [], overBytes: 0 });
});

test("the oldest day goes first, spans before their summaries, and no more than it takes", () => {
  expect(dropped(total - 1)).toEqual(["spans/20261118"]);
  expect(dropped(total - 20)).toEqual(["spans/20261118"]);
  expect(dropped(total - 21)).toEqual(["spans/20261118", "trace_summary/20261118"]);
  expect(dropped(total - 36)).toEqual([
    "spans/20261118",
    "trace_summary/20261118",
    "samples/20261118",
    "spans/20261119",
  ]);
});

test("roll-ups go after all raw rows, those of months whose rows are gone; today, business and errors stay", () => {
  const { drop, overBytes } = planOversize(store, 1, now);
  expect(drop.map(({ table, id }) => `${table}/${id}`)).toEqual([
    "spans/20261118",
    "trace_summary/20261118",
    "samples/20261118",
    "spans/20261119",
    "trace_summary/20261119",
    "logs/20261119",
    "attribute_values/202610",
    "red/202610",
  ]);
  expect(overBytes).toBe(50 + 10 + 1000 + 100 + 10 - 1);
});

test("a roll-up of a month stays while a day of it does", () => {
  const rows = ["spans/20261031 90", "red/202610 10"].map(parse);
  const midnight = Date.UTC(2026, 9, 31, 23, 59);
  expect(planOversize(rows, 1, midnight).drop).toEqual([]);
  expect(planOversize(rows, 1, now).drop.map(({ table }) => table)).toEqual(["spans", "red"]);
});
