// What a target answers when it is scraped: Prometheus' text 0.0.4 and OpenMetrics 1.0. The first is read as leniently as Prometheus
// reads it, the second as its grammar has it. Whatever cannot be read makes the whole answer unreadable.
// https://prometheus.io/docs/instrumenting/exposition_formats/ and https://prometheus.io/docs/specs/om/open_metrics_spec/
import { type Family, type FamilyType, type PrometheusSample, suffixes } from "./family.ts";
import { checkFamily, checkMetadata } from "./open-metrics-rules.ts";
import { readSampleLine, type SampleLine } from "./text-sample.ts";
import { located, ProblemError } from "../../problem/problem.ts";

const types: ReadonlySet<string> = new Set([...Object.keys(suffixes), "untyped"]);

/** What can be changed while lines are read. */
export interface OpenFamily extends Family {
  type: FamilyType;
  help: string;
  unit: string;
  readonly samples: PrometheusSample[];
  /** Which lines of metadata it has had. */
  readonly told: Set<string>;
}

/** Whether `contentType` is OpenMetrics'; everything else is read as the old format. */
export function isOpenMetrics(contentType: string): boolean {
  return contentType.trim().toLowerCase().startsWith("application/openmetrics-text");
}

/**
 * Reads an exposition into its families, in their order.
 *
 * @param limit of samples.
 * @throws {ProblemError} with the line, for what is none, and for more samples than `limit`.
 */
export function readExposition(
  text: string,
  openMetrics: boolean,
  limit: number = Infinity,
): readonly Family[] {
  const families = new Map<string, OpenFamily>();
  const done = new Set<string>();
  let current: OpenFamily | undefined;
  let ended = false;
  let samples = 0;
  let number = 0;

  /** The family that `name` opens or goes on with. */
  function turnTo(name: string): OpenFamily {
    if (current?.name === name) return current;
    if (openMetrics && current !== undefined) {
      checkFamily(current);
      done.add(current.name);
    }
    if (openMetrics && done.has(name))
      throw new ProblemError("FORMAT_INVALID", `The family \`${name}\` is in two places.`);
    current = families.get(name);
    if (current === undefined) {
      current = { name, type: "unknown", help: "", unit: "", samples: [], told: new Set() };
      families.set(name, current);
    }
    return current;
  }

  for (const line of lines(text)) {
    number++;
    try {
      if (ended) throw new ProblemError("FORMAT_INVALID", "There is something after `# EOF`.");
      if (openMetrics && (line === "" || line.endsWith("\r")))
        throw new ProblemError("FORMAT_INVALID", "A line is empty or ends with \\r.");
      if (line === "# EOF") ended = openMetrics;
      else if (line.startsWith("#")) readMetadata(line, openMetrics, turnTo);
      else if (line.trim() !== "") {
        if (++samples > limit)
          throw new ProblemError("FORMAT_INVALID", `There are more than ${limit} samples.`);
        const sample = readSampleLine(openMetrics ? line : line.trim(), openMetrics);
        turnTo(familyNameOf(sample, families, current)).samples.push(toSample(sample, openMetrics));
      }
    } catch (error) {
      if (error instanceof ProblemError) throw located(error, `Line ${number}`);
      throw error;
    }
  }
  if (openMetrics && current !== undefined) checkFamily(current);
  if (openMetrics && (!ended || !text.endsWith("\n")))
    throw new ProblemError(
      "FORMAT_INVALID",
      "It does not end with `# EOF` and a line feed: a part is missing.",
    );
  return [...families.values()];
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

function readMetadata(line: string, openMetrics: boolean, turnTo: (name: string) => OpenFamily): void {
  const match =
    /^#[ \t]*(TYPE|HELP|UNIT)[ \t]+(?:"((?:[^"\\]|\\.)*)"|([^ \t"]+))(?:[ \t](.*))?$/s.exec(line) ??
    undefined;
  if (match === undefined) {
    if (openMetrics)
      throw new ProblemError("FORMAT_INVALID", "A line with `#` is neither TYPE, UNIT, HELP nor EOF.");
    return;
  }
  const [, what, quoted, bare, rest = ""] = match as unknown as [string, string, string?, string?, string?];
  if (what === "UNIT" && !openMetrics) return;
  const name = bare ?? unescape(quoted!, true);
  const family = turnTo(name);
  if (openMetrics) checkMetadata(family, what, rest);
  family.told.add(what);
  if (what === "HELP") family.help = unescape(openMetrics ? rest : rest.trimStart(), openMetrics);
  else if (what === "UNIT") family.unit = rest;
  else family.type = toType(rest.trim(), openMetrics);
}

function toType(word: string, openMetrics: boolean): FamilyType {
  if (!types.has(word) || (openMetrics && word === "untyped"))
    throw new ProblemError(
      "FORMAT_INVALID",
      `\`${word}\` is no type: expected one of ${[...types].join(", ")}.`,
    );
  return word === "untyped" ? "unknown" : (word as FamilyType);
}

/** The old format escapes quotes only in label values. */
function unescape(text: string, quotes: boolean): string {
  return text.replaceAll(quotes ? /\\([\\n"])/g : /\\([\\n])/g, (_, char: string) =>
    char === "n" ? "\n" : char,
  );
}

/** The family that a sample belongs to: the last one where it fits, else one that is known, else one of its own. */
function familyNameOf(
  { name }: SampleLine,
  families: ReadonlyMap<string, OpenFamily>,
  current: OpenFamily | undefined,
): string {
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
