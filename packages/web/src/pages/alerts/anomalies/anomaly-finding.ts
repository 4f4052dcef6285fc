// An anomaly with what changed, to copy as Markdown.
import type { AnomalyResult } from "contract";

import { formatNumber, formatShare } from "../../../lib/format.ts";
import type { MarkdownFinding } from "../../../lib/markdown.ts";
import { exactTime } from "../../../lib/time.ts";
import { partWords } from "../../../ui/what-differs/finding-words.ts";
import { seriesName } from "./series-words.ts";

export function anomalyFinding({ anomaly, dimensions, deploys, errors }: AnomalyResult): MarkdownFinding {
  const { series, sentence, start, end, expected, observed } = anomaly;
  const [strongest] = dimensions.items;
  return {
    title: `Anomaly: ${seriesName(series)}`,
    facts: [
      ["What", sentence],
      ["Environment", series.environment],
      ["Began", exactTime(start)],
      ["Ended", end === null ? "ongoing" : exactTime(end)],
      ["Expected", formatNumber(expected)],
      ["Observed", formatNumber(observed)],
      [
        "What differs",
        strongest === undefined
          ? ""
          : `${strongest.parts.map((part) => partWords(part).join(" = ")).join(" and ")}: ${formatShare(strongest.selectionShare)} of it, ${formatShare(strongest.restShare)} of the rest`,
      ],
      ["Deploys", deploys.items.map(({ service, version }) => `${service} ${version}`).join(", ")],
      ["New errors", errors.items.map(({ type }) => (type === "" ? "Error" : type)).join(", ")],
    ],
  };
}
