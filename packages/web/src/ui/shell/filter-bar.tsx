// The filter bar: conditions as chips, completion of keys and values with their counts in the chosen range.
import { Combobox, useCombobox } from "@mantine/core";
import { useEffect, useState, type JSX, type KeyboardEvent } from "react";

import { useScope, useScopeChanges } from "../../state/scope.ts";
import { classes } from "../classes.ts";
import { Icon } from "../icons.tsx";
import { ui } from "../styles.ts";
import css from "./filter-bar.module.css";
import { conditionOf, describeCondition, draftOf } from "./filter-condition.ts";
import { filterInputId } from "./filter-input-id.ts";
import { SuggestionList, useSuggestions } from "./filter-suggestions.tsx";

/** On a phone it shows when `opened` or when it holds conditions. */
export function FilterBar({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}): JSX.Element {
  const { filters } = useScope();
  const { addFilter, removeFilter, setFilters } = useScopeChanges();
  const [typed, setTyped] = useState("");
  const [focused, setFocused] = useState(false);
  const suggestions = useSuggestions(typed, focused);
  const complete = conditionOf(typed);
  const combobox = useCombobox({
    opened: focused && (suggestions.length > 0 || complete !== undefined),
  });
  const { resetSelectedOption, targetRef } = combobox;
  const texts = suggestions.map(({ text }) => text).join("\n");
  // Another list: what was selected is no longer meant.
  useEffect(resetSelectedOption, [texts, resetSelectedOption]);

  const accept = (text: string): void => {
    const condition = draftOf(text).relation === undefined ? undefined : conditionOf(text);
    if (condition !== undefined) addFilter(condition);
    setTyped(condition === undefined ? text : "");
    resetSelectedOption();
  };
  // Arrows, and Enter on a selected suggestion, are the combobox's.
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const isSelected = combobox.getSelectedOptionIndex() !== -1;
    const first = suggestions[0]?.text;
    if (event.key === "Tab" && isSelected) {
      event.preventDefault();
      combobox.clickSelectedOption();
    } else if (event.key === "Tab" && first !== undefined && typed !== "") {
      event.preventDefault();
      accept(first);
    } else if (event.key === "Enter" && !isSelected) {
      const text = complete ?? first;
      if (text !== undefined) accept(text);
    } else if (event.key === "Backspace" && typed === "") {
      setFilters(filters.slice(0, -1));
    } else if (event.key === "Escape") {
      setTyped("");
      event.currentTarget.blur();
      onClose();
    }
  };
  return (
    <div
      className={classes(css["bar"], filters.length > 0 && css["filled"], opened && css["opened"])}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) {
          event.preventDefault();
          targetRef.current?.focus();
        }
      }}
    >
      <Icon name="filter" />
      {filters.length > 0 && (
        <span className={css["tokens"]}>
          {filters.map((filter) => (
            <Token key={filter} filter={filter} onRemove={() => removeFilter(filter)} />
          ))}
        </span>
      )}
      <Combobox store={combobox} onOptionSubmit={accept}>
        <Combobox.EventsTarget withExpandedAttribute>
          <input
            id={filterInputId}
            value={typed}
            placeholder={filters.length > 0 ? "" : "Filter by any attribute: order.id, user.id, tier…"}
            aria-label="Filter"
            aria-autocomplete="list"
            spellCheck={false}
            onChange={(event) => {
              setTyped(event.target.value);
              resetSelectedOption();
            }}
            onFocus={() => setFocused(true)}
            onBlur={() => setFocused(false)}
            onKeyDown={onKeyDown}
          />
        </Combobox.EventsTarget>
        <kbd className={ui.screen["hidePhone"]}>/</kbd>
        {combobox.dropdownOpened && (
          <SuggestionList suggestions={suggestions} complete={complete} onPick={accept} />
        )}
      </Combobox>
    </div>
  );
}

function Token({
  filter,
  onRemove,
}: {
  readonly filter: string;
  readonly onRemove: () => void;
}): JSX.Element {
  const { key, word, value } = describeCondition(filter);
  return (
    <span className={css["token"]} title={filter}>
      <span>
        {key} {word}
      </span>
      {value !== "" && <b>{value}</b>}
      <button type="button" aria-label={`Remove ${filter}`} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </span>
  );
}
