// The flags without which Prometheus drops exemplars and refuses the metrics of Tempo's generator: named wherever they are needed, and a real
// Prometheus starts with them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parse, stringify } from "yaml";
import { end } from "../../tools/child.ts";
import { findPrometheus, startPrometheus } from "../../tools/prometheus.ts";
import { root } from "../../tools/source-files.ts";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const exemplars = "--enable-feature=exemplar-storage";
const remoteWrite = "--web.enable-remote-write-receiver";
const otlp = "--web.enable-otlp-receiver";

/** The flags of the command in the comment at the head of a configuration. */
function flagsOf(file: string): readonly string[] {
  const [, command = ""] = /^# prometheus (--config\.file=.+\n(?:# {3}--.+\n)*)/m.exec(read(file)) ?? [];
  return command.match(/--[\w.-]+(?:=[\w.-]+)?/g)?.slice(1) ?? [];
}

test("the command of each configuration has the flags for what the file sets up", () => {
  expect(flagsOf("deploy/prometheus/prometheus.yml")).toEqual([exemplars]);
  expect(flagsOf("deploy/prometheus/prometheus-otlp.yml")).toEqual([otlp, exemplars, remoteWrite]);
});

test("files and tables that need a flag of Prometheus name it", () => {
  const rowOf = (file: string): string => {
    const lines = read("docs/guide/backends-queries.md").split("\n");
    return lines.find((line) => line.startsWith(`| \`${file}\``)) ?? "";
  };
  const places: readonly (readonly [text: string, flags: readonly string[]])[] = [
    [rowOf("deploy/prometheus/prometheus.yml"), [exemplars]],
    [rowOf("deploy/prometheus/prometheus-otlp.yml"), [otlp, exemplars, remoteWrite]],
    [rowOf("deploy/tempo"), [exemplars, remoteWrite]],
    [read("deploy/tempo/tempo.yaml"), [exemplars, remoteWrite]],
    [read("deploy/collector/gateway-backends.yaml"), [otlp, exemplars]],
  ];
  for (const [text, flags] of places) for (const flag of flags) expect(text).toContain(flag);
});

const bin = findPrometheus();
if (bin === undefined && process.env["TELLTALE_SERVICES"] === "required")
  throw new Error("no Prometheus (Debian: apt-get install prometheus), and TELLTALE_SERVICES=required");

test.skipIf(bin === undefined)(
  "Prometheus takes remote write, as from Tempo, with the flags of prometheus-otlp.yml, and not without",
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "telltale-prometheus-flags-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const {
      otlp: _,
      rule_files,
      ...config
    } = parse(read("deploy/prometheus/prometheus-otlp.yml")) as Record<string, unknown>;
    expect(rule_files).toEqual(["rules/*.rules.yml"]);
    const file = path.join(folder, "prometheus.yml");
    writeFileSync(file, stringify(config));
    const statusWith = async (flags: readonly string[]): Promise<number> => {
      const { url, child } = await startPrometheus(bin!, file, flags);
      try {
        await expect.poll(async () => (await fetch(`${url}/-/ready`)).status, { timeout: 180_000 }).toBe(200);
        return (await fetch(`${url}/api/v1/write`, { method: "POST", body: "" })).status;
      } finally {
        await end(child);
      }
    };
    // the OTLP receiver is of Prometheus 3
    const flags = flagsOf("deploy/prometheus/prometheus-otlp.yml").filter((flag) => flag !== otlp);
    expect(await statusWith([exemplars])).toBe(404);
    // an empty body is not snappy
    expect(await statusWith(flags)).toBe(400);
  },
);
