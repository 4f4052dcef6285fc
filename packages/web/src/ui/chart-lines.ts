// The lines of a chart as series: colours that stay the same over refreshes, services, severities and outcomes in their own, the earlier period in grey.
import type { ChartLine, SeverityName } from "contract";

import type { ChartSeries } from "./chart-model.ts";
import { outcomeColors } from "./outcome-color.ts";
import { pickColor, serviceColor } from "./service-color.ts";
import { severityColors } from "./severity-color.ts";

/** Lines in colour; further ones are grey. */
const mostColored = 8;

export function drawnLines(lines: readonly ChartLine[]): readonly ChartSeries[] {
  const taken = new Set<number>();
  const now = lines.filter(({ kind }) => kind !== "before");
  const drawn = now.map((line, at): ChartSeries => ({
    label: line.label,
    values: line.values,
    kind: line.kind,
    color: now.length === 1 ? "var(--chart-now)" : colorOf(line, at, taken),
  }));
  const before = lines
    .filter(({ kind }) => kind === "before")
    .map(({ label, values }): ChartSeries => ({
      label,
      values,
      kind: "before",
      color: "var(--chart-before)",
    }));
  return [...drawn, ...before];
}

function colorOf({ label, labels }: ChartLine, at: number, taken: Set<number>): string {
  const values = Object.entries(labels);
  const [key, value] = values.length === 1 ? values[0]! : ["", ""];
  if (key === "service.name" && value !== "other") return serviceColor(value);
  if (key === "severity" && value in severityColors) return severityColors[value as SeverityName];
  if (key === "outcome" && value in outcomeColors) return outcomeColors[value as keyof typeof outcomeColors];
  if (at >= mostColored || value === "other") return "var(--chart-before)";
  const color = pickColor(label, taken);
  taken.add(color);
  return `var(--cat-${color})`;
}
