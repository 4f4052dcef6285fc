// A chart's `service` and `filter` narrow some sources and not others: a chart that would draw unfiltered figures under them is refused.
import { type ChartSource, type ChartSpec, chartSourceKinds } from "contract";
import { ProblemError } from "../problem/problem.ts";

type Field = "service" | "filter";

const narrowedMeasures = ["started", "ended", "became_stuck"];
const narrowedKinds: Readonly<Record<Field, readonly string[]>> = {
  service: ["metric", "logs", "error", "traces"],
  filter: ["metric", "logs", "traces"],
};

/** Throws if `service` or `filter` of the chart does not narrow one of its sources. Those of the header narrow what they can. */
export function checkNarrowing({ service, filter = [], sources }: Omit<ChartSpec, "title">): void {
  for (const source of sources) {
    if (service !== undefined && !isNarrowed(source, "service")) throw notNarrowed(source, "service");
    if (filter.length > 0 && !isNarrowed(source, "filter")) throw notNarrowed(source, "filter");
  }
}

function isNarrowed(source: ChartSource, field: Field): boolean {
  if ("workflow" in source) return narrowedMeasures.includes(source.measure);
  return narrowedKinds[field].includes(kindOf(source));
}

function kindOf(source: ChartSource): string {
  return chartSourceKinds.find((kind) => kind in source) ?? "";
}

function notNarrowed(source: ChartSource, field: Field): ProblemError {
  const isWorkflow = "workflow" in source;
  const what = isWorkflow
    ? `the measure \`${source.measure}\` of the workflow \`${source.workflow}\``
    : `sources of the kind \`${kindOf(source)}\``;
  const instead = isWorkflow
    ? "draw `started`, `ended` or `became_stuck`"
    : "draw this source in a chart of its own";
  return new ProblemError(
    "BAD_BODY",
    `The \`${field}\` of the chart does not narrow ${what}.`,
    `Leave out \`${field}\`, or ${instead}.`,
  );
}
