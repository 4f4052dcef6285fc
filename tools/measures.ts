// `docs/reference/measures.md` out of the declarations of the measures in packages/catalog. With `--check` it fails on a difference.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Measure, measureGroups } from "catalog/measures";

import { root } from "./source-files.ts";

const target = "docs/reference/measures.md";

const intro = `# Measures

<!-- Made out of packages/catalog/src/measures by tools/measures.ts. -->

What each figure means: on the pages, in CSV files, in the API, in alert rules, on dashboards and in the digest. A name means the same everywhere.

- **counts**: \`stored\` is what the console has. \`estimated\` is what it stands for before [sampling](../guide/sampling.md): each stored span counts as many times as its sampling rate says. An estimate of sampled data begins with \`≈\` on the pages.
- **good**: the direction that is an improvement. A change of a measure without one has no color.
- **least**: with fewer stored observations on a side, a figure is not judged.
- A percentile is the smallest value that at least its share of the values does not exceed; a median is the 50th. Percentiles \`p50\`, \`p90\`, \`p95\` and \`p99\` that come from buckets have two significant digits and begin with \`≈\`.
- A rate below 0.1 per second is shown per minute or per hour.
- \`100 %\` means exactly all. \`–\` means not recorded, \`0\` means none.
`;

function rowOf({ name, unit, counts, of, good, least, text }: Measure): string {
  const division = of === undefined ? "" : ` ${capital(of.part)} / ${of.whole}.`;
  return `| **${name}** | ${unit} | ${text}${division} | ${counts} | ${good ?? ""} | ${least ?? ""} |`;
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** The measures of one population. */
function tableOf(population: string, measures: readonly Measure[]): string {
  return `${population}

| measure | unit | meaning | counts | good | least |
| --- | --- | --- | --- | --- | --- |
${measures.map(rowOf).join("\n")}
`;
}

/** What all measures of a group share, below its title. */
const notes: Readonly<Record<string, string>> = {
  "Funnels, journeys and people": `The **window** of a funnel is the time that one person may take. Without a choice in the request, the chart or the address, it is the usual time of the funnel: 99% of the people who finished in the last week up to now took no longer, rounded up to 5, 10, 15 or 30 minutes, or to 1, 2, 3, 6, 12 or 24 hours. Where fewer than 20 people finished, or the store cannot say, it is a day. At one time the window is the same for all ranges, environments, services and filters. An alert counts within the window of its rule. [More on windows](../guide/journeys-and-funnels.md#the-page-of-a-funnel).

`,
};

function sectionOf(title: string, measures: readonly Measure[]): string {
  const populations = [...new Set(measures.map(({ population }) => population))];
  const tables = populations.map((one) =>
    tableOf(
      one,
      measures.filter(({ population }) => population === one),
    ),
  );
  return `## ${title}\n\n${notes[title] ?? ""}${tables.join("\n")}`;
}

const page = [
  intro,
  ...Object.entries(measureGroups).map(([title, measures]) => sectionOf(title, Object.values(measures))),
].join("\n");

const file = path.join(root, target);
if (!existsSync(file) || readFileSync(file, "utf8") !== page) {
  if (process.argv.includes("--check")) {
    console.error(
      `${target} differs from the declarations: run \`node --conditions=telltale-source tools/measures.ts\`.`,
    );
    process.exitCode = 1;
  } else {
    writeFileSync(file, page);
    console.log(`wrote ${target}`);
  }
}
