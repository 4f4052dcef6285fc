// Findings of detectors: traces that show one.
import type { Source } from "alerts/readings";
import type { Ask } from "./ask.ts";
import { type CellRow, cellParams, type Kind, spanParams } from "./family.ts";
import { likeOf } from "./logs.ts";
import { distinct } from "./red.ts";

export type FindingSource = Extract<Source, { finding: string }>;

interface FindingRow extends CellRow {
  readonly serviceName: string;
  readonly entries: number;
}

export function findingKind(ask: Ask): Kind<FindingSource, FindingRow> {
  return {
    share: ({ source: { finding, service } }) => JSON.stringify([finding, service !== undefined]),
    async ask(family, span) {
      const sources = family.inputs.map(({ source }) => source);
      const services = distinct(sources.map(({ service }) => service));
      return ask<FindingRow>("alert-findings", {
        // inputs that share a query have the same
        pattern: likeOf(sources[0]!.finding),
        byService: services !== undefined,
        services,
        ...cellParams(family),
        ...spanParams(span),
      });
    },
    keyOfRow: ({ serviceName }) => serviceName,
    keyOf: ({ service = "" }) => service,
    numbersOf: (_, { entries }) => [entries],
    isAdditive: () => true,
    sampleOf: (_, [count = 0]) => ({ value: count, count }),
  };
}
