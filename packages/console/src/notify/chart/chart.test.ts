import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { type Chart, chartColors, chartPng, chartSize, drawChart } from "./chart.ts";

const { width, height } = chartSize;
const flat = (value: number): Chart["points"] => Array.from({ length: 50 }, (_, at) => ({ at, value }));
const rowsWith = (pixels: Uint8Array, color: number): readonly number[] =>
  Array.from({ length: height }, (_, y) => y).filter((y) =>
    pixels.subarray(y * width, (y + 1) * width).includes(color),
  );

test("the file is a PNG whose pixels are those of the chart", () => {
  const chart: Chart = { points: flat(1), limit: 2 };
  const file = chartPng(chart)!;
  expect(file.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    chunks.set(file.toString("latin1", at + 4, at + 8), file.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  expect([...chunks.keys()]).toEqual(["IHDR", "PLTE", "IDAT", "IEND"]);
  expect([chunks.get("IHDR")!.readUInt32BE(0), chunks.get("IHDR")!.readUInt32BE(4)]).toEqual([width, height]);
  const rows = inflateSync(chunks.get("IDAT")!);
  expect(rows).toHaveLength((width + 1) * height);
  const pixels = drawChart(chart)!;
  for (let y = 0; y < height; y++)
    expect(
      rows
        .subarray(y * (width + 1) + 1, (y + 1) * (width + 1))
        .equals(Buffer.from(pixels.subarray(y * width, (y + 1) * width))),
    ).toBe(true);
  // it is attached to mails
  expect(file.length).toBeLessThan(5000);
});

test("the limit is above values that are below it, and a jump goes up", () => {
  const pixels = drawChart({ points: flat(1), limit: 2 })!;
  // its line, and its value below it
  const limit = rowsWith(pixels, chartColors.limit);
  expect(limit.length).toBeGreaterThan(5);
  expect(limit[0]).toBeLessThan(Math.min(...rowsWith(pixels, chartColors.line)));
  const jump = drawChart({
    points: flat(1).map((point, index) => ({ ...point, value: index < 25 ? 0 : 1 })),
  })!;
  const column = (x: number): number =>
    Array.from({ length: height }, (_, y) => y).find((y) => jump[y * width + x] === chartColors.line)!;
  expect(column(width - 20)).toBeLessThan(column(90));
});

test("the axes have three figures and five times, and letters are where they belong", () => {
  const pixels = drawChart({ points: flat(1), limit: 2, unit: "1" })!;
  const columnsOf = (from: number, to: number): number[] =>
    Array.from({ length: width }, (_, x) => x).filter((x) =>
      Array.from({ length: to - from }, (_, y) => pixels[(from + y) * width + x]).includes(chartColors.text),
    );
  expect(Math.max(...columnsOf(0, 150))).toBeLessThan(62);
  const times = columnsOf(height - 16, height);
  expect(times.filter((x, index) => index === 0 || x - times[index - 1]! > 10)).toHaveLength(5);
});

test("the band is drawn below the line", () => {
  const band = flat(0).map(({ at }) => ({ at, low: 0.5, high: 1.5 }));
  const pixels = drawChart({ points: flat(1), band })!;
  expect(rowsWith(pixels, chartColors.band).length).toBeGreaterThan(height / 2.5);
  expect(rowsWith(pixels, chartColors.line)).toHaveLength(2);
});

test("values that are not numbers, too few and very many points do no harm", () => {
  expect(drawChart({ points: [] })).toBeUndefined();
  expect(chartPng({ points: [{ at: 1, value: 1 }] })).toBeUndefined();
  expect(drawChart({ points: flat(Number.NaN) })).toBeUndefined();
  const odd = {
    points: [...flat(1), { at: 60, value: Infinity }],
    limit: Number.NaN,
    band: [
      { at: 1, low: Number.NaN, high: 1 },
      { at: 2, low: 0, high: 1 },
    ],
  };
  expect(drawChart(odd)).toHaveLength(width * height);
  expect(
    drawChart({ points: Array.from({ length: 300_000 }, (_, at) => ({ at, value: at % 100 })) }),
  ).toHaveLength(width * height);
  expect(
    drawChart({
      points: [
        { at: 5, value: 1e308 },
        { at: 5, value: -1e308 },
      ],
    }),
  ).toHaveLength(width * height);
});
