// `POST /api/chart`: what a chart draws. Each source is read by the part of the API that knows it; here their lines come onto one axis, and
// formulas and the earlier period are added.
import {
  type ChartLine,
  chartQuestion,
  type ChartResult,
  type ChartSource,
  type Formula,
  letterOf,
  lettersIn,
  parseFormula,
} from "contract";
import { durationMs, durationText } from "catalog/duration";
import type { z } from "zod";
import { readBody } from "../alerts/api/caller.ts";
import type { ApiContext } from "../api/context.ts";
import { chooseMetricStep } from "../api/metrics/metric.ts";
import { limitList } from "../api/limits/limit-list.ts";
import { readMetricHeatmap } from "../api/metrics/metric-heatmap.ts";
import { readRange } from "../api/params/params.ts";
import { chooseDividingStepMs, chooseStepMs, type Range, toResolved } from "../api/time/range.ts";
import { atTimes, type ChartData, later } from "../charts/chart-data.ts";
import { formulaLines } from "../charts/formula-lines.ts";
import { findNotNarrowed } from "../charts/narrowing.ts";
import { ProblemError } from "../problem/problem.ts";
import { once } from "./once.ts";
import type { ChartAnswer, ChartQuery, SteppedQuery } from "./sources/chart-query.ts";
import { toMetricParams } from "./sources/metric.ts";
import { readFunnelSteps } from "./sources/funnel.ts";
import { readerOf } from "./sources/readers.ts";
import { type AnsweredSql, readSqlSource } from "./sources/sql.ts";
import { readTracesHeatmap } from "./sources/traces.ts";

type Question = z.output<typeof chartQuestion>;
type Chart = Question["chart"];

const points = 120;
/** What pages of business data draw has half as many steps, and at most so many where they have to be narrower. */
const mostPageSteps = 200;
/** Where steps have to be narrower. */
const mostPoints = 1_000;
/** Of all lines together. */
const lineBytes = 6_000_000;
/** Forms that show one figure of each line. */
const formsOfTotals: ReadonlySet<string> = new Set(["number", "table", "top"]);
/** The step of the roll-ups. */
const minuteMs = 60_000;
const example =
  '{ "chart": { "title": "Orders", "sources": [{ "metric": "shop.orders", "aggregation": "rate" }] }, "from": "-1h" }';

export async function readChart(context: ApiContext): Promise<ChartResult> {
  const question = readBody(chartQuestion, context, example);
  const { chart } = question;
  checkNarrowing(chart);
  const range = readRange(question, context);
  const asked = toAsked(question, range, context);
  if (chart.form === "heatmap") return drawHeatmap(chart, asked);
  if (chart.form === "funnel") return drawFunnel(chart, asked);
  const [first] = chart.sources;
  const isPlain = chart.formula === undefined && chart.compare === undefined;
  if (isPlain && chart.sources.length === 1 && "sql" in first!) return drawSql(first, asked);
  const stepMs = await chooseStep(chart, asked);
  const now = await readLines(chart, { ...asked, stepMs });
  const before = chart.compare === undefined ? [] : await readBefore(chart, now, { ...asked, stepMs });
  if (asked.needsTotal) checkTotals(chart, now);
  const { times, unit, perSecond, truncated, exemplars = [] } = now;
  const kind = chart.form === "bars" ? "bars" : undefined;
  const limited = limitList(
    [
      ...now.lines.map((line) => ({
        ...line,
        kind: line.kind === "before" ? line.kind : (kind ?? line.kind),
      })),
      ...before,
    ].map(toAnswered),
    { bytes: lineBytes },
  );
  return {
    ...empty(range),
    times: [...times],
    stepMs: now.stepMs,
    unit: chart.unit ?? unit,
    perSecond,
    lines: limited.items,
    truncated: truncated + limited.truncated,
    exemplars,
  };
}

/** @throws {ProblemError} if a field of the chart does not narrow one of its sources. */
function checkNarrowing(chart: Chart): void {
  const [first] = findNotNarrowed(chart);
  if (first === undefined) return;
  const { field, what, fix } = first;
  throw new ProblemError("BAD_BODY", `The \`${field}\` of the chart does not narrow ${what}.`, fix);
}

function empty(range: Range): ChartResult {
  return {
    ...toResolved(range),
    stepMs: minuteMs,
    times: [],
    unit: "",
    perSecond: false,
    lines: [],
    truncated: 0,
    exemplars: [],
    heatmap: null,
    table: null,
  };
}

function toAsked(question: Question, range: Range, context: ApiContext): ChartQuery {
  const { chart, params = {} } = question;
  const environment = chart.environment ?? question.environment;
  const service = chart.service ?? question.service;
  const filter = [...new Set([...(chart.filter ?? []), ...(question.filter ?? [])])];
  const isTotal = chart.formula !== undefined;
  // the unit of a formula is that of what it computes
  const currency = !isTotal && /^[A-Z]{3}$/.test(chart.unit ?? "") ? chart.unit : undefined;
  const compareMs = chart.compare === undefined ? undefined : durationMs(chart.compare);
  const queries = once(context.queries);
  return {
    range,
    compareMs,
    environment,
    service,
    filter,
    params,
    currency,
    isTotal,
    needsTotal: chart.form !== undefined && formsOfTotals.has(chart.form),
    context: { ...context, queries },
  };
}

async function drawHeatmap({ sources }: Chart, asked: ChartQuery): Promise<ChartResult> {
  const [source] = sources;
  if (sources.length === 1 && source !== undefined && "traces" in source) {
    const drawn = await readTracesHeatmap(source, asked);
    return { ...empty(asked.range), ...drawn, times: [...drawn.times] };
  }
  if (sources.length !== 1 || source === undefined || !("metric" in source))
    throw new ProblemError(
      "BAD_BODY",
      "Cannot draw this as a heatmap: expected one metric that is a histogram, or the durations of `traces`.",
      "Leave one of these in `sources`, or draw `lines`.",
    );
  const { info, ...drawn } = await readMetricHeatmap(toMetricParams(source, asked), asked.context);
  return { ...empty(asked.range), ...drawn, times: [...drawn.times], unit: info.unit };
}

/** @throws {ProblemError} when a line has no figure over the whole range, which the form of the chart shows. */
function checkTotals({ form = "lines", sources }: Chart, { lines }: Lines): void {
  const unknown = lines.find(({ kind, total }) => kind !== "before" && total === undefined);
  if (unknown === undefined) return;
  const isMetric = sources.some((source) => "metric" in source);
  throw new ProblemError(
    "BAD_BODY",
    `Cannot draw \`${unknown.label}\` as \`${form}\`: it has no figure over the whole range.`,
    isMetric
      ? "Choose the aggregation `sum`, `count`, `min`, `max` or `last`, or draw `lines`."
      : "Draw `lines`, or choose another measure.",
  );
}

async function drawFunnel({ sources }: Chart, asked: ChartQuery): Promise<ChartResult> {
  const [source] = sources;
  if (sources.length !== 1 || source === undefined || !("funnel" in source))
    throw new ProblemError(
      "BAD_BODY",
      "Cannot draw this as a funnel: expected one source, a funnel.",
      'Write for example `{ "funnel": "checkout", "measure": "conversion" }`, or draw `lines`.',
    );
  const { lines, unit } = await readFunnelSteps(source, asked);
  return {
    ...empty(asked.range),
    unit,
    lines: lines.map((line) => toAnswered(toLine(line, "a", line.label))),
  };
}

async function drawSql(
  source: Extract<ChartSource, { sql: string }>,
  asked: ChartQuery,
): Promise<ChartResult> {
  const answer: AnsweredSql = await readSqlSource(source, asked);
  const lines = answer.lines.map((line): ChartLine => ({
    ...line,
    query: "a",
    labels: { ...line.labels },
    values: [...line.values],
    total: null,
  }));
  return { ...empty(asked.range), ...answer, times: [...answer.times], lines, exemplars: [] };
}

/** The widest step that one of several sources needs, so that their values are of the same time; of one source its own. */
async function chooseStep({ sources, compare }: Chart, { range, context }: ChartQuery): Promise<number> {
  const widestOf = async (count: number): Promise<number> => {
    const steps = sources.map(async (source): Promise<number> => {
      if ("metric" in source) return chooseMetricStep(source.metric, range, context, count);
      const { isOfPage, finestMs = minuteMs } = readerOf(source);
      return isOfPage?.(source) === true
        ? chooseStepMs(range, Math.min(count / 2, mostPageSteps), 1)
        : chooseStepMs(range, count, finestMs);
    });
    return Math.max(...(await Promise.all(steps)));
  };
  const widest = await widestOf(points);
  if (compare === undefined) return widest;
  const wanted = chooseStepMs(range, points, widest);
  const ms = durationMs(compare);
  if (ms % wanted === 0) return wanted;
  const stepMs = chooseDividingStepMs(ms, wanted, await widestOf(mostPoints));
  if (stepMs === undefined) throw unevenPeriod(compare, wanted);
  return stepMs;
}

/** An earlier period has values at the times of this one only where it is a whole number of steps away. */
function unevenPeriod(compare: string, stepMs: number): ProblemError {
  return new ProblemError(
    "BAD_BODY",
    `Cannot compare with \`${compare}\` before: it is not a multiple of the step, which is ${durationText(stepMs)} in this range.`,
    "Choose a shorter range, or an earlier period that is a multiple of the step.",
  );
}

type DrawnLine = Omit<ChartLine, "total"> & Pick<ChartData["lines"][number], "total">;
type Lines = Omit<ChartAnswer, "lines"> & { readonly lines: readonly DrawnLine[] };

async function readLines(chart: Chart, asked: SteppedQuery): Promise<Lines> {
  const { formula, sources } = chart;
  const parsed = formula === undefined ? undefined : parse(formula, sources);
  const answers =
    parsed === undefined
      ? await Promise.all(sources.map(async (source) => readSource(source, asked)))
      : await readAtOneStep(parsed, sources, asked);
  // sources with steps of their own, such as funnels, are shown at the times of the finest one
  const timed = answers.filter(usedBy(parsed)).filter(hasTimes);
  const axis = (timed.length === 0 ? answers : timed).reduce((finest, one) =>
    one.stepMs < finest.stepMs ? one : finest,
  );
  const { times, stepMs } = axis;
  const data = answers.map((answer): ChartData => ({
    ...answer,
    times,
    stepMs,
    lines: atTimes(answer, times),
  }));
  const drawn = parsed === undefined ? sourceLines(sources, data) : combined(chart, parsed, data);
  return { ...drawn, times, stepMs, exemplars: answers.flatMap(({ exemplars = [] }) => exemplars) };
}

function parse(text: string, sources: Chart["sources"]): Formula {
  const parsed = parseFormula(
    text,
    sources.map((_, at) => letterOf(at)),
  );
  if ("formula" in parsed) return parsed.formula;
  throw new ProblemError(
    "BAD_BODY",
    `Cannot use the formula \`${text}\`: ${parsed.mistake.message}`,
    "Write for example `a / b * 100`, with the letters of the queries.",
  );
}

/**
 * The answers of the sources of a formula, whose steps are equally wide: a number of fifteen minutes cannot be divided by one of a minute.
 * Sources that have steps of their own are read first, and the others take theirs.
 */
async function readAtOneStep(
  formula: Formula,
  sources: Chart["sources"],
  asked: SteppedQuery,
): Promise<readonly ChartAnswer[]> {
  const own = await Promise.all(
    sources.map(async (source) => (hasOwnStep(source) ? readSource(source, asked) : undefined)),
  );
  const isUsed = usedBy(formula);
  const fixed = own
    .filter(isUsed)
    .flatMap((answer) => (answer !== undefined && hasTimes(answer) ? [answer.stepMs] : []));
  const stepMs = Math.max(asked.stepMs, ...fixed);
  const answers = await Promise.all(
    sources.map(async (source, at) => own[at] ?? readSource(source, { ...asked, stepMs })),
  );
  const steps = new Set(
    answers
      .filter(isUsed)
      .filter(hasTimes)
      .map((answer) => answer.stepMs),
  );
  if (steps.size <= 1) return answers;
  const widths = answers.map((answer, at) => `\`${letterOf(at)}\` ${durationText(answer.stepMs)}`);
  throw new ProblemError(
    "BAD_BODY",
    `Cannot compute the formula: its queries have steps of different widths: ${widths.filter(isUsed).join(", ")}.`,
    "Choose another range, or group a query in SQL by steps as wide as those of the others.",
  );
}

/** Whether the query at an index is drawn: without a formula each is. */
function usedBy(formula: Formula | undefined): (one: unknown, at: number) => boolean {
  if (formula === undefined) return () => true;
  const letters = lettersIn(formula);
  return (_, at) => letters.includes(letterOf(at));
}

/** A query in SQL without rows has none. */
function hasTimes({ times }: ChartAnswer): boolean {
  return times.length > 0;
}

const hasOwnStep = (source: ChartSource): boolean => readerOf(source).hasOwnStep?.(source) === true;

type Drawn = Pick<Lines, "lines" | "unit" | "perSecond" | "truncated">;

function combined({ formula = "" }: Chart, parsed: Formula, data: readonly ChartData[]): Drawn {
  const byLetter = new Map(data.map((one, at) => [letterOf(at), one]));
  const { lines, ...rest } = formulaLines(parsed, byLetter, formula);
  return { ...rest, lines: lines.map((line) => toLine(line, "", line.label)) };
}

function sourceLines(sources: Chart["sources"], data: readonly ChartData[]): Drawn {
  const [first] = data;
  const isOneUnit = data.every(
    ({ unit, perSecond }) => unit === first?.unit && perSecond === first.perSecond,
  );
  return {
    unit: isOneUnit ? (first?.unit ?? "") : "",
    perSecond: isOneUnit && first?.perSecond === true,
    truncated: data.reduce((sum, { truncated }) => sum + truncated, 0),
    lines: data.flatMap(({ lines }, at) =>
      lines.map((line) => toLine(line, letterOf(at), labelOf(line.label, sources, at))),
    ),
  };
}

/** Lines of several queries of one thing are told apart by the letter. */
function labelOf(label: string, sources: Chart["sources"], at: number): string {
  const isAmbiguous = sources.length > 1 && sources.some((one) => "metric" in one);
  return isAmbiguous ? `${letterOf(at)}: ${label}` : label;
}

function toLine(
  { labels, kind, values, total }: ChartData["lines"][number],
  query: string,
  label: string,
): DrawnLine {
  return { label, labels: { ...labels }, query, kind, values: [...values], total };
}

function toAnswered({ total = null, ...line }: DrawnLine): ChartLine {
  return { ...line, total };
}

/** The same lines of the earlier period, at the times of this one; not its limits. */
async function readBefore(chart: Chart, now: Lines, asked: SteppedQuery): Promise<readonly DrawnLine[]> {
  const { compare = "1d" } = chart;
  const ms = durationMs(compare);
  // some sources have steps of their own
  if (ms % now.stepMs !== 0) throw unevenPeriod(compare, now.stepMs);
  const { fromNs, toNs } = asked.range;
  const ns = BigInt(ms) * 1_000_000n;
  if (fromNs < ns) return [];
  const range = { fromNs: fromNs - ns, toNs: toNs - ns };
  const { lines: all, ...before } = await readLines(chart, { ...asked, range });
  const lines = all.filter(({ kind }) => kind !== "before");
  const moved = atTimes(later({ ...before, lines: lines as ChartData["lines"] }, ms), now.times);
  return moved.map((line, at) => ({
    ...toLine(line, lines[at]!.query, `${line.label}, ${compare} before`),
    kind: "before",
  }));
}

const readSource = async (source: ChartSource, asked: SteppedQuery): Promise<ChartAnswer> =>
  readerOf(source).read(source, asked);
