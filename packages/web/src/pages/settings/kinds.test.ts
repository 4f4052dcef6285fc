import type { StoreTable } from "contract";
import { expect, test } from "vitest";
import { kindsOf } from "./kinds.ts";

function table(name: string, retention: StoreTable["retention"], bytes: number, oldest = ""): StoreTable {
  return {
    name,
    retention,
    rows: 1,
    bytes,
    uncompressedBytes: bytes,
    parts: 1,
    partitions: 1,
    oldest,
    mostPartsOfPartition: 1,
  };
}

test("adds a table to the kind whose retention applies to it", () => {
  const kinds = kindsOf([
    table("business_events", "business", 1),
    table("journey_days", "business", 10, "2026-11-01T00:00:00Z"),
    table("journey_steps", "business", 100, "2026-10-01T00:00:00Z"),
    table("attribute_values", "metrics", 1000),
    table("red", "rollups", 10_000),
    table("audit", "audit", 100_000),
  ]);
  expect(kinds.business).toEqual({ bytes: 111, oldest: "2026-10-01T00:00:00Z" });
  expect([kinds.metrics, kinds.rollups, kinds.audit].map(({ bytes }) => bytes)).toEqual([
    1000, 10_000, 100_000,
  ]);
});

test("shows tables without a retention as a kind of their own", () => {
  const kinds = kindsOf([table("series", null, 5), table("samples", "metrics", 7)]);
  expect([kinds.unlimited.bytes, kinds.metrics.bytes, kinds.rollups.bytes]).toEqual([5, 7, 0]);
});
