// Conversion between two steps of a journey.
import type { Fact, Sample, SourceOf } from "alerts/readings";
import { type Ask, ReadingMistake } from "./ask.ts";
import { factWindows } from "./fact-windows.ts";
import {
  type CellRow,
  cellParams,
  type Family,
  type InputOf,
  type Kind,
  type Span,
  spanParams,
} from "./family.ts";
import { attributesOf, type FactRow, familyOf, mostFacts, spanOf } from "./open-windows.ts";
import { share } from "./red.ts";
import { familyReading, type RangeAsk, type SourceWindows } from "./source-reading.ts";
import type { Steps } from "./windows.ts";

type FunnelSource = SourceOf<"funnel">;

interface FunnelRow extends CellRow {
  /** From 1. */
  readonly pair: number;
  readonly entries: string;
  readonly converted: string;
  /** The pairs of the family. */
  readonly pairs?: readonly string[];
}

export const funnelReading = familyReading(({ ask }) => funnelKind(ask), openFunnel);

function funnelKind(ask: Ask): Kind<FunnelSource, FunnelRow> {
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

async function openFunnel(
  input: InputOf<FunnelSource>,
  steps: Steps,
  { ask }: Pick<RangeAsk, "ask">,
): Promise<SourceWindows> {
  const { funnel, from, to = "" } = input.source;
  for (let every = 1; every <= 4096; every *= 4) {
    const rows = await ask<FactRow & { stepName: string; who: string }>("alert-funnel-facts", {
      ...cellParams(familyOf(input)),
      ...spanParams(spanOf(steps)),
      names: [funnel],
      steps: [from, to],
      every,
      most: mostFacts + 1,
    });
    if (rows.length > mostFacts) continue;
    const facts = rows.map((row): Fact => {
      const { at, stepName: step, who } = row;
      return { at, attributes: attributesOf(row, input.groupBy), funnel, step, who, count: every };
    });
    return { read: factWindows(input, facts), ...(every > 1 && { oneOf: every }) };
  }
  throw new ReadingMistake("The funnel has too many steps in the range. Choose a shorter range.");
}
