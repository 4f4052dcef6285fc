// `telltale-console detect`: a line for each row of the file, and errors that name the row.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { detectCommand, type DetectValues } from "../config/detect-command.ts";
import { readOptions } from "../config/option.ts";
import { runDetect } from "./detect.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-detect-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The output for a file with this content. */
async function detect(
  content: string | Buffer,
  flags: Partial<Record<keyof DetectValues, string>> = {},
): Promise<string> {
  const file = path.join(folder, "series.csv");
  writeFileSync(file, content);
  let text = "";
  const output = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  notes.length = 0;
  await runDetect(file, readOptions(detectCommand.options, flags, {}), output, (line) => notes.push(line));
  return text;
}

/** What the last run said besides its output. */
const notes: string[] = [];

/** 300 values around 10 five minutes apart, and a spike at the end. */
const rows = Array.from({ length: 300 }, (_, index) => {
  const time = new Date(Date.UTC(2026, 0, 5) + index * 300_000).toISOString().slice(0, 19).replace("T", " ");
  return [time, index === 299 ? "90" : String(10 + ((index * 7919) % 13) / 10)] as const;
});
const csv = `timestamp,value\n${rows.map((row) => row.join(",")).join("\n")}\n`;

test("writes a line for each row with its score, and explains the anomaly", async () => {
  const lines = (await detect(csv)).trimEnd().split("\n");
  expect(lines[0]).toBe("timestamp,value,score,expected,low,high,kind,since,sentence");
  expect(lines).toHaveLength(301);
  expect(lines[1]).toBe("2026-01-05 00:00:00,10,0,,,,,,");
  expect(lines.at(-1)).toMatch(
    /^2026-01-06 00:55:00,90,0\.\d+,1\d\.\d+,\d+\.\d+,\d+\.\d+,spike,2026-01-06T00:55:00\.000Z,"Spike to 90 at 2026-01-06 00:55 UTC; expected about 1\d(\.\d+)?\."$/,
  );
  expect(lines.slice(1, -1).every((line) => line.endsWith(",,,"))).toBe(true);
});

test("writes one JSON object a line, and reads gzip and other columns", async () => {
  const other = `ts;host;p95\n${rows.map(([time, value]) => `${time};web-1;${value}`).join("\n")}\n`;
  const text = await detect(gzipSync(other), { format: "json", timeColumn: "ts", valueColumn: "p95" });
  const objects = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(objects).toHaveLength(300);
  expect(objects.at(-1)).toMatchObject({ timestamp: "2026-01-06 00:55:00", value: 90, kind: "spike" });
});

test("reads Unix seconds, milliseconds and nanoseconds as the same times", async () => {
  const inUnit = (digits: string): string =>
    `timestamp,value\n${rows.map(([time, value]) => `${Date.parse(`${time}Z`) / 1000}${digits},${value}`).join("\n")}\n`;
  const withoutTimes = async (text: string): Promise<string[]> =>
    (await detect(text)).split("\n").map((line) => line.slice(line.indexOf(",")));
  const seconds = await withoutTimes(inUnit(""));
  expect(await withoutTimes(inUnit("000"))).toEqual(seconds);
  expect(await withoutTimes(inUnit("000000000"))).toEqual(seconds);
  expect(seconds.at(-2)).toContain("2026-01-06T00:55:00.000Z");
});

test("says how many rows and anomalies there were, and that rows are out of order", async () => {
  await detect(csv);
  expect(notes).toEqual(["300 rows, 1 anomaly"]);
  await detect("timestamp,value\n2026-01-05,1\n2026-01-04,\n2026-01-06,2\n2026-01-05,1\n");
  expect(notes).toEqual([
    "4 rows, 1 without a value, 0 anomalies",
    "2 rows are earlier than the row above, the first in row 3. The detector learns from rows in the order of their times: sort the file.",
  ]);
  await detect("timestamp,value\n");
  expect(notes).toEqual(["0 rows, 0 anomalies"]);
});

test("names a file that does not exist", async () => {
  const run = runDetect("nowhere.csv", readOptions(detectCommand.options, {}, {}), new Writable(), () => {});
  await expect(run).rejects.toThrow(/^nowhere\.csv: Cannot open it: ENOENT/);
});

test("an empty value is a missing value", async () => {
  const lines = (await detect("timestamp,value\n2026-01-05T00:00:00Z,1\n2026-01-05T00:01:00Z,\n")).split(
    "\n",
  );
  expect(lines[2]).toBe("2026-01-05T00:01:00Z,,0,,,,,,");
});

test.each([
  ["timestamp,value\nyesterday,1\n", "Cannot read the time `yesterday` in row 2"],
  ["timestamp,value\n2026-01-05,\u001b[31mx\n", "Cannot read the value ` [31mx` in row 2"],
  ["timestamp,value\n-1h,1\n", "Cannot read the time `-1h` in row 2"],
  ["timestamp,value\n2026-01-05,1\n2026-01-06,many\n", "Cannot read the value `many` in row 3"],
  ["timestamp,value\n2026-01-05\n2026-01-06,x\n", "Cannot read the value `x` in row 3"],
  ["time,value\n2026-01-05,1\n", "Cannot find the column `timestamp`: the file has `time`, `value`."],
  ["time,p95\n2026-01-05,1\n", "Cannot find the columns `timestamp`, `value`: the file has `time`, `p95`."],
  ['{"a": 1}\n', "as CSV: its first line is not a header with several columns."],
  ["", "as CSV: its first line is not a header with several columns."],
])("rejects %j and names what is wrong", async (content, message) => {
  await expect(detect(content)).rejects.toThrow(
    expect.objectContaining({ code: "FILE_NOT_READ", message: expect.stringContaining(message) as string }),
  );
});

test.each(["0", "2000", "-1", "x"])("rejects the budget %s", (budget) => {
  expect(() => readOptions(detectCommand.options, { budget }, {})).toThrow(/Cannot use `--budget/);
});
