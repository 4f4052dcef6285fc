// The lines of a chart as series: colours that stay the same over refreshes, services, severities and outcomes in their own, the earlier period in grey.
import type { ChartLine, SeverityName } from "contract";

import type { ChartSeries } from "./chart-model.ts";
import { outcomeColors } from "./outcome-color.ts";
import { pickColor, serviceColor } from "./service-color.ts";
import { severityColors } from "./severity-color.ts";

const beforeColor = "var(--chart-before)";
/** Lines in colour; further ones are grey. */
const mostColored = 8;

export function drawnLines(lines: readonly ChartLine[]): readonly ChartSeries[] {
  const taken = new Set<number>();
  const now = lines.filter(({ kind }) => kind !== "before");
  const drawn = now.map((line, at): ChartSeries => ({
    label: line.label,
    values: line.values,
    kind: line.kind,
    color: now.length === 1 ? "var(--chart-now)" : isRest(line, now) ? beforeColor : colorOf(line, at, taken),
  }));
  const before = lines
    .filter(({ kind }) => kind === "before")
    .map(({ label, values }): ChartSeries => ({
      label,
      values,
      kind: "before",
      color: beforeColor,
    }));
  return [...drawn, ...before];
}

const count = (labels: ChartLine["labels"]): number => Object.keys(labels).length;

/** Whether the line is all further values of a query whose other lines are a value each. */
function isRest({ query, labels }: ChartLine, lines: readonly ChartLine[]): boolean {
  return count(labels) === 0 && lines.some((one) => one.query === query && count(one.labels) > 0);
}

function colorOf({ label, labels }: ChartLine, at: number, taken: Set<number>): string {
  const values = Object.entries(labels);
  const [key, value] = values.length === 1 ? values[0]! : ["", ""];
  if (key === "service.name" && value !== "") return serviceColor(value);
  if (key === "severity" && value in severityColors) return severityColors[value as SeverityName];
  if (key === "outcome" && value in outcomeColors) return outcomeColors[value as keyof typeof outcomeColors];
  if (at >= mostColored) return beforeColor;
  const color = pickColor(label, taken);
  taken.add(color);
  return `var(--cat-${color})`;
}
