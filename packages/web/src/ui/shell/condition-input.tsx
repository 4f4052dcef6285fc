// An input in which conditions are typed, with the list of what completes them.
import { Combobox } from "@mantine/core";
import type { JSX, ReactNode } from "react";

import { mistakeId, SuggestionList } from "./suggestion-list.tsx";
import type { FilterInput } from "./use-filter-input.ts";

export interface ConditionInputProps {
  readonly input: FilterInput;
  readonly id?: string;
  readonly label: string;
  readonly placeholder: string;
  /** Between the input and the list. */
  readonly children?: ReactNode;
}

export function ConditionInput({
  input,
  id,
  label,
  placeholder,
  children,
}: ConditionInputProps): JSX.Element {
  const { combobox, mistake } = input;
  return (
    <Combobox store={combobox} onOptionSubmit={input.accept}>
      <Combobox.EventsTarget withExpandedAttribute>
        <input
          id={id}
          value={input.typed}
          placeholder={placeholder}
          aria-label={label}
          aria-autocomplete="list"
          aria-invalid={mistake !== undefined}
          aria-describedby={mistake === undefined ? undefined : mistakeId}
          spellCheck={false}
          onChange={(event) => input.type(event.target.value)}
          onFocus={() => input.setFocused(true)}
          onBlur={() => input.setFocused(false)}
          onKeyDown={input.onKeyDown}
        />
      </Combobox.EventsTarget>
      {children}
      {combobox.dropdownOpened && (
        <SuggestionList
          suggestions={input.suggestions}
          complete={input.complete}
          mistake={mistake}
          onCommit={input.commit}
        />
      )}
    </Combobox>
  );
}
