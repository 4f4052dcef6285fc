// The input of the filter bar: the typed text, its suggestions, and what keys do with them.
import { useCombobox, type ComboboxStore } from "@mantine/core";
import { useEffect, useState, type KeyboardEvent } from "react";

import { useScope, useScopeChanges } from "../../state/scope.ts";
import { conditionOf, draftOf } from "./filter-condition.ts";
import { useSuggestions, type Suggestion } from "./filter-suggestions.tsx";

export interface FilterInput {
  readonly typed: string;
  readonly suggestions: readonly Suggestion[];
  /** The typed condition, once it is finished. */
  readonly complete: string | undefined;
  /** Arrows, and Enter on a selected suggestion, are its own. */
  readonly combobox: ComboboxStore;
  type(text: string): void;
  setFocused(focused: boolean): void;
  /** Adds `text` as a filter when it is a condition; else it becomes the typed text. */
  accept(text: string): void;
  onKeyDown(event: KeyboardEvent<HTMLInputElement>): void;
}

/** `onClose` is called when Escape leaves the bar. */
export function useFilterInput(onClose: () => void): FilterInput {
  const { filters } = useScope();
  const { addFilter, setFilters } = useScopeChanges();
  const [typed, setTyped] = useState("");
  const [focused, setFocused] = useState(false);
  const suggestions = useSuggestions(typed, focused);
  const complete = conditionOf(typed);
  const combobox = useCombobox({ opened: focused && (suggestions.length > 0 || complete !== undefined) });
  const { resetSelectedOption } = combobox;
  const texts = suggestions.map(({ text }) => text).join("\n");
  // The selection does not carry over to another list.
  useEffect(resetSelectedOption, [texts, resetSelectedOption]);

  const accept = (text: string): void => {
    const condition = draftOf(text).relation === undefined ? undefined : conditionOf(text);
    if (condition !== undefined) addFilter(condition);
    setTyped(condition === undefined ? text : "");
    resetSelectedOption();
  };
  /** Takes the selected suggestion, else the first. */
  const onTab = (event: KeyboardEvent): void => {
    const first = suggestions[0]?.text;
    const isSelected = combobox.getSelectedOptionIndex() !== -1;
    if (!isSelected && (first === undefined || typed === "")) return;
    event.preventDefault();
    if (isSelected) combobox.clickSelectedOption();
    else if (first !== undefined) accept(first);
  };
  const onEnter = (): void => {
    const text = complete ?? suggestions[0]?.text;
    if (combobox.getSelectedOptionIndex() === -1 && text !== undefined) accept(text);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "Tab") onTab(event);
    if (event.key === "Enter") onEnter();
    if (event.key === "Backspace" && typed === "") setFilters(filters.slice(0, -1));
    if (event.key === "Escape") {
      setTyped("");
      event.currentTarget.blur();
      onClose();
    }
  };
  const type = (text: string): void => {
    setTyped(text);
    resetSelectedOption();
  };
  return { typed, suggestions, complete, combobox, type, setFocused, accept, onKeyDown };
}
