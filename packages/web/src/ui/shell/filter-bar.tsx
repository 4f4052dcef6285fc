// The filter bar: conditions as chips, completion of keys and values with their counts in the chosen range.
import { useRef, useState, type JSX, type KeyboardEvent } from "react";

import { useScope, useScopeChanges } from "../../state/scope.ts";
import { Icon } from "../icons.tsx";
import { conditionOf, describeCondition, draftOf } from "./filter-condition.ts";
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
  const [selected, setSelected] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const suggestions = useSuggestions(typed, focused);
  const complete = conditionOf(typed);

  const write = (text: string): void => {
    setTyped(text);
    setSelected(-1);
  };
  const accept = (text: string): void => {
    const condition = draftOf(text).relation === undefined ? undefined : conditionOf(text);
    if (condition === undefined) return write(text);
    addFilter(condition);
    write("");
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const picked = suggestions[selected];
    if (step !== 0 && suggestions.length > 0) {
      event.preventDefault();
      setSelected((selected + step + suggestions.length) % suggestions.length);
    } else if ((event.key === "Enter" || event.key === "Tab") && picked !== undefined) {
      event.preventDefault();
      accept(picked.text);
    } else if (event.key === "Tab" && suggestions[0] !== undefined && typed !== "") {
      event.preventDefault();
      accept(suggestions[0].text);
    } else if (event.key === "Enter" && complete !== undefined) {
      accept(complete);
    } else if (event.key === "Enter" && suggestions[0] !== undefined) {
      accept(suggestions[0].text);
    } else if (event.key === "Backspace" && typed === "") {
      setFilters(filters.slice(0, -1));
    } else if (event.key === "Escape") {
      write("");
      event.currentTarget.blur();
      onClose();
    }
  };
  return (
    <div
      className={`find ${filters.length > 0 ? "filled" : ""} ${opened ? "opened" : ""}`}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) {
          event.preventDefault();
          input.current?.focus();
        }
      }}
    >
      <Icon name="filter" />
      {filters.length > 0 && (
        <span className="toks">
          {filters.map((filter) => (
            <Token key={filter} filter={filter} onRemove={() => removeFilter(filter)} />
          ))}
        </span>
      )}
      <input
        ref={input}
        value={typed}
        placeholder={filters.length > 0 ? "" : "Filter by any attribute: order.id, user.id, tier…"}
        role="combobox"
        aria-label="Filter"
        aria-expanded={focused && suggestions.length > 0}
        aria-controls="filter-suggestions"
        aria-autocomplete="list"
        {...(selected >= 0 ? { "aria-activedescendant": `filter-suggestion-${selected}` } : {})}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => write(event.target.value)}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={onKeyDown}
      />
      <kbd className="wide">/</kbd>
      {focused && (suggestions.length > 0 || complete !== undefined) && (
        <SuggestionList suggestions={suggestions} selected={selected} complete={complete} onPick={accept} />
      )}
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
    <span className="tok" title={filter}>
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
