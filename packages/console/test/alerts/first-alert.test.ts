// "First alert in five minutes" of the guide, step by step: the files and commands are read from the guide.
// @module-tag extended
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makePreparedDir, startConsoleProcess } from "../support/console-process.ts";
import { temporaryDirectory } from "../support/temporary.ts";

const guide = readFileSync(join(import.meta.dirname, "../../../../docs/guide/alerts.md"), "utf8");

/** The blocks of code of the section, in their order. */
function blocksOf(heading: string): readonly string[] {
  const [, after = ""] = guide.split(`\n### ${heading}\n`);
  const [section = ""] = after.split(/\n### /);
  return [...section.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, code = ""]) => code);
}

test("the steps of the guide end in the message that it shows", { timeout: 500_000 }, async () => {
  const blocks = blocksOf("First alert in five minutes");
  expect(blocks).toHaveLength(5);
  const [rule, channels, start, send, expected] = blocks;
  const folder = temporaryDirectory();
  mkdirSync(join(folder, "alerts"));
  writeFileSync(join(folder, "alerts", "payments.yaml"), rule!);
  writeFileSync(join(folder, "channels.yaml"), channels!);

  const options = start!
    .trim()
    .replace(/^npx telltale-console /, "")
    .split(" ");
  const data = await makePreparedDir();
  const console_ = await startConsoleProcess(
    data.path,
    options.map((one) => (one.startsWith("--") ? one : join(folder, one))),
  );
  try {
    const lines: string[] = [];
    console_.child.stdout!.on("data", (text: string) => lines.push(text));
    const { otlpHttp } = console_.addresses;
    await promisify(execFile)("sh", ["-c", send!.replaceAll("http://127.0.0.1:4318", otlpHttp)]);
    await expect.poll(() => lines.join(""), { timeout: 300_000, interval: 200 }).toContain("\n");
    const [message = ""] = lines.join("").split("\n");
    // the guide has another time
    const atAnyTime = (text: string): unknown => JSON.parse(text.replaceAll(/\d\d:\d\d UTC/g, "HH:MM UTC"));
    expect(atAnyTime(message)).toMatchObject({ kind: "alerts", alerts: [atAnyTime(expected!)] });
  } finally {
    console_.child.kill();
    await console_.ended;
    data.remove();
  }
});
