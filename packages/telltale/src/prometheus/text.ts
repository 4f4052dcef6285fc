// Families as text: Prometheus 0.0.4 and 1.0.0, and OpenMetrics 1.0. Written piece by piece, so that a large exposition
// need not be made in one go.
import { escapeHelp, escapeQuoted, isLegacyLabel, isLegacyName } from "./escape.ts";
import type { Family, FamilyExemplar, FamilySeries, Labels } from "./family.ts";

/** What is written. */
export interface TextOptions {
  readonly openMetrics: boolean;
  /** Whether series say since when they count (OpenMetrics only: in the older formats it would be a series of its own). */
  readonly created: boolean;
}

/** The lines of one family, or of a part of it. */
export function* writeText(families: readonly Family[], options: TextOptions): Generator<string> {
  for (const family of families) {
    yield options.openMetrics ? openMetricsHead(family) : prometheusHead(family);
    const type = options.openMetrics ? openMetricsType(family) : family.type;
    for (const series of family.series) yield writeSeries(family, type, series, options);
  }
  if (options.openMetrics) yield "# EOF\n";
}

// OpenMetrics wants `_total` on a counter: where the strategy leaves it out, the name stays and the type goes
function openMetricsType({ type, sample }: Family): string {
  return type === "counter" && !sample.endsWith("_total") ? "unknown" : type;
}

function openMetricsHead(family: Family): string {
  const name = quoteName(family.name);
  const type = `# TYPE ${name} ${openMetricsType(family)}\n`;
  const unit = family.unit === "" ? "" : `# UNIT ${name} ${family.unit}\n`;
  return type + unit + (family.help === "" ? "" : `# HELP ${name} ${escapeQuoted(family.help)}\n`);
}

function prometheusHead(family: Family): string {
  const name = quoteName(family.sample);
  const type = family.type === "info" ? "gauge" : family.type;
  return `# HELP ${name} ${escapeHelp(family.help)}\n# TYPE ${name} ${type}\n`;
}

function writeSeries(family: Family, type: string, series: FamilySeries, options: TextOptions): string {
  const { openMetrics } = options;
  const labels = writeLabels(series.labels);
  const created =
    openMetrics &&
    options.created &&
    series.created !== undefined &&
    (type === "counter" || type === "histogram")
      ? `${writeName(`${family.name}_created`, labels)} ${writeNumber(series.created)}\n`
      : "";
  if (series.histogram === undefined) {
    const exemplar = openMetrics && type === "counter" ? writeExemplar(series.exemplar) : "";
    return `${writeName(family.sample, labels)} ${writeNumber(series.value)}${exemplar}\n${created}`;
  }
  const { buckets, sum } = series.histogram;
  let text = "";
  for (const { bound, count, exemplar } of buckets) {
    const le = `le="${openMetrics ? writeFloat(bound) : writeNumber(bound)}"`;
    const all = labels === "" ? le : `${labels},${le}`;
    text += `${writeName(`${family.name}_bucket`, all)} ${writeNumber(count)}${openMetrics ? writeExemplar(exemplar) : ""}\n`;
  }
  if (sum !== undefined) text += `${writeName(`${family.name}_sum`, labels)} ${writeNumber(sum)}\n`;
  return `${text}${writeName(`${family.name}_count`, labels)} ${writeNumber(series.value)}\n${created}`;
}

function quoteName(name: string): string {
  return isLegacyName(name) ? name : `"${escapeQuoted(name)}"`;
}

function writeName(name: string, labels: string): string {
  if (isLegacyName(name)) return labels === "" ? name : `${name}{${labels}}`;
  const quoted = quoteName(name);
  return labels === "" ? `{${quoted}}` : `{${quoted},${labels}}`;
}

function writeLabels(labels: Labels): string {
  let text = "";
  for (const [name, value] of labels) {
    if (text !== "") text += ",";
    text += `${isLegacyLabel(name) ? name : `"${escapeQuoted(name)}"`}="${escapeQuoted(value)}"`;
  }
  return text;
}

function writeExemplar(exemplar: FamilyExemplar | undefined): string {
  if (exemplar === undefined) return "";
  return ` # {${writeLabels(exemplar.labels)}} ${writeNumber(exemplar.value)} ${writeNumber(exemplar.at)}`;
}

/** A number as all formats take it. */
function writeNumber(value: number): string {
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  return String(value);
}

// OpenMetrics: bounds in their canonical form, which shows that they are not whole numbers
function writeFloat(value: number): string {
  const text = writeNumber(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
