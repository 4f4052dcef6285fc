// Suggestions under the filter bar: keys while a key is typed, then values, each with how often it occurs.
import { Combobox } from "@mantine/core";
import type { AttributesResult } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../classes.ts";
import { ui } from "../styles.ts";
import { useDebounced } from "../use-debounced.ts";
import css from "./filter-bar.module.css";
import { describeCondition, draftOf, type Draft } from "./filter-condition.ts";

export interface Suggestion {
  /** The text of the input after it is accepted. */
  readonly text: string;
  readonly label: string;
  readonly count: number;
}

/** Suggestions for what is typed; empty while nothing fits or the bar has no focus. */
export function useSuggestions(typed: string, enabled: boolean): readonly Suggestion[] {
  const { rangeQuery } = useScope();
  const { key, relation, value } = draftOf(useDebounced(typed, 120));
  const wantsValues = relation !== undefined && !relation.endsWith("exists");
  const query = wantsValues
    ? { ...rangeQuery, key, prefix: value || undefined, limit: 12 }
    : { ...rangeQuery, prefix: key || undefined, limit: 12 };
  const { data } = useApi("/api/attributes", { query }, { enabled, refresh: "still" });
  if (data === undefined || !enabled) return [];
  return suggestionsFor(draftOf(typed), data);
}

/**
 * The suggestions that match the current draft: `data` may still belong to an earlier draft, and a key must not accept
 * one of its outdated entries.
 */
export function suggestionsFor(
  { key, relation, value }: Draft,
  { keys, values }: AttributesResult,
): readonly Suggestion[] {
  if (relation?.endsWith("exists") === true) return [];
  if (relation === undefined) {
    return keys
      .filter((one) => fits(one.key, key))
      .map((one) => ({ text: `${one.key}=`, label: one.key, count: one.count }));
  }
  return values
    .filter((one) => fits(one.value, value))
    .map((one) => ({ text: `${key}${relation}${one.value}`, label: one.value, count: one.count }));
}

const fits = (text: string, typed: string): boolean => text.toLowerCase().includes(typed.toLowerCase());

export interface SuggestionListProps {
  readonly suggestions: readonly Suggestion[];
  /** A finished condition that ↵ would add. */
  readonly complete: string | undefined;
  readonly onPick: (text: string) => void;
}

/** The open list. Pressing an entry must not move the focus from the input. */
export function SuggestionList({ suggestions, complete, onPick }: SuggestionListProps): JSX.Element {
  return (
    <div
      className={classes(ui.menu["menu"], css["suggestions"])}
      onPointerDown={(event) => event.preventDefault()}
    >
      {complete !== undefined && <Complete condition={complete} onPick={onPick} />}
      <Combobox.Options className={ui.menu["list"]} aria-label="Suggestions">
        {suggestions.map((one) => (
          <Combobox.Option key={one.text} value={one.text} className={ui.menu["item"]}>
            <b className={ui.text["ellip"]}>{one.label}</b>
            <span className={ui.menu["count"]}>{formatCount(one.count)}</span>
          </Combobox.Option>
        ))}
      </Combobox.Options>
    </div>
  );
}

function Complete({
  condition,
  onPick,
}: {
  readonly condition: string;
  readonly onPick: (text: string) => void;
}): JSX.Element {
  const { key, word, value } = describeCondition(condition);
  return (
    <button type="button" tabIndex={-1} className={ui.menu["item"]} onClick={() => onPick(condition)}>
      <span className={ui.text["dim"]}>
        {key} {word}
      </span>{" "}
      <b>{value}</b>
      <kbd className={ui.menu["count"]}>↵</kbd>
    </button>
  );
}
