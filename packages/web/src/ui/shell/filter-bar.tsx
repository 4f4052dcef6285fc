// The filter bar: conditions as tokens, completion of keys and values with their counts in the chosen range.
import { Combobox } from "@mantine/core";
import type { JSX } from "react";

import { useScope, useScopeChanges } from "../../state/scope.ts";
import { classes } from "../classes.ts";
import { Icon } from "../icons.tsx";
import { ui } from "../styles.ts";
import css from "./filter-bar.module.css";
import { describeCondition } from "./filter-condition.ts";
import { filterInputId } from "./filter-input-id.ts";
import { SuggestionList } from "./filter-suggestions.tsx";
import { useFilterInput } from "./use-filter-input.ts";

/** On a phone it is visible when `opened` or while it has conditions. */
export function FilterBar({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}): JSX.Element {
  const { filters } = useScope();
  const { removeFilter } = useScopeChanges();
  const input = useFilterInput(onClose);
  const { combobox } = input;
  return (
    <div
      className={classes(css["bar"], filters.length > 0 && css["filled"], opened && css["opened"])}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) {
          event.preventDefault();
          combobox.targetRef.current?.focus();
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
      <Combobox store={combobox} onOptionSubmit={input.accept}>
        <Combobox.EventsTarget withExpandedAttribute>
          <input
            id={filterInputId}
            value={input.typed}
            placeholder={filters.length > 0 ? "" : "Filter by any attribute: order.id, user.id, tier…"}
            aria-label="Filter"
            aria-autocomplete="list"
            spellCheck={false}
            onChange={(event) => input.type(event.target.value)}
            onFocus={() => input.setFocused(true)}
            onBlur={() => input.setFocused(false)}
            onKeyDown={input.onKeyDown}
          />
        </Combobox.EventsTarget>
        <kbd className={ui.screen["hidePhone"]}>/</kbd>
        {combobox.dropdownOpened && (
          <SuggestionList suggestions={input.suggestions} complete={input.complete} onPick={input.accept} />
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
