// The section of docs/benchmarks.md about a long run: length, events, curves as lines of blocks, figures.
import { shown } from "../../tools/benchmarks-page.ts";
import type { LongRun, Series } from "./result.ts";
import { warmUp } from "./trend.ts";

export const sectionName = "long-run";
const sectionTitle = "Hours under load";

/** @param note what else the machine did meanwhile */
export function describeRun(run: LongRun, note: string): string {
  const [own, questions] = [true, false].map((mustBeFlat) =>
    run.series.filter((one) => one.mustBeFlat === mustBeFlat),
  );
  return [
    `<!-- ${sectionName} -->\n## ${sectionTitle}\n`,
    `${method(run)}\n`,
    `${events(run)}\n`,
    "### What was sent is what the console answers\n",
    `${figures(run)}\n`,
    "### Memory, handles, threads, disk, parts and times\n",
    `${judgement(run)}\n`,
    `${table(own!)}\n`,
    "### Times of the pages' questions\n",
    `Each over the last ${duration(run.info.rangeSeconds)}, one after the other. A time may be too noisy to be judged; all together are judged above.\n`,
    `${table(questions!)}\n`,
    `${[run.machine, run.info.began.slice(0, 10), note].filter((one) => one !== "").join("; ")}\n`,
  ].join("\n");
}

function method({ info, seconds, isComplete, end, samples }: LongRun): string {
  const { traces, logs, metrics } = info.rates;
  const whole = isComplete
    ? `${duration(seconds)} at`
    : `**Ended early: ${duration(seconds)} of ${duration(info.minutes * 60)}**, so that figures were not compared; at`;
  const load = `${number(traces)} spans, ${number(logs)} log records and ${number(metrics)} metric points a second`;
  const achieved =
    end === undefined
      ? ""
      : ` The sender had ${number(end.sent.acknowledged.traces)} spans acknowledged, ${number(end.sent.acknowledged.traces / end.sentSeconds)} a second, with ${number(end.sent.retries)} attempts repeated; the shop's library dropped ${number(end.droppedByShop)} items.`;
  return (
    `${whole} ${load}, beside the instrumented demo shop, ${info.rules} alert rules, retention of a day, and a reader that asks what pages ask. ` +
    `Clocks of all processes were ahead, so that they passed a change to daylight saving time half-way.${achieved} ` +
    `${number(samples)} samples. \`TELLTALE_LONG_RUN_MINUTES\` says how long the test runs: ten minutes without it, twelve hours in \`npm run test:nightly\`.`
  );
}

function events({ events: all, rules }: LongRun): string {
  const rows = all.map(({ at, what }) => `| ${clock(at)} | ${what} |`);
  const evaluated =
    rules.samples === 0
      ? "The evaluation of rules was not seen."
      : `But for two minutes after a restart or kill, rules were not evaluated in ${rules.notEvaluated} of ${number(rules.samples)} samples; the last round was ${rules.oldestSeconds} s old at most.`;
  return `| after | event |\n| --- | --- |\n${rows.join("\n")}\n\n${evaluated}`;
}

function figures({ figures: all }: LongRun): string {
  if (all.length === 0) return "Not compared.";
  const rows = all.map(
    ({ what, sent, stored }) =>
      `| ${what} | ${number(sent)} | ${number(stored)} | ${sent === stored ? "equal" : "**differs**"} |`,
  );
  return `| figure | sent | answered | |\n| --- | --- | --- | --- |\n${rows.join("\n")}`;
}

function judgement({ share, seconds }: LongRun): string {
  return (
    `The first quarter of the run, and of the life of each process, is warm-up. Growth is the Theil-Sen slope within the lives of a process, over the rest of the run (${duration(seconds * (1 - warmUp))}), ± its noise (99 %). ` +
    `A series grows when growth without noise is above ${share * 100} % of its level. It is unknown with too few samples, or when the noise is above half of its level. ` +
    "A day is the shortest retention, so the disk is judged for each row that is kept."
  );
}

function table(series: readonly Series[]): string {
  const rows = series.map(
    (one) =>
      `| ${one.name} | ${value(one.level)} ${one.unit} | ${signed(one.growth)} ± ${value(one.noise)} | ${one.verdict === "grows" ? "**grows**" : one.verdict} | \`${sparkline(one.curve)}\` |`,
  );
  return `| series | median | growth | verdict | the whole run |\n| --- | --- | --- | --- | --- |\n${rows.join("\n")}`;
}

const blocks = "▁▂▃▄▅▆▇█";

/** From zero, so that a small change looks small; a dot where there is no sample. */
export function sparkline(curve: readonly (number | null)[]): string {
  const most = Math.max(...curve.map((one) => one ?? 0));
  return curve
    .map((one) => (one === null ? "·" : (blocks[most === 0 ? 0 : Math.round((one / most) * 7)] ?? "·")))
    .join("");
}

const number = (one: number): string => Math.round(one).toLocaleString("en");
const value = (one: number): string => (Number.isFinite(one) ? shown(one) : "–");
const signed = (one: number): string => `${one > 0 ? "+" : ""}${value(one)}`;

/** `1 h 50 min`, `10 min`, `45 s`. */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${minutes} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** `1:05:09` */
function clock(seconds: number): string {
  const parts = [seconds / 3600, (seconds % 3600) / 60, seconds % 60].map(Math.floor);
  return parts.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}
