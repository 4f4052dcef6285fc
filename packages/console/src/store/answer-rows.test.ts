import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { AnswerTooLarge, readRows } from "./answer-rows.ts";

/** An answer that arrives in chunks of 64 kB, wherever those are cut. */
function answer(text: string): Readable {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / 65_536);
  return Readable.from(
    Array.from({ length: count }, (_, at) => bytes.subarray(at * 65_536, (at + 1) * 65_536)),
    { objectMode: false },
  );
}

const linesOf = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

test("reads no rows, one row, and text of several bytes a character", async () => {
  expect(await readRows(answer(""), 100)).toEqual([]);
  expect(await readRows(answer('{"a":"ä\\n"}\n'), 100)).toEqual([{ a: "ä\n" }]);
});

test("a large answer is parsed in pieces, and others get their turn in between", async () => {
  const rows = Array.from({ length: 50_000 }, (_, n) => ({ n, name: `größe ${n}`.padEnd(n % 97, "ü") }));
  let turns = 0;
  let isRead = false;
  const reading = readRows(answer(linesOf(rows)), 1e9).finally(() => (isRead = true));
  while (!isRead) {
    turns += 1;
    await nextTurn();
  }
  expect(await reading).toEqual(rows);
  expect(turns).toBeGreaterThan(3);
});

test("one row may be longer than a piece", async () => {
  const rows = [{ text: "a".repeat(3_000_000) }, { text: "b" }];
  expect(await readRows(answer(linesOf(rows)), 1e9)).toEqual(rows);
});

test("reads no further than allowed, and lets go of the connection", async () => {
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.from('{"n":1}\n');
    })(),
    { objectMode: false },
  );
  await expect(readRows(endless, 1_000)).rejects.toThrow(new AnswerTooLarge(1_000));
  expect(endless.destroyed).toBe(true);
});
