// What is said of a rule that adds amounts of several currencies, to who previews it or looks at it.
import { setTimeout as sleep } from "node:timers/promises";
import { createEngine, inputsOf, type RuleFile } from "alerts";
import { ruleAddsAmounts } from "alerts/currency";
import { currenciesText } from "alerts/sentence";
import type { AlertRuleInfo } from "contract";
import type { ApiContext } from "../../api/context.ts";
import { type AddedCurrencies, keptCurrencies, sumsWithin } from "../currencies.ts";
import { reasonOf } from "../read/ask.ts";
import { ruleAlone } from "./rule-alone.ts";
import { readRulesNow } from "./rule-infos.ts";

interface FoundCurrencies extends AddedCurrencies {
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
    const found = await keptCurrencies(sums, queries, { signal, priority: "interactive", nowMs });
    return { ...found, error: "" };
  } catch (error) {
    signal?.throwIfAborted();
    const why = `Whether the amount has several currencies is not known: ${reasonOf(error)}`;
    return { codes: [], count: 0, error: why };
  }
}

const dayMs = 86_400_000;

/** The rule is answered without it after that. */
const patienceMs = 1_000;
/** It is still looked for, so that the next request has it. */
const askedMs = 10_000;

/**
 * What the page of an alert says of the currencies of its rule in the last day, or in its window if that is longer; empty without anything, and
 * where it is not found in a second.
 */
export async function currenciesWarning(
  { kind, content, problems }: Pick<AlertRuleInfo, "kind" | "content" | "problems">,
  context: ApiContext,
): Promise<string> {
  if (kind === "objective" || problems.length > 0 || !ruleAddsAmounts(content)) return "";
  const { entries } = await readRulesNow(context);
  const file = ruleAlone({ kind, content: content as Parameters<typeof ruleAlone>[0]["content"] }, entries);
  const windows = inputsOf(createEngine(file).rules).map(({ windowMs }) => windowMs);
  const to = context.nowMs();
  return warningInTime(file, { from: to - Math.max(dayMs, ...windows), to }, context);
}

/** What is said of the only rule of a file; empty where it is not found in time. */
export async function warningInTime(
  file: RuleFile,
  window: { readonly from: number; readonly to: number },
  context: ApiContext,
): Promise<string> {
  const found = findCurrencies(file, window, { ...context, signal: AbortSignal.timeout(askedMs) }).then(
    ({ codes, count, error }) => (error === "" ? currenciesText(codes, count) : error),
    // it took too long
    () => "",
  );
  return Promise.race([found, sleep(patienceMs, "", { ref: false })]);
}
