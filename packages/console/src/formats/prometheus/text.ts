// The text formats of targets that are scraped: Prometheus' text 0.0.4 and OpenMetrics 1.0. The first is read as leniently as Prometheus
// reads it, the second strictly by its grammar. One line that cannot be read makes the whole answer invalid.
// https://prometheus.io/docs/instrumenting/exposition_formats/ and https://prometheus.io/docs/specs/om/open_metrics_spec/
import { type Family, type FamilyType, type PrometheusSample, suffixes } from "./family.ts";
import { checkFamily, checkMetadata } from "./open-metrics-rules.ts";
import { readSampleLine, type SampleLine } from "./text-sample.ts";
import { located, ProblemError } from "../../problem/problem.ts";

const types: ReadonlySet<string> = new Set([...Object.keys(suffixes), "untyped"]);

/** A family while its lines are read. */
interface OpenFamily extends Family {
  type: FamilyType;
  help: string;
  unit: string;
  readonly samples: PrometheusSample[];
  /** Lines of metadata that it has had. */
  readonly metadata: Set<string>;
}

/** Whether `contentType` is OpenMetrics'; everything else is read as the old format. */
export function isOpenMetrics(contentType: string): boolean {
  return contentType.trim().toLowerCase().startsWith("application/openmetrics-text");
}

/**
 * Reads an exposition into its families, in their order.
 *
 * @param limit of samples.
 * @throws {ProblemError} with the line that cannot be read, and for more samples than `limit`.
 */
export function readExposition(
  text: string,
  openMetrics: boolean,
  limit: number = Infinity,
): readonly Family[] {
  const reading: Reading = {
    openMetrics,
    limit,
    families: new Map(),
    done: new Set(),
    current: undefined,
    samples: 0,
    ended: false,
  };
  let number = 0;
  for (const line of lines(text)) {
    number++;
    try {
      readLine(reading, line);
    } catch (error) {
      throw error instanceof ProblemError ? located(error, `Line ${number}`) : error;
    }
  }
  if (openMetrics && reading.current !== undefined) checkFamily(reading.current);
  if (openMetrics && (!reading.ended || !text.endsWith("\n")))
    throw invalid("It does not end with `# EOF` and a line feed: a part is missing.");
  return [...reading.families.values()];
}

/** An exposition while it is read. */
interface Reading {
  readonly openMetrics: boolean;
  readonly limit: number;
  readonly families: Map<string, OpenFamily>;
  /** Families that OpenMetrics does not let go on. */
  readonly done: Set<string>;
  current: OpenFamily | undefined;
  samples: number;
  /** `# EOF` was read. */
  ended: boolean;
}

function readLine(reading: Reading, line: string): void {
  const { openMetrics, limit } = reading;
  if (reading.ended) throw invalid("There is something after `# EOF`.");
  if (openMetrics && (line === "" || line.endsWith("\r"))) throw invalid("A line is empty or ends with \\r.");
  if (line === "# EOF") reading.ended = openMetrics;
  else if (line.startsWith("#")) readMetadata(reading, line);
  else if (line.trim() !== "") {
    if (++reading.samples > limit) throw invalid(`There are more than ${limit} samples.`);
    const sample = readSampleLine(openMetrics ? line : line.trim(), openMetrics);
    turnTo(reading, familyNameOf(reading, sample)).samples.push(toSample(sample, openMetrics));
  }
}

/** Makes the family that `name` opens or continues the current one. */
function turnTo(reading: Reading, name: string): OpenFamily {
  const { openMetrics, families, done, current } = reading;
  if (current?.name === name) return current;
  if (openMetrics && current !== undefined) {
    checkFamily(current);
    done.add(current.name);
  }
  if (openMetrics && done.has(name)) throw invalid(`The family \`${name}\` is in two places.`);
  let family = families.get(name);
  if (family === undefined) {
    family = { name, type: "unknown", help: "", unit: "", samples: [], metadata: new Set() };
    families.set(name, family);
  }
  reading.current = family;
  return family;
}

function invalid(message: string): ProblemError {
  return new ProblemError("FORMAT_INVALID", message);
}

function* lines(text: string): Generator<string> {
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf("\n", from);
    yield text.slice(from, end === -1 ? undefined : end);
    if (end === -1) return;
    from = end + 1;
  }
}

function readMetadata(reading: Reading, line: string): void {
  const { openMetrics } = reading;
  const match =
    /^#[ \t]*(TYPE|HELP|UNIT)[ \t]+(?:"((?:[^"\\]|\\.)*)"|([^ \t"]+))(?:[ \t](.*))?$/s.exec(line) ??
    undefined;
  if (match === undefined) {
    if (openMetrics) throw invalid("A line with `#` is neither TYPE, UNIT, HELP nor EOF.");
    return;
  }
  const [, what, quoted, bare, rest = ""] = match as unknown as [string, string, string?, string?, string?];
  if (what === "UNIT" && !openMetrics) return;
  const name = bare ?? unescape(quoted!, true);
  const family = turnTo(reading, name);
  if (openMetrics) checkMetadata(family, what, rest);
  family.metadata.add(what);
  if (what === "HELP") family.help = unescape(openMetrics ? rest : rest.trimStart(), openMetrics);
  else if (what === "UNIT") family.unit = rest;
  else family.type = toType(rest.trim(), openMetrics);
}

function toType(word: string, openMetrics: boolean): FamilyType {
  if (!types.has(word) || (openMetrics && word === "untyped"))
    throw invalid(`\`${word}\` is not a type: expected one of ${[...types].join(", ")}.`);
  return word === "untyped" ? "unknown" : (word as FamilyType);
}

/** The old format escapes quotes only in label values. */
function unescape(text: string, quotes: boolean): string {
  return text.replaceAll(quotes ? /\\([\\n"])/g : /\\([\\n])/g, (_, char: string) =>
    char === "n" ? "\n" : char,
  );
}

/** The family that a sample belongs to: the current one where it fits, else a known one, else a new one. */
function familyNameOf({ families, current }: Reading, { name }: SampleLine): string {
  if (current !== undefined && belongs(name, current)) return current.name;
  // No suffix has a second underscore.
  for (const base of [name, name.slice(0, Math.max(name.lastIndexOf("_"), 0))]) {
    const family = families.get(base);
    if (family !== undefined && belongs(name, family)) return base;
  }
  return name;
}

/** In the old format a counter's family has the name of its samples, and an info's is a gauge. */
function belongs(name: string, { name: family, type }: Family): boolean {
  if (name === family) return true;
  return name.startsWith(family) && suffixes[type].includes(name.slice(family.length));
}

function toSample(line: SampleLine, openMetrics: boolean): PrometheusSample {
  const { name, labels, value, exemplar } = line;
  return {
    name,
    labels,
    value,
    timestampMs: toMs(line.timestamp, openMetrics),
    exemplars:
      exemplar === undefined
        ? []
        : [
            {
              labels: exemplar.labels,
              value: exemplar.value,
              timestampMs: toMs(exemplar.timestamp, openMetrics),
            },
          ],
  };
}

/** Seconds in OpenMetrics, milliseconds before it. */
function toMs(timestamp: string | undefined, openMetrics: boolean): number | undefined {
  if (timestamp === undefined) return undefined;
  return openMetrics ? Number(timestamp) * 1000 : Number(timestamp);
}
