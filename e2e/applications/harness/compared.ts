// What two forms of an application have in common: answers, and spans after the known differences.
import type { Application, Difference } from "./application.ts";
import { commonDifferences } from "./differences.ts";
import type { Observed } from "./observe.ts";
import type { Answer } from "./running.ts";
import { adjusted, bareLines, treesOfLines } from "./trees.ts";

/** All differences of `application`, its own first. */
export function differencesOf({ differences }: Application): readonly Difference[] {
  return [...differences, ...commonDifferences];
}

/** The spans of both sides, request by request and then the others, after the differences, and how often each difference occurs. */
export function comparedSpans(
  application: Application,
  { telltale, stock }: Readonly<Record<Difference["side"], Spans>>,
): {
  readonly telltale: readonly (readonly string[])[];
  readonly stock: readonly (readonly string[])[];
  readonly used: ReadonlyMap<Difference, number>;
} {
  const used = new Map<Difference, number>();
  const lines = (side: Difference["side"], { requests, others }: Spans): string[][] =>
    [...requests, others].map((own) =>
      bareLines(adjusted(treesOfLines(own), side, differencesOf(application), used)),
    );
  return { telltale: lines("telltale", telltale), stock: lines("stock", stock), used };
}

type Spans = Pick<Observed, "others" | "requests">;

/** Answers of two runs as they can be compared: without what also differs between two runs without instrumentation. */
export function comparedAnswers(
  { varyingBody, varyingHeaders = [] }: Application,
  bare: readonly [Observed, Observed],
  seen: Observed,
): Answer[] {
  return seen.answers.map((answer, number) => {
    const [one, other] = bare.map(({ answers }) => answers[number]!);
    const headers = Object.entries(answer.headers).filter(
      ([name]) =>
        !["date", ...varyingHeaders].includes(name) &&
        String(one!.headers[name]) === String(other!.headers[name]),
    );
    const body = varyingBody === undefined ? answer.body : answer.body.replaceAll(varyingBody, "…");
    return { status: answer.status, headers: Object.fromEntries(headers), body };
  });
}

/** Names of headers, in order: none may be more or less. */
export function headerNames({ answers }: Observed): string[][] {
  return answers.map(({ headers }) => Object.keys(headers).toSorted());
}
