// A strict reader of OpenMetrics 1.0 and a reader of Prometheus text 0.0.4, for tests only. It shares nothing with the
// writer, and is itself judged by the vectors of test/fixtures/prometheus-text.

type Numeric = number | "NaN" | "+Inf" | "-Inf";

interface ReadExemplar {
  labels: Record<string, string>;
  value: Numeric;
  timestamp?: number;
}

export interface ReadMetric {
  labels: Record<string, string>;
  total?: Numeric;
  value?: Numeric;
  created?: number;
  count?: number;
  sum?: Numeric;
  gcount?: number;
  gsum?: Numeric;
  timestamp?: number;
  exemplar?: ReadExemplar;
  info?: Record<string, string>;
  states?: Record<string, boolean>;
  buckets?: { le: Numeric; count: number; exemplar?: ReadExemplar }[];
  quantiles?: { quantile: number; value: Numeric }[];
  points?: { value: Numeric; timestamp: number }[];
}

export interface ReadFamily {
  name: string;
  type: string;
  help: string;
  unit: string;
  metrics: ReadMetric[];
}

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: Numeric;
  timestamp: number | undefined;
  exemplar: ReadExemplar | undefined;
}

interface Reading {
  readonly open: boolean;
  readonly families: Map<string, ReadFamily>;
  /** Families by the names of their samples. */
  readonly claimed: Map<string, ReadFamily>;
  current: ReadFamily | undefined;
  readonly closed: Set<ReadFamily>;
  readonly reported: Set<string>;
}

const suffixes: Record<string, readonly string[]> = {
  counter: ["_total", "_created"],
  gauge: [""],
  unknown: [""],
  histogram: ["_bucket", "_count", "_sum", "_created"],
  gaugehistogram: ["_bucket", "_gcount", "_gsum"],
  summary: ["", "_count", "_sum", "_created"],
  info: ["_info"],
  stateset: [""],
};

/** Reads an OpenMetrics exposition. @throws on anything that the specification does not allow. */
export function readOpenMetrics(text: string): ReadFamily[] {
  if (!text.endsWith("# EOF\n")) throw new Error("no # EOF at the end");
  const lines = text.slice(0, -"# EOF\n".length).split("\n");
  if (lines.pop() !== "") throw new Error("# EOF in a line");
  const reading = begin(true);
  for (const line of lines) {
    if (line.startsWith("#"))
      readMetadata(reading, line, /^# (TYPE|UNIT|HELP) ("(?:[^"\\]|\\.)*"|\S+)(?: (.*))?$/s);
    else readLine(reading, line);
  }
  for (const family of reading.families.values()) check(family);
  return [...reading.families.values()];
}

/** Reads Prometheus text 0.0.4 (or 1.0.0). */
export function readPrometheus(text: string): ReadFamily[] {
  const reading = begin(false);
  for (const line of text.split("\n")) {
    if (/^#\s+(TYPE|HELP)\s/.test(line)) {
      readMetadata(reading, line, /^#\s+(TYPE|HELP)\s+("(?:[^"\\]|\\.)*"|\S+)(?:\s(.*))?$/s);
    } else if (line.trim() !== "" && !line.startsWith("#")) readLine(reading, line);
  }
  return [...reading.families.values()];
}

function begin(open: boolean): Reading {
  return {
    open,
    families: new Map(),
    claimed: new Map(),
    current: undefined,
    closed: new Set(),
    reported: new Set(),
  };
}

function readMetadata(reading: Reading, line: string, pattern: RegExp): void {
  const [, what, quoted, rest = ""] = pattern.exec(line) ?? [];
  if (what === undefined || quoted === undefined) throw new Error(`not a line of metadata: ${line}`);
  const name = quoted.startsWith('"') ? unescape(quoted.slice(1, -1)) : quoted;
  if (quoted === name && !/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) throw new Error(`not a name: ${name}`);
  if (reading.reported.has(`${what} ${name}`)) throw new Error(`${what} of ${name} is there twice`);
  reading.reported.add(`${what} ${name}`);
  const family = familyOf(reading, name);
  if (family.metrics.length > 0) throw new Error(`${what} of ${name} comes after its samples`);
  enter(reading, family);
  if (what === "HELP")
    family.help = reading.open ? unescape(rest) : rest.replaceAll("\\n", "\n").replaceAll("\\\\", "\\");
  else if (what === "UNIT") {
    if (rest !== "" && !name.endsWith(`_${rest}`))
      throw new Error(`${name} does not end in its unit ${rest}`);
    family.unit = rest;
  } else {
    const type = rest === "untyped" && !reading.open ? "unknown" : rest;
    if (suffixes[type] === undefined) throw new Error(`not a type: ${rest}`);
    family.type = type;
    claim(reading, family);
  }
}

function familyOf(reading: Reading, name: string): ReadFamily {
  let family = reading.families.get(name);
  if (family === undefined) {
    family = { name, type: "unknown", help: "", unit: "", metrics: [] };
    reading.families.set(name, family);
  }
  return family;
}

function claim(reading: Reading, family: ReadFamily): void {
  const forms = !reading.open && family.type === "counter" ? [""] : (suffixes[family.type] as string[]);
  for (const suffix of [...forms, ""]) {
    const other = reading.claimed.get(family.name + suffix);
    if (other !== undefined && other !== family) throw new Error(`${family.name} clashes with ${other.name}`);
    reading.claimed.set(family.name + suffix, family);
  }
}

function enter(reading: Reading, family: ReadFamily): void {
  if (reading.current === family) return;
  if (reading.closed.has(family)) throw new Error(`${family.name} is interleaved`);
  if (reading.current !== undefined) reading.closed.add(reading.current);
  reading.current = family;
}

function readLine(reading: Reading, line: string): void {
  const sample = parseSample(line, reading.open);
  let family = reading.claimed.get(sample.name);
  if (family === undefined) {
    family = familyOf(reading, sample.name);
    claim(reading, family);
  }
  enter(reading, family);
  const forms = !reading.open && family.type === "counter" ? [""] : (suffixes[family.type] as string[]);
  if (!forms.includes(sample.name.slice(family.name.length)))
    throw new Error(`${sample.name}: not of its type`);
  place(family, sample, reading.open);
}

// --- one sample ---

function parseSample(line: string, open: boolean): Sample {
  const scan = { text: line, at: 0 };
  let name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0] ?? "";
  scan.at = name.length;
  let labels: Record<string, string> = {};
  if (line[scan.at] === "{") {
    const parsed = parseLabels(scan, open);
    labels = parsed.labels;
    if (name === "" && parsed.name !== undefined) name = parsed.name;
  }
  if (name === "") throw new Error(`no name: ${line}`);
  const rest = line.slice(scan.at);
  if (!open) {
    const [value, timestamp] = rest.trim().split(/\s+/);
    const at = timestamp === undefined ? undefined : Number(timestamp) / 1000;
    return { name, labels, value: parseNumber(value ?? "", open), timestamp: at, exemplar: undefined };
  }
  const [plain = "", ...others] = rest.split(" # ");
  if (others.length > 1) throw new Error(`two exemplars: ${line}`);
  const [empty, value, timestamp, ...more] = plain.split(" ");
  if (empty !== "" || value === undefined || more.length > 0) throw new Error(`not a sample: ${line}`);
  const at = timestamp === undefined ? undefined : plainNumber(timestamp);
  const exemplar = others[0] === undefined ? undefined : parseExemplar(others[0]);
  return { name, labels, value: parseNumber(value, open), timestamp: at, exemplar };
}

function parseExemplar(text: string): ReadExemplar {
  const scan = { text, at: 0 };
  const { labels } = parseLabels(scan, true);
  const length = Object.entries(labels).reduce(
    (sum, [key, value]) => sum + [...key].length + [...value].length,
    0,
  );
  if (length > 128) throw new Error("an exemplar of more than 128 characters");
  const [empty, value, timestamp, ...more] = text.slice(scan.at).split(" ");
  if (empty !== "" || value === undefined || more.length > 0) throw new Error(`not an exemplar: ${text}`);
  const exemplar: ReadExemplar = { labels, value: parseNumber(value, true) };
  if (timestamp !== undefined) exemplar.timestamp = plainNumber(timestamp);
  return exemplar;
}

function parseLabels(
  scan: { text: string; at: number },
  open: boolean,
): { labels: Record<string, string>; name?: string } {
  const labels: Record<string, string> = {};
  let name: string | undefined;
  const { text } = scan;
  scan.at++;
  while (text[scan.at] !== "}") {
    const [whole, quoted, plain, value] =
      /^(?:"((?:[^"\\]|\\.)*)"|([a-zA-Z_][a-zA-Z0-9_]*))(?:="((?:[^"\\]|\\.)*)")?/.exec(
        text.slice(scan.at),
      ) ?? [];
    if (whole === undefined) throw new Error(`not a label: ${text.slice(scan.at)}`);
    const key = quoted === undefined ? (plain as string) : unescape(quoted);
    scan.at += whole.length;
    if (value === undefined) {
      if (quoted === undefined || name !== undefined) throw new Error(`no value for ${key}`);
      name = key;
    } else {
      if (Object.hasOwn(labels, key)) throw new Error(`the label ${key} is there twice`);
      labels[key] = unescape(value);
    }
    if (text[scan.at] === ",") {
      scan.at++;
      if (open && text[scan.at] === "}") throw new Error("a comma too many");
    } else if (text[scan.at] !== "}") throw new Error(`not a list of labels: ${text}`);
  }
  scan.at++;
  return name === undefined ? { labels } : { labels, name };
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/g, (whole, next: string) =>
    next === "n" ? "\n" : next === '"' || next === "\\" ? next : whole,
  );
}

function parseNumber(text: string, open: boolean): Numeric {
  if (/^nan$/i.test(text)) return "NaN";
  if (/^\+?inf(inity)?$/i.test(text)) return "+Inf";
  if (/^-inf(inity)?$/i.test(text)) return "-Inf";
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text))
    throw new Error(`not a number${open ? "" : " here"}: ${text}`);
  return Number(text);
}

function plainNumber(text: string): number {
  const number = parseNumber(text, true);
  if (typeof number !== "number") throw new Error(`not a moment: ${text}`);
  return number;
}

// --- samples into metrics ---

function place(family: ReadFamily, sample: Sample, open: boolean): void {
  const suffix = sample.name.slice(family.name.length);
  const { le, quantile, ...others } = sample.labels;
  const { type } = family;
  const isBucket = suffix === "_bucket" && type.endsWith("histogram");
  if (sample.exemplar !== undefined && !isBucket && !(type === "counter" && suffix === "_total")) {
    throw new Error(`an exemplar on ${sample.name}`);
  }
  if (type === "info") {
    if (sample.value !== 1) throw new Error("an info that is not 1");
    family.metrics.push({ labels: {}, info: sample.labels });
    return;
  }
  if (type === "stateset") {
    const { [family.name]: state, ...rest } = sample.labels;
    if (sample.value !== 0 && sample.value !== 1) throw new Error("a state that is not 0 or 1");
    const metric = metricOf(family, rest);
    metric.states = { ...metric.states, [state as string]: sample.value === 1 };
    return;
  }
  const metric = metricOf(
    family,
    isBucket ? others : type === "summary" && suffix === "" ? others : sample.labels,
  );
  if (isBucket) {
    if (le === undefined) throw new Error("a bucket without le");
    metric.buckets ??= [];
    const exemplar = sample.exemplar === undefined ? {} : { exemplar: sample.exemplar };
    metric.buckets.push({ le: parseNumber(le, open), count: sample.value as number, ...exemplar });
    return;
  }
  switch (suffix) {
    case "_total":
    case "_count":
    case "_sum":
    case "_created":
    case "_gcount":
    case "_gsum":
      Object.assign(metric, { [suffix.slice(1)]: sample.value });
      if (sample.exemplar !== undefined) metric.exemplar = sample.exemplar;
      break;
    default:
      if (type === "summary") {
        metric.quantiles ??= [];
        metric.quantiles.push({ quantile: Number(quantile), value: sample.value });
      } else placeValue(metric, type, sample);
  }
  if (sample.timestamp !== undefined && metric.points === undefined) metric.timestamp = sample.timestamp;
}

function placeValue(metric: ReadMetric, type: string, { value, timestamp }: Sample): void {
  if (type === "counter") {
    metric.total = value;
    return;
  }
  const before = metric.points?.at(-1);
  if (metric.value !== undefined && timestamp === undefined) throw new Error("two samples of one metric");
  if (before !== undefined && !(timestamp !== undefined && timestamp > before.timestamp)) {
    throw new Error("timestamps do not rise");
  }
  if (timestamp === undefined) metric.value = value;
  else (metric.points ??= []).push({ value, timestamp });
}

const known = new WeakMap<ReadFamily, Map<string, ReadMetric>>();

function metricOf(family: ReadFamily, labels: Record<string, string>): ReadMetric {
  const key = JSON.stringify(Object.entries(labels).toSorted());
  let metrics = known.get(family);
  if (metrics === undefined) known.set(family, (metrics = new Map()));
  let metric = metrics.get(key);
  if (metric !== undefined && metric !== family.metrics.at(-1)) throw new Error("metrics are interleaved");
  if (metric !== undefined) return metric;
  metric = { labels };
  metrics.set(key, metric);
  family.metrics.push(metric);
  return metric;
}

function check(family: ReadFamily): void {
  for (const metric of family.metrics) {
    if (
      family.type === "counter" &&
      !(typeof metric.total === "number" ? metric.total >= 0 : metric.total === "+Inf")
    ) {
      throw new Error(`not a total: ${String(metric.total)}`);
    }
    if (family.type === "histogram") checkHistogram(metric);
    for (const { quantile } of metric.quantiles ?? []) {
      if (!(quantile >= 0 && quantile <= 1)) throw new Error(`not a quantile: ${quantile}`);
    }
  }
}

function checkHistogram({ buckets = [], count, sum }: ReadMetric): void {
  const last = buckets.at(-1);
  if (last?.le !== "+Inf") throw new Error("no +Inf bucket");
  if (buckets.some((bucket, at) => bucket.count < (buckets[at - 1]?.count ?? 0)))
    throw new Error("counts fall");
  if (count !== undefined && count !== last.count) throw new Error("count is not the +Inf bucket");
  if (typeof sum === "number" && sum < 0) throw new Error("a negative sum");
  for (const { le, exemplar } of buckets) {
    if (exemplar !== undefined && le !== "+Inf" && !(Number(exemplar.value) <= Number(le))) {
      throw new Error("an exemplar outside of its bucket");
    }
  }
}
