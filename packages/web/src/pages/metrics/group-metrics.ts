// Groups of metrics by the first words of their names.
import type { MetricInfo } from "contract";

export interface MetricGroup {
  readonly name: string;
  readonly metrics: readonly MetricInfo[];
}

/** Grouped by the first two words where two metrics share them, else by the first. Groups and metrics are sorted by name. */
export function groupMetrics(metrics: readonly MetricInfo[]): readonly MetricGroup[] {
  const byTwo = count(metrics.map(({ name }) => prefix(name, 2)));
  const groups = new Map<string, MetricInfo[]>();
  for (const metric of metrics.toSorted((a, b) => a.name.localeCompare(b.name))) {
    const two = prefix(metric.name, 2);
    const key = two !== metric.name && (byTwo.get(two) ?? 0) > 1 ? two : prefix(metric.name, 1);
    groups.set(key, [...(groups.get(key) ?? []), metric]);
  }
  return [...groups]
    .map(([name, members]) => ({ name, metrics: members }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

const prefix = (name: string, words: number): string => name.split(/[./]/).slice(0, words).join(".");

function count(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
