// Reads what is true now: the states of rules, the last round, and the rules that are evaluated.
import { readRuleState, type RuleState } from "alerts";
import type { ApiQueries } from "../api/context.ts";
import { nothingPublished, type PublishedRules } from "./evaluate/published.ts";
import type { RoundFigures } from "./evaluate/round-records.ts";

export interface Current {
  /** By name of the rule. What does not fit is left out. */
  readonly rules: Readonly<Record<string, RuleState>>;
  readonly round: RoundFigures | undefined;
  readonly published: PublishedRules;
  /** Text of the published rules; empty before the first. */
  readonly publishedText: string;
  /** The highest version of any of them; 0 without any. */
  readonly version: number;
}

interface CurrentRow {
  readonly kind: string;
  readonly id: string;
  readonly newest: string;
  readonly text: string;
}

export async function readCurrent(
  queries: ApiQueries,
  options: Parameters<ApiQueries["run"]>[2],
): Promise<Current> {
  const rows = await queries.run<CurrentRow>(
    "alert-current",
    { kinds: ["state", "round", "rules"] },
    options,
  );
  const textOf = (kind: string): string => rows.find((row) => row.kind === kind)?.text ?? "";
  const publishedText = textOf("rules");
  return {
    rules: Object.fromEntries(
      rows.flatMap(({ kind, id, text }) => {
        const state = kind === "state" && text !== "" ? readRuleState(parsed(text)) : undefined;
        return state === undefined ? [] : [[id, state] as const];
      }),
    ),
    round: parsed(textOf("round")) as RoundFigures | undefined,
    published: (parsed(publishedText) as PublishedRules | undefined) ?? nothingPublished,
    publishedText,
    version: Math.max(0, ...rows.map(({ newest }) => Number(newest))),
  };
}

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
