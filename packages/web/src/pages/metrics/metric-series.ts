// The series of a result as lines: names from their labels, colours that stay the same over refreshes, eight at most.
import type { MetricResult, MetricSeries } from "contract";

import type { ChartSeries } from "../../ui/chart-model.ts";
import { pickColor, serviceColor } from "../../ui/service-color.ts";

/** Lines in colour; further ones are grey. The table lists all. */
const mostLines = 8;

/** `nordpay`, `nordpay · SE` for several labels; the metric's own name without labels. */
export function seriesName({ labels }: Pick<MetricSeries, "labels">, whole: string): string {
  const values = Object.values(labels);
  if (values.length === 0) return whole;
  return values.map((value) => (value === "" ? "not set" : value)).join(" · ");
}

/** Chart series in the order of the result: the accent for one alone, categories for several, services in their own colour. */
export function drawnSeries({ series: own, other, info }: MetricResult): readonly ChartSeries[] {
  const taken = new Set<number>();
  const series = other === null ? own : [...own, other];
  return series.map((one, at) => {
    const name = seriesName(one, info.name);
    return {
      label: name,
      values: one.values,
      kind: "line",
      color:
        one === other
          ? "var(--chart-before)"
          : series.length === 1
            ? "var(--chart-now)"
            : colorOf(one, name, at, taken),
    };
  });
}

function colorOf({ labels }: MetricSeries, name: string, at: number, taken: Set<number>): string {
  const service = Object.keys(labels).length === 1 ? labels["service.name"] : undefined;
  if (service !== undefined) return serviceColor(service);
  if (at >= mostLines) return "var(--chart-before)";
  const color = pickColor(name, taken);
  taken.add(color);
  return `var(--cat-${color})`;
}
