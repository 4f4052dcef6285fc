// Writes docs/guide/side-by-side.md out of the files below: what is shown there is what runs in the tests.
import { readFileSync, writeFileSync } from "node:fs";
import { patterns, type Pattern, telemetryLines } from "./telemetry-lines.ts";

/** Where the page is. */
export const pageFile: URL = new URL("../../../docs/guide/side-by-side.md", import.meta.url);

const titles: Readonly<Record<Pattern, string>> = {
  "function-span": "A function as a span",
  "nested-spans": "Nested spans",
  decorator: "The methods of a class",
  resource: "A resource that is opened and closed",
  "async-work": "Asynchronous work",
  errors: "Errors",
  milestones: "Milestones as events",
  conditional: "Conditional instrumentation",
};

const opening = `# Side by side with the stock API

<!-- Written by examples/patterns/src/side-by-side.ts; a test compares. -->

Eight jobs, each written without telemetry, on \`@opentelemetry/api\`, and with Telltale. Both emit the same spans: a test runs all of them and compares
names, parents, attributes, events and status. The files are in [examples/patterns](../../examples/patterns/src).

A telemetry line is a line that the job without telemetry does not have, indentation aside; imports count, comments and blank lines do not, and
all sides have the same formatter. The stock side closes every span, and records errors only where the job is about errors; with Telltale
they are recorded everywhere.
`;

/** The page as it must be. */
export function sideBySide(): string {
  const counts = patterns.map((pattern) => ({
    pattern,
    stock: telemetryLines(pattern, "stock").length,
    ours: telemetryLines(pattern, "telltale").length,
  }));
  const total = (side: "stock" | "ours"): number => counts.reduce((sum, count) => sum + count[side], 0);
  const rows = [
    "| lines for telemetry | stock API | Telltale |",
    "| --- | --- | --- |",
    ...counts.map(({ pattern, stock, ours }) => `| ${titles[pattern]} | ${stock} | ${ours} |`),
    `| **all** | **${total("stock")}** | **${total("ours")}** |`,
  ];
  const sections = patterns.map((pattern) =>
    [
      `## ${titles[pattern]}`,
      "With Telltale:",
      block(pattern, "telltale"),
      "On the stock API:",
      block(pattern, "stock"),
    ].join("\n\n"),
  );
  return [opening.trim(), rows.join("\n"), ...sections].join("\n\n").concat("\n");
}

/** The file without what is said on its top and without its call, which are the same on both sides. */
function block(pattern: Pattern, side: "stock" | "telltale"): string {
  const text = readFileSync(new URL(`./${side}/${pattern}.ts`, import.meta.url), "utf8");
  const code = text.replace(/^(?:\/\/.*\n)+/, "").replace(/\nexport (?:async )?function run[\s\S]*$/, "");
  // not `ts`: the files run in their own test
  return `\`\`\`typescript\n${code.trim()}\n\`\`\``;
}

if (import.meta.main) writeFileSync(pageFile, sideBySide());
