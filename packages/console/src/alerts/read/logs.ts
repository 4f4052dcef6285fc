// Log records by their text.
import type { SourceOf } from "alerts/readings";
import { severityNumber } from "catalog/severity";
import type { Ask } from "./ask.ts";
import type { AttributeMaps } from "./attribute-maps.ts";
import { countOrRate } from "./counted.ts";
import { type CellRow, type Family, type Kind, type Span, spanParams } from "./family.ts";
import { openScan } from "./open-windows.ts";
import { likeOf, servicesOf } from "./selection.ts";
import { familyReading } from "./source-reading.ts";

type LogSource = SourceOf<"log">;

interface LogRow extends CellRow {
  readonly serviceName: string;
  readonly [hits: `hits${number}`]: string;
  /** The texts of the family, by which the column of hits is found. */
  readonly texts?: readonly string[];
}

/** Texts that one query looks for. */
const mostTexts = 8;

export const logReading = familyReading(
  ({ ask, maps }) => logKind(ask, maps),
  async (input, steps, { ask, maps }) => openScan(logKind(ask, maps), input, steps),
);

function logKind(ask: Ask, maps: AttributeMaps): Kind<LogSource, LogRow> {
  return {
    share: ({ source }) => String(source.service !== undefined),
    choiceOf: textOf,
    mostChoices: mostTexts,
    ask: (family, span) => askLogs(ask, maps, family, span),
    keyOfRow: ({ serviceName }) => serviceName,
    keyOf: ({ service = "" }) => service,
    numbersOf: (source, row) => [Number(row[`hits${row.texts!.indexOf(textOf(source)) + 1}`])],
    isAdditive: () => true,
    sampleOf: countOrRate,
  };
}

/** What tells texts apart: a pattern and a severity. */
function textOf({ log, severity = "trace" }: LogSource): string {
  return JSON.stringify([log, severity]);
}

async function askLogs(
  ask: Ask,
  maps: AttributeMaps,
  family: Family<LogSource>,
  span: Span,
): Promise<readonly LogRow[]> {
  const sources = family.inputs.map(({ source }) => source);
  const texts = [...new Map(sources.map((source) => [textOf(source), source]))];
  const selected = servicesOf(sources);
  const rows = await ask<LogRow>("alert-logs", {
    ...selected,
    ...Object.fromEntries(
      texts.flatMap(([, { log, severity = "trace" }], at) => [
        [`pattern${at + 1}`, likeOf(log)],
        [`least${at + 1}`, severityNumber(severity)],
      ]),
    ),
    ...(await maps.paramsOf("logs", family, selected.services)),
    ...spanParams(span),
  });
  const names = texts.map(([name]) => name);
  return rows.map((row) => ({ ...row, texts: names }));
}
