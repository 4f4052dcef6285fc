// What was asked of generated stores and how the answers were judged: counted by place, effect and application.
import type { PlaceName } from "./places.ts";

/** One question. `few`: there is too little evidence to compare, which the answer says. */
export interface Answer {
  readonly application: string;
  readonly seed: number;
  readonly place: PlaceName;
  /** Of the planted fault; `none` in a healthy store. */
  readonly effect: string;
  readonly verdict: "right" | "wrong" | "few";
  /** What was planted and what was named. */
  readonly words: string;
}

interface Count {
  right: number;
  wrong: number;
  few: number;
}

export function isHealthy({ effect }: Answer): boolean {
  return effect === "none";
}

function countBy(answers: readonly Answer[], nameOf: (answer: Answer) => string): Map<string, Count> {
  const counts = new Map<string, Count>();
  for (const answer of answers) {
    const count = counts.get(nameOf(answer)) ?? { right: 0, wrong: 0, few: 0 };
    counts.set(nameOf(answer), count);
    count[answer.verdict] += 1;
  }
  return counts;
}

/** Of the answers that had enough evidence. */
export function rightShare(answers: readonly Answer[]): number {
  const { right, wrong } = countBy(answers, () => "all").get("all") ?? { right: 0, wrong: 0 };
  return right + wrong === 0 ? 1 : right / (right + wrong);
}

/** A table of Markdown: all, then by place, by effect and by application. */
export function inTable(answers: readonly Answer[]): string {
  const groups = [
    countBy(answers, () => "all"),
    countBy(answers, ({ place }) => place),
    countBy(answers, ({ effect }) => `effect: ${effect}`),
    countBy(answers, ({ application }) => `application: ${application.replace(/ \d+$/, "")}`),
  ];
  const rows = groups.flatMap((group) =>
    [...group]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { right, wrong, few }]) => {
        const share = right + wrong === 0 ? "" : `${((100 * right) / (right + wrong)).toFixed(1)} %`;
        return `| ${name} | ${right}/${right + wrong} | ${share} | ${few} |`;
      }),
  );
  return ["| where | right | share | few |", "| --- | ---: | ---: | ---: |", ...rows].join("\n");
}

/** What went wrong, a line each. */
export function missesOf(answers: readonly Answer[]): string[] {
  return answers
    .filter(({ verdict }) => verdict === "wrong")
    .map(({ application, seed, place, words }) => `${application} ${seed}, ${place}: ${words}`);
}
