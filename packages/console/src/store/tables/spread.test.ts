import { expect, test } from "vitest";
import { stringColumn } from "../native/strings.ts";
import { createSpread, dayNs, maxPieceBytes, maxUnits } from "./spread.ts";
import { createTable, type Table } from "./table.ts";

interface Row {
  readonly timeNs: bigint;
}

function createPiece(): Table<Row> & { days: Set<bigint> } {
  const days = new Set<bigint>();
  const table = createTable<Row>("t", {}, undefined, (row) => days.add(row.timeNs / dayNs));
  return Object.defineProperty(table, "days", { value: days }) as Table<Row> & { days: Set<bigint> };
}

test("rows of one day are one piece", () => {
  const spread = createSpread<Row>(createPiece, (row) => row.timeNs);
  for (const timeNs of [0n, 5n, dayNs - 1n]) spread.add({ timeNs });
  expect(spread.pieces.map(({ table }) => table.rows)).toEqual([3]);
  expect(spread.rows).toBe(3);
});

test("no piece has more days than it may, in whatever order they come", () => {
  const pieces: ReturnType<typeof createPiece>[] = [];
  const spread = createSpread<Row>(
    () => {
      const piece = createPiece();
      pieces.push(piece);
      return piece;
    },
    (row) => row.timeNs,
  );
  for (let round = 0n; round < 3n; round++) {
    for (let day = 0n; day <= BigInt(maxUnits); day++)
      spread.add({ timeNs: ((day * 37n) % 1000n) * dayNs + round });
  }
  expect(spread.rows).toBe(3 * (maxUnits + 1));
  expect(pieces.map(({ days }) => days.size)).toEqual([maxUnits, 1]);
  expect(pieces.map(({ rows }) => rows)).toEqual([3 * maxUnits, 3]);
});

test("a piece that is heavy gets no more rows, and the days it had go on in another", () => {
  const create = (): Table<Row & { readonly text: string }> => {
    const text = stringColumn();
    return createTable("t", { text }, undefined, (row) => text.add(row.text));
  };
  const spread = createSpread(create, (row) => row.timeNs);
  const text = "x".repeat(maxPieceBytes / 8);
  for (let at = 0; at < 20; at++) spread.add({ timeNs: BigInt(at % 2) * dayNs, text });
  expect(spread.pieces.map(({ table }) => table.rows)).toEqual([8, 8, 4]);
  expect(spread.rows).toBe(20);
  expect(spread.bytes).toBeGreaterThan(2.5 * maxPieceBytes);
});
