// What is said of a rule that adds amounts of several currencies, to who previews it or looks at it.
import { createEngine, inputsOf, type RuleFile } from "alerts";
import { ruleAddsAmounts } from "alerts/currency";
import { currenciesText } from "alerts/sentence";
import type { AlertRuleInfo } from "contract";
import type { ApiContext } from "../../api/context.ts";
import { keptCurrencies, sumsWithin } from "../currencies.ts";
import { reasonOf } from "../read/ask.ts";
import { ruleAlone } from "./rule-alone.ts";
import { readRulesNow } from "./rule-infos.ts";

interface FoundCurrencies {
  readonly currencies: readonly string[];
  /** Why they are not known; empty when they are. */
  readonly error: string;
}

/** The currencies that the only rule of a file adds in a range; none where it adds those of one. */
export async function findCurrencies(
  file: RuleFile,
  window: { readonly from: number; readonly to: number },
  { queries, signal, nowMs }: ApiContext,
): Promise<FoundCurrencies> {
  const sums = sumsWithin(inputsOf(createEngine(file).rules), window);
  try {
    const currencies = await keptCurrencies(sums, queries, { signal, priority: "interactive", nowMs });
    return { currencies, error: "" };
  } catch (error) {
    signal?.throwIfAborted();
    const why = `Whether the amount has several currencies is not known: ${reasonOf(error)}`;
    return { currencies: [], error: why };
  }
}

const dayMs = 86_400_000;

/** What the page of a rule says of its currencies in the last day, or in its window if that is longer; empty without anything. */
export async function currenciesWarning(
  { kind, content, problems }: Pick<AlertRuleInfo, "kind" | "content" | "problems">,
  context: ApiContext,
): Promise<string> {
  const groupBy = Array.isArray(content["groupBy"]) ? (content["groupBy"] as string[]) : [];
  if (kind === "objective" || problems.length > 0 || !ruleAddsAmounts(content, groupBy)) return "";
  const { entries } = await readRulesNow(context);
  const file = ruleAlone({ kind, content: content as Parameters<typeof ruleAlone>[0]["content"] }, entries);
  const windows = inputsOf(createEngine(file).rules).map(({ windowMs }) => windowMs);
  const to = context.nowMs();
  const { currencies, error } = await findCurrencies(
    file,
    { from: to - Math.max(dayMs, ...windows), to },
    context,
  );
  return error === "" ? currenciesText(currencies) : error;
}
