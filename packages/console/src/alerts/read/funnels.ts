// Conversion between two steps of a journey.
import type { Sample, Source } from "alerts/readings";
import type { Ask } from "./ask.ts";
import { type CellRow, cellParams, type Family, type Kind, type Span, spanParams } from "./family.ts";
import { share } from "./red.ts";

export type FunnelSource = Extract<Source, { funnel: string }>;

interface FunnelRow extends CellRow {
  /** From 1. */
  readonly pair: number;
  readonly entries: string;
  readonly converted: string;
  /** The pairs of the family. */
  readonly pairs?: readonly string[];
}

export function funnelKind(ask: Ask): Kind<FunnelSource, FunnelRow> {
  return {
    share: () => "",
    ask: (family, span) => askFunnels(ask, family, span),
    keyOfRow: ({ pair, pairs }) => pairs![pair - 1]!,
    keyOf: pairOf,
    numbersOf: (_, { entries, converted }) => [Number(entries), Number(converted)],
    isAdditive: () => false,
    sampleOf,
  };
}

/** What tells conversions apart. */
function pairOf({ funnel, from, to = "" }: FunnelSource): string {
  return JSON.stringify([funnel, from, to]);
}

async function askFunnels(ask: Ask, family: Family<FunnelSource>, span: Span): Promise<readonly FunnelRow[]> {
  const pairs = [...new Map(family.inputs.map(({ source }) => [pairOf(source), source]))];
  const rows = await ask<FunnelRow>("alert-funnels", {
    names: pairs.map(([, { funnel }]) => funnel),
    froms: pairs.map(([, { from }]) => from),
    tos: pairs.map(([, { to = "" }]) => to),
    ...cellParams(family),
    ...spanParams(span),
  });
  const names = pairs.map(([name]) => name);
  return rows.map((row) => ({ ...row, pairs: names }));
}

function sampleOf(
  { measure = "conversion" }: FunnelSource,
  [count = 0, converted = 0]: readonly number[],
): Sample {
  return measure === "entered" ? { value: count, count } : share(converted, count);
}
