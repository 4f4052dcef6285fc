// Reads what is true now: the states of rules, the last round, and the rules that are evaluated.
import { readRuleState, type RuleState } from "alerts";
import type { ApiQueries } from "../api/context.ts";
import { inPieces } from "../turns/in-pieces.ts";
import { nothingPublished, type PublishedRules } from "./rules/published.ts";
import type { RoundFigures } from "./evaluate/round-records.ts";
import { readTerm, type Term } from "./evaluate/terms.ts";

export interface Current {
  /** By name of the rule. What does not fit is left out. */
  readonly rules: Readonly<Record<string, RuleState>>;
  readonly round: RoundFigures | undefined;
  /** The newest term of evaluation. */
  readonly term: Term | undefined;
  readonly published: PublishedRules;
  /** Text of the published rules; empty before the first. */
  readonly publishedText: string;
  /** The highest version of any of them; 0 without any. */
  readonly version: number;
  /** What is stored of states, the round and the rules, as it is. */
  readonly stored: readonly CurrentRow[];
}

interface CurrentRow {
  readonly kind: "term" | "state" | "round" | "rules";
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
    { kinds: ["term", "state", "round", "rules"] },
    options,
  );
  const textOf = (kind: CurrentRow["kind"]): string => rows.find((row) => row.kind === kind)?.text ?? "";
  const publishedText = textOf("rules");
  return {
    rules: await inPieces(readStates(rows)),
    round: parsed(textOf("round")) as RoundFigures | undefined,
    term: readTerm(parsed(textOf("term"))),
    published: readPublished(publishedText),
    publishedText,
    version: Math.max(0, ...rows.map(({ newest }) => Number(newest))),
    stored: rows.filter(({ kind }) => kind !== "term"),
  };
}

/** By name of the rule. Together they may have 20,000 groups. */
function* readStates(rows: readonly CurrentRow[]): Generator<void, Record<string, RuleState>> {
  const states: [string, RuleState][] = [];
  for (const { kind, id, text } of rows) {
    const state = kind === "state" && text !== "" ? readRuleState(parsed(text)) : undefined;
    if (state !== undefined) states.push([id, state]);
    yield;
  }
  return Object.fromEntries(states);
}

/** The rules of a published text; none without a text. */
export function readPublished(text: string): PublishedRules {
  return (parsed(text) as PublishedRules | undefined) ?? nothingPublished;
}

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
