// The reference page of real applications: what Telltale and the stock instrumentations recorded of each, and the reason of each
// difference, out of the recordings in e2e/applications/recorded. Without `--check` it writes; with it, it fails on a difference.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { applications } from "./described/index.ts";
import type { Application, Difference } from "./harness/application.ts";
import { comparedSpans, differencesOf } from "./harness/compared.ts";
import { commonDifferences } from "./harness/differences.ts";
import { readRecording, type Recorded, type Recording } from "./harness/recording.ts";
import { code } from "quoting/markdown";
import { root } from "../../tools/source-files.ts";

const file = "docs/reference/real-applications.md";

interface Section {
  readonly application: Application;
  readonly recording: Recording;
  readonly used: ReadonlyMap<Difference, number>;
}

function sectionOf(application: Application): Section {
  const recording = readRecording(application.name);
  if (recording === undefined)
    throw new Error(
      `Cannot describe ${application.name}: nothing is recorded. Run its test with TELLTALE_WRITE_DOCS=1.`,
    );
  const { used } = comparedSpans(application, recording);
  return { application, recording, used };
}

function page(sections: readonly Section[]): string {
  return [
    "# Real applications",
    "<!-- Made out of e2e/applications/recorded by e2e/applications/reference.ts. -->",
    "Tests run these applications without instrumentation, with `telltale/register`, and with OpenTelemetry's auto-instrumentations for Node.js, and send each 20 requests. Status, headers and bodies are the same in all three. Spans are compared by name, kind, parent and count; each difference between the two instrumentations is listed here with its reason, and a test fails on any other. Entries are what the [service page](../guide/console-services.md) counts as requests.",
    [
      "| application | spans, Telltale | spans, stock | entries, Telltale | entries, stock | ends at SIGTERM |",
      "| --- | --- | --- | --- | --- | --- |",
      ...sections.map(({ application, recording: { telltale, stock } }) =>
        row([
          `[${application.name}](#${application.name})`,
          String(spansOf(telltale)),
          String(spansOf(stock)),
          String(telltale.entries),
          String(stock.entries),
          ends(telltale, stock),
        ]),
      ),
    ].join("\n"),
    "The stock set-up listens to SIGTERM and does not raise it again: an application without a listener of its own runs until it is killed.",
    ...sections.flatMap(describe),
  ].join("\n\n");
}

function ends(telltale: Recorded, stock: Recorded): string {
  if (telltale.isKilled) return stock.isKilled ? "neither" : "with stock only";
  return stock.isKilled ? "with Telltale only" : "both";
}

function spansOf({ requests, others }: Recorded): number {
  return requests.reduce((sum, lines) => sum + lines.length, others.length);
}

function describe({ application, recording, used }: Section): string[] {
  const rows = differencesOf(application)
    .filter((one) => used.has(one))
    .map((one) =>
      row([
        one.side === "stock" ? "stock" : "Telltale",
        String(used.get(one)),
        code(exampleOf(one, recording[one.side])),
        one.as === undefined ? "only there" : "named differently",
        one.reason,
      ]),
    );
  return [
    `## ${application.name}`,
    application.about,
    rows.length === 0
      ? "No differences."
      : ["| side | spans | for example | | reason |", "| --- | --- | --- | --- | --- |", ...rows].join("\n"),
  ];
}

function exampleOf({ spans }: Difference, { requests, others }: Recorded): string {
  const line = [...requests.flat(), ...others].map((one) => one.trimStart()).find((one) => spans.test(one));
  return (line ?? "").replace(/ \([^()]*\)$/, "");
}

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function formatted(input: string): string {
  const { status, stdout, stderr } = spawnSync(
    path.join(root, "node_modules/.bin/oxfmt"),
    [`--stdin-filepath=${file}`],
    { input, encoding: "utf8", cwd: root },
  );
  if (status !== 0) throw new Error(`Cannot format ${file}: ${stderr}`);
  return stdout;
}

if (import.meta.main) {
  const sections = applications.map(sectionOf);
  const unused = commonDifferences.filter((one) => !sections.some(({ used }) => used.has(one)));
  for (const { spans } of unused) {
    console.error(`No application has the difference ${spans} of harness/differences.ts any more.`);
    process.exitCode = 1;
  }
  const wanted = formatted(`${page(sections)}\n`);
  const place = path.join(root, file);
  const isRight = existsSync(place) && readFileSync(place, "utf8") === wanted;
  if (!isRight && process.argv.includes("--check")) {
    console.error(
      `${file} does not match the recordings: run \`node --conditions=telltale-source tools/real-applications.ts\`.`,
    );
    process.exitCode = 1;
  } else if (!isRight) writeFileSync(place, wanted);
}
