// A process that dies by an error: the traces it was at work in are kept, whatever the rules would have said.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { decodeTraces } from "otlp";
import { expect, test } from "vitest";

const script = path.join(import.meta.dirname, "held-crash.ts");
const runs = process.features.typescript !== undefined && process.features.typescript !== false;

test.skipIf(!runs)(
  "what was open leaves as incomplete with its trace; what was decided stays decided",
  () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--conditions=telltale-source", script]);
    expect([status, String(stderr)]).toEqual([1, expect.stringContaining("the end")]);
    const spans = String(stdout)
      .trim()
      .split("\n")
      .flatMap((line) => decodeTraces(Buffer.from(line, "base64")))
      .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
    const reported = spans.map(({ name, attributes }) => [
      name,
      attributes.get("telltale.incomplete"),
      attributes.get("telltale.sampling.rule"),
    ]);
    expect(reported).toEqual([
      ["child", undefined, undefined],
      ["few", undefined, "few"],
      ["open", true, "crash"],
    ]);
  },
);
