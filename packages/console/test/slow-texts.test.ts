// Every reader of text that others choose takes time in proportion to the text. Tried are texts made of the pieces that a reader knows;
// `TELLTALE_SLOW_TEXTS=all` tries many more, at full length, and prints the slowest.
// @module-tag extended
import { afterAll, describe, expect, test } from "vitest";
import { findSlowestText, findSteepText } from "../../../tools/slow-texts.ts";
import { readers } from "./text-readers.ts";

const thorough = process.env["TELLTALE_SLOW_TEXTS"] === "all";
const slowest: string[] = [];
const options = { shapes: thorough ? 300 : 6, longest: thorough ? 64 * 1024 : 8 * 1024, seed: 7 };

describe("readers of texts from outside", () => {
  test.each(readers)("$name: the time is linear in the text", { timeout: 600_000 }, async (reader) => {
    expect(JSON.stringify((await findSteepText(reader, options)) ?? "none")).toBe('"none"');
    if (!thorough) return;
    const { ms, shape } = await findSlowestText(reader, { ...options, shapes: 100 });
    slowest.push(
      `${reader.name} | ${reader.largest} | ${ms.toFixed(1)} ms | ${JSON.stringify(shape).slice(0, 120)}`,
    );
  });

  afterAll(() => {
    if (slowest.length > 0) process.stdout.write(`${slowest.join("\n")}\n`);
  });
});
