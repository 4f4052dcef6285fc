// Log records by their text, and events by their name.
import { type Sample, type Source } from "alerts/readings";
import type { Ask } from "./ask.ts";
import type { AttributeMaps } from "./attribute-maps.ts";
import { type CellRow, type Family, type Kind, type Span, spanParams } from "./family.ts";
import { distinct } from "./red.ts";

export type LogSource = Extract<Source, { log: string }>;
export type EventSource = Extract<Source, { event: string }>;

interface LogRow extends CellRow {
  readonly serviceName: string;
  readonly [hits: `hits${number}`]: string;
  /** The texts of the family, by which the column of hits is found. */
  readonly texts?: readonly string[];
}

interface EventRow extends CellRow {
  readonly serviceName: string;
  readonly event: string;
  readonly entries: string;
}

/** The least number of each severity. */
export const severities = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 } as const;

/** Texts that one query looks for. */
const mostTexts = 8;

export function logKind(ask: Ask, maps: AttributeMaps): Kind<LogSource, LogRow> {
  return {
    share: ({ source }) => String(source.service !== undefined),
    choiceOf: textOf,
    mostChoices: mostTexts,
    ask: (family, span) => askLogs(ask, maps, family, span),
    keyOfRow: ({ serviceName }) => serviceName,
    keyOf: ({ service = "" }) => service,
    numbersOf: (source, row) => [Number(row[`hits${row.texts!.indexOf(textOf(source)) + 1}`])],
    isAdditive: () => true,
    sampleOf: counted,
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
  const services = distinct(sources.map(({ service }) => service));
  const rows = await ask<LogRow>("alert-logs", {
    byService: services !== undefined,
    services,
    ...Object.fromEntries(
      texts.flatMap(([, { log, severity = "trace" }], at) => [
        [`pattern${at + 1}`, likeOf(log)],
        [`least${at + 1}`, severities[severity]],
      ]),
    ),
    ...(await maps.paramsOf("logs", family, services)),
    ...spanParams(span),
  });
  const names = texts.map(([name]) => name);
  return rows.map((row) => ({ ...row, texts: names }));
}

/** A pattern in which `*` stands for any text and `?` for one character, as one of `LIKE`. */
export function likeOf(pattern: string): string {
  return pattern
    .replaceAll(/[\\%_]/g, String.raw`\$&`)
    .replaceAll("*", "%")
    .replaceAll("?", "_");
}

export function eventKind(ask: Ask, maps: AttributeMaps): Kind<EventSource, EventRow> {
  return {
    share: ({ source }) => String(source.service !== undefined),
    async ask(family, span) {
      const sources = family.inputs.map(({ source }) => source);
      const services = distinct(sources.map(({ service }) => service));
      return ask<EventRow>("alert-log-events", {
        names: [...new Set(sources.map(({ event }) => event))],
        byService: services !== undefined,
        services,
        ...(await maps.paramsOf("logs", family, services)),
        ...spanParams(span),
      });
    },
    keyOfRow: ({ serviceName, event }) => JSON.stringify([serviceName, event]),
    keyOf: ({ service = "", event }) => JSON.stringify([service, event]),
    numbersOf: (_, { entries }) => [Number(entries)],
    isAdditive: () => true,
    sampleOf: counted,
  };
}

/** A number of things, or their rate. */
function counted(
  { measure }: LogSource | EventSource,
  [count = 0]: readonly number[],
  seconds: number,
): Sample {
  return measure === "rate" ? { value: count / seconds } : { value: count, count };
}
