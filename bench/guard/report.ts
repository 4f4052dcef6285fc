// What the guard prints: a line for each figure, and what to do about those that fail.
import { baseOf, type Bases } from "./base.ts";
import { countLimit, fails, figureLimit, type Judgement, minPairs } from "./verdict.ts";

/** The result of a run. */
export interface Result {
  readonly base: string;
  readonly pairs: number;
  readonly judgements: readonly Judgement[];
}

/** 0 when all is fine, 1 when something is worse or unknown, 2 when there were too few pairs for a verdict. */
export function statusOf({ pairs, judgements }: Result): 0 | 1 | 2 {
  if (judgements.length === 0 || judgements.some(fails)) return 1;
  return isVerdict({ pairs, judgements }) ? 0 : 2;
}

/** Counts need no pairs. */
function isVerdict({ pairs, judgements }: Pick<Result, "pairs" | "judgements">): boolean {
  return pairs >= minPairs || judgements.every(({ kind }) => kind === "count");
}

/** A longer list shows its unchanged figures as one line. */
const maxLines = 10;

/** The lines of a workload's judgements. */
export function linesOf(workload: string, judgements: readonly Judgement[]): string[] {
  const reported =
    judgements.length > maxLines ? judgements.filter(({ verdict }) => verdict !== "fine") : judgements;
  const fine = judgements.length - reported.length;
  return [
    ...(fine === 0 ? [] : [`✓ ${workload}: ${fine} of ${judgements.length} are fine`]),
    ...reported.map(lineOf),
  ];
}

/** One line of a judgement. */
function lineOf(judgement: Judgement): string {
  const { name, unit, verdict, base, now, ratio, interval, reason, accepted } = judgement;
  const mark = { fine: "✓", better: "✓", worse: "✗", unknown: "?", new: "·", gone: "·" }[verdict];
  const values = [shown(base), shown(now)].join(" → ");
  const compared = ratio === undefined ? "" : `  × ${ratio.toFixed(3)}`;
  const between = interval === undefined ? "" : ` (${interval.map((end) => end.toFixed(3)).join(" – ")})`;
  const allowed = accepted === 1 ? "" : `  accepted × ${accepted}`;
  const word = verdict === "fine" ? "" : `  ${verdict}`;
  return `${mark} ${name.padEnd(30)} ${values.padStart(22)} ${unit.padEnd(8)}${compared}${between}${allowed}${word}${reason === undefined ? "" : `: ${reason}`}`.trimEnd();
}

/** What follows the lines: the verdict, and how a change is accepted. */
export function summaryOf(result: Result, bases: Bases): string {
  const { judgements, pairs } = result;
  const worse = judgements.filter(({ verdict }) => verdict === "worse");
  const unknown = judgements.filter(({ verdict }) => verdict === "unknown");
  const lines = [
    `Against ${result.base.slice(0, 10)}: ${judgements.length} figures, ${worse.length} worse, ${unknown.length} unknown.`,
    "now / base, and in brackets the ends of its interval, each of which holds with 95 % confidence.",
  ];
  if (judgements.length === 0) lines.push("Nothing was measured.");
  if (!isVerdict(result))
    lines.push(`No verdict: ${pairs} pairs were run, ${minPairs} are needed for one. Leave \`--pairs\` out.`);
  if (worse.length > 0) lines.push(...acceptance(worse, result.base === baseOf(bases).commit));
  if (unknown.length > 0)
    lines.push(
      `Not measured: ${namesOf(unknown)}. That is not a pass: see the reasons above, and run \`npm run bench -- guard --only ${namesOf(unknown).replaceAll(", ", ",")}\` again.`,
    );
  if (statusOf(result) === 0) lines.push("No figure is worse.");
  return lines.join("\n");
}

function acceptance(worse: readonly Judgement[], isBase: boolean): string[] {
  const limits = `A figure may be ${percent(figureLimit)} worse, a count ${percent(countLimit)}.`;
  if (!isBase) return [`Worse: ${namesOf(worse)}. ${limits}`];
  const commands = worse.map(
    ({ name, ratio = 1 }) => `  npm run bench -- guard accept "${name}" ${ratio.toFixed(2)} "the reason"`,
  );
  return [
    `Worse: ${namesOf(worse)}. ${limits}`,
    "Make it cheaper. Or accept the change, with the reason and what it buys, which docs/benchmarks.md then has under Accepted changes:",
    ...commands,
    'When all figures are as they should be, this commit can be the next base: npm run bench -- guard base HEAD "the reason".',
  ];
}

function namesOf(judgements: readonly Judgement[]): string {
  return judgements.map(({ name }) => name).join(", ");
}

function percent(limit: number): string {
  return `${Math.round((limit - 1) * 100)} %`;
}

function shown(value: number | undefined): string {
  if (value === undefined) return "–";
  return value >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(4)));
}
