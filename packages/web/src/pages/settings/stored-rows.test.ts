import type { Stats, StoreDetails } from "contract";
import { expect, test } from "vitest";
import { storedRows } from "./stored-rows.ts";

const stats = { store: { rows: 0 } } as Stats;

test("are those of the tables that are listed below, those of the console itself included", () => {
  const tables = [{ rows: 60 }, { rows: 3 }];
  const details = { servers: [{ tables }, { tables: [{ rows: 2 }] }] } as unknown as StoreDetails;
  expect(storedRows(stats, details)).toBe(65);
});

test("are those of telemetry while the tables are not known", () => {
  expect(storedRows({ store: { ...stats.store, rows: 7 } }, undefined)).toBe(7);
});
