// A report as a text for people.
import { showAttributes, showMs } from "../reading/plain-text.ts";
import type { NumberView } from "./recorder.ts";
import type { ReportData } from "./report-data.ts";
import { type Section, showSections } from "./table.ts";

/** `report` as tables below each other; sections without rows are left out. */
export function showReport(report: ReportData, colors: boolean): string {
  if (!report.on) return "Nothing is recorded: turn the recorder on with `start({ recorder: true })`.";
  const sections = sectionsOf(report).filter(({ rows }) => rows.length > 0);
  return sections.length === 0 ? "Nothing has been recorded yet." : showSections(sections, colors);
}

function sectionsOf(report: ReportData): Section[] {
  return [
    ...businessSections(report),
    ...measuredSections(report),
    {
      title: "Warnings and errors",
      columns: ["level", "count", "text"],
      rows: report.warnings.map(({ level, count, text }) => [{ text: level, bad: true }, count, text]),
    },
  ];
}

function businessSections(report: ReportData): Section[] {
  return [
    {
      title: "Transactions",
      columns: ["type", "completed", "failed", "abandoned", "open", "amount"],
      rows: report.transactions.map((one) => [
        one.type,
        one.completed,
        { text: one.failed, bad: one.failed > 0 },
        one.abandoned,
        one.open,
        Object.entries(one.amounts)
          .map(([currency, amount]) => `${showNumber(amount)} ${currency}`)
          .join(", "),
      ]),
    },
    {
      title: "Journeys",
      columns: ["journey", "people", "steps"],
      rows: report.journeys.map(({ name, people, steps }) => [name, people, showCounts(steps)]),
    },
    {
      title: "Workflows",
      columns: ["type", "open", "ended", "illegal"],
      rows: report.workflows.map(({ type, open, ended, illegal }) => [
        type,
        open,
        ended,
        { text: illegal, bad: illegal > 0 },
      ]),
    },
    {
      title: "Interactions",
      columns: ["type", "count", "results"],
      rows: report.interactions.map(({ type, count, results }) => [type, count, showCounts(results)]),
    },
  ];
}

function measuredSections(report: ReportData): Section[] {
  return [
    {
      title: "Spans",
      columns: ["name", "count", "errors", "p50", "p95", "max"],
      rows: report.spans.map(({ name, count, errors, p50Ms, p95Ms, maxMs }) => [
        name,
        count,
        { text: errors, bad: errors > 0 },
        ...[p50Ms, p95Ms, maxMs].map(showLength),
      ]),
    },
    { title: "Counters", columns: ["name", "total", ""], rows: report.counters.map(numberRow) },
    { title: "Gauges", columns: ["name", "value", ""], rows: report.gauges.map(numberRow) },
    {
      title: "Timers and histograms",
      columns: ["name", "count", "p50", "p95", "p99", "max", ""],
      rows: report.timers.map(({ name, unit, attributes, count, p50, p95, p99, max }) => [
        name,
        count,
        ...[p50, p95, p99, max].map((value) => showMeasure(value, unit)),
        showAttributes(attributes),
      ]),
    },
  ];
}

function numberRow({ name, unit, attributes, value }: NumberView): Section["rows"][number] {
  return [name, right(`${showNumber(value)}${showUnit(unit)}`), showAttributes(attributes)];
}

// the name of an instrument says what it counts
function showUnit(unit: string): string {
  return unit === "" || unit === "1" || unit.startsWith("{") ? "" : ` ${unit}`;
}

function showLength(ms: number): { text: string; right: true } {
  return right(showMs(ms));
}

function showMeasure(value: number, unit: string): { text: string; right: true } {
  // series beyond the ten thousandth keep no values
  if (Number.isNaN(value)) return right("–");
  if (unit === "s") return showLength(value * 1000);
  return right(showNumber(value) + showUnit(unit));
}

function right(text: string): { text: string; right: true } {
  return { text, right: true };
}

// six digits, and never less than cents
function showNumber(value: number): string {
  return String(Number(Math.abs(value) < 10_000 ? value.toPrecision(6) : value.toFixed(2)));
}

function showCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}
