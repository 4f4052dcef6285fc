// The currencies that the amount of a rule adds, and how to name one: a condition for each of them, or a group.
import { addsAmounts, currencyKey, ruleAddsAmounts } from "alerts/currency";
import { currenciesText, currencyName } from "alerts/sentence";
import type { PreviewResult } from "contract";
import type { JSX } from "react";

import { partOf, textOf, type RuleContent } from "../../../lib/rule-words.ts";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { withField } from "./draft.ts";
import css from "./preview.module.css";

export interface CurrenciesNoteProps {
  /** Of the draft, or of the one before while its preview is computed. */
  readonly result: Pick<PreviewResult, "currencies" | "currencyCount">;
  readonly content: RuleContent;
  readonly isDisabled: boolean;
  readonly onChoose: (content: RuleContent) => void;
}

const mostOffered = 4;

export function CurrenciesNote({
  result: { currencies, currencyCount },
  content,
  isDisabled,
  onChoose,
}: CurrenciesNoteProps): JSX.Element | null {
  const groupBy = groupsOf(content);
  if (currencies.length < 2 || !ruleAddsAmounts(content)) return null;
  // those of members of a condition are in the YAML
  const isOwn = addsAmounts(partOf(content["on"]), groupBy);
  const offered = currencies.filter((code) => code !== "").slice(0, mostOffered);
  return (
    <div className={css["currencies"]}>
      <Status kind="warn">{currenciesText(currencies, currencyCount)}</Status>
      {isOwn && (
        <div role="group" aria-label="Name a currency" className={css["offers"]}>
          {offered.map((code) => (
            <button
              key={code}
              type="button"
              className={ui.button["button"]}
              disabled={isDisabled}
              onClick={() => onChoose(withField(content, ["on", "where", currencyKey], code))}
            >
              Only {currencyName(code)}
            </button>
          ))}
          <button
            type="button"
            className={ui.button["button"]}
            disabled={isDisabled}
            onClick={() => onChoose(withField(content, ["groupBy"], [...groupBy, currencyKey]))}
          >
            Group by currency
          </button>
        </div>
      )}
    </div>
  );
}

function groupsOf({ groupBy }: RuleContent): readonly string[] {
  return Array.isArray(groupBy) ? groupBy.map(textOf) : [];
}
