// A chart's `service` and `filter` narrow some sources and not others: a chart that would draw unfiltered figures under them is a
// mistake, when it is saved and when it is drawn. Its `environment` narrows every source except SQL and alerts, and is ignored for these.
// Pure.
import { type ChartSource, type ChartSpec, chartSourceKinds, narrowsSource } from "contract";

type Field = "service" | "filter";

export interface NotNarrowed {
  readonly field: Field;
  /** What the field does not narrow. */
  readonly what: string;
  readonly fix: string;
}

/** The fields of the chart that do not narrow one of its sources, each once. Those of the header narrow what they can. */
export function findNotNarrowed({
  service,
  filter = [],
  sources,
}: Omit<ChartSpec, "title">): readonly NotNarrowed[] {
  const fields: readonly Field[] = [
    ...(service === undefined ? [] : (["service"] as const)),
    ...(filter.length === 0 ? [] : (["filter"] as const)),
  ];
  return fields.flatMap((field) => {
    const source = sources.find((one) => !narrowsSource(one, field));
    return source === undefined ? [] : [notNarrowed(source, field)];
  });
}

function kindOf(source: ChartSource): string {
  return chartSourceKinds.find((kind) => kind in source) ?? "";
}

function notNarrowed(source: ChartSource, field: Field): NotNarrowed {
  const isWorkflow = "workflow" in source;
  const what = isWorkflow
    ? `the measure \`${source.measure}\` of the workflow \`${source.workflow}\``
    : `sources of the kind \`${kindOf(source)}\``;
  const instead = isWorkflow
    ? "draw `started`, `ended` or `became_stuck`"
    : "draw this source in a chart of its own";
  return { field, what, fix: `Leave out \`${field}\`, or ${instead}.` };
}
