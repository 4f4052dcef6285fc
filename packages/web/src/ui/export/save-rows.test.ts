import { expect, test } from "vitest";

import type { MoreRows } from "../list/more-rows.ts";
import { fileOfRows } from "./save-rows.ts";

const signal = new AbortController().signal;
const tableOf = (rows: readonly string[]): string[][] => [["Name"], ...rows.map((row) => [row])];
const keyOf = (row: string): string => row;

/** The further pages of a list, and what happens after them. */
const pagesOf = (
  pages: readonly (readonly string[])[],
  end: () => void = () => undefined,
): MoreRows<string> => ({
  hasMore: true,
  isLoadingMore: false,
  hasFailed: false,
  isWaiting: false,
  onMore: () => undefined,
  rest: async function* () {
    yield* pages;
    end();
  },
});

test("a file has the rows that are loaded, then those of all further pages, and each row once", async () => {
  const counts: number[] = [];
  const more = pagesOf([
    ["b", "c"],
    ["d", "a"],
  ]);
  const { file, rows, isCut } = await fileOfRows(
    { rows: ["a", "b"], keyOf, more, tableOf },
    signal,
    (count) => counts.push(count),
  );
  expect(await file.text()).toBe('"Name"\n"a"\n"b"\n"c"\n"d"\n');
  expect({ rows, isCut, counts }).toEqual({ rows: 4, isCut: false, counts: [3, 4] });
});

test.each([
  [3, '"Name"\n"a"\n"b"\n"c"\n', false],
  [2, '"Name"\n"a"\n"b"\n', true],
  [1, '"Name"\n"a"\n', true],
])("a file of at most %d rows says whether there are more", async (most, text, cut) => {
  const saved = { rows: ["a"], keyOf, more: pagesOf([["b"], ["c"]]), tableOf };
  const { file, isCut } = await fileOfRows(saved, signal, () => undefined, most);
  expect([await file.text(), isCut]).toEqual([text, cut]);
});

test("there is no file after a failure, nor after it is cancelled", async () => {
  const failing = pagesOf([["b"]], () => {
    throw new Error("The store is away.");
  });
  await expect(
    fileOfRows({ rows: ["a"], keyOf, more: failing, tableOf }, signal, () => undefined),
  ).rejects.toThrow("The store is away.");
  const abort = new AbortController();
  const cancelled = pagesOf([["b"], ["c"]]);
  await expect(
    fileOfRows({ rows: ["a"], keyOf, more: cancelled, tableOf }, abort.signal, () => abort.abort()),
  ).rejects.toThrow(/abort/i);
});

test("a list without rows has its headings", async () => {
  const { file } = await fileOfRows({ rows: [], keyOf, tableOf }, signal, () => undefined);
  expect(await file.text()).toBe('"Name"\n');
});
