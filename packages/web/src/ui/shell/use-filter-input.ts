// The input of the filter bar: the typed line, its suggestions, and what keys do with them.
import { useCombobox, type ComboboxStore } from "@mantine/core";
import { quoteCondition, readCondition, readLine, toCondition, writeCondition } from "contract";
import { useLayoutEffect, useState, type KeyboardEvent } from "react";

import type { FilterSignal } from "../../state/filter-signal.ts";
import { draftOf } from "./filter-draft.ts";
import { fieldsOf } from "./filter-fields.ts";
import { useSuggestions, type Suggestion } from "./filter-suggestions.ts";

export interface FilterInput {
  readonly typed: string;
  readonly suggestions: readonly Suggestion[];
  /** The typed conditions, once all are finished; else empty. */
  readonly complete: readonly string[];
  /** What is wrong with the line, after ↵ was pressed. */
  readonly mistake: string | undefined;
  /** Arrows, and Enter on a selected suggestion, are its own. */
  readonly combobox: ComboboxStore;
  type(text: string): void;
  setFocused(focused: boolean): void;
  /** Puts a suggestion in the place of the draft, and adds the conditions of the line once all are finished. */
  accept(suggestion: string): void;
  /** Adds the finished conditions. */
  commit(): void;
  /** Takes a condition out of the scope and into the input. */
  edit(filter: string): void;
  onKeyDown(event: KeyboardEvent<HTMLInputElement>): void;
}

/** As many as a request of the API may have. */
const mostConditions = 20;

/** The conditions that the input changes. */
export interface FilterList {
  readonly filters: readonly string[];
  readonly setFilters: (filters: readonly string[]) => void;
  /** Whose attributes it completes. */
  readonly signal: FilterSignal;
  /** Escape leaves the input. */
  readonly onClose: () => void;
}

export function useFilterInput({ filters, setFilters, signal, onClose }: FilterList): FilterInput {
  const fields = fieldsOf(signal);
  const [typed, setTyped] = useState("");
  const [mistake, setMistake] = useState<string>();
  const [focused, setFocused] = useState(false);
  const suggestions = useSuggestions(typed, signal, focused);
  const complete = conditionsIn(typed, fields) ?? [];
  const opened = focused && (suggestions.length > 0 || complete.length > 0 || mistake !== undefined);
  const combobox = useCombobox({ opened });
  const { resetSelectedOption, updateSelectedOptionIndex, targetRef } = combobox;
  // A selected suggestion that the next list has, too, stays selected at its new place.
  useLayoutEffect(() => updateSelectedOptionIndex(selectedIn(targetRef.current)));

  const type = (text: string): void => {
    setTyped(text);
    setMistake(undefined);
    resetSelectedOption();
  };
  const add = (conditions: readonly string[]): void => {
    const all = [...new Set([...filters, ...conditions])];
    if (all.length > mostConditions)
      return setMistake(`At most ${mostConditions} conditions. Remove one first.`);
    setFilters(all);
    type("");
  };
  const accept = (suggestion: string): void => {
    const line = typed.slice(0, draftOf(typed, fields).start) + suggestion;
    const conditions = conditionsIn(line, fields);
    if (conditions === undefined) type(line);
    else add(conditions);
  };
  const edit = (filter: string): void => {
    const condition = readCondition(filter);
    setFilters(filters.filter((one) => one !== filter));
    type(condition === undefined ? filter : quoteCondition(condition));
    targetRef.current?.focus();
  };
  const line = { typed, fields, suggestions, complete, combobox, accept, type, add, refuse: setMistake };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "Tab") onTab(event, line);
    if (event.key === "Enter") onEnter(line);
    if (event.key === "Backspace" && typed === "") setFilters(filters.slice(0, -1));
    if (event.key === "Escape") {
      type("");
      event.currentTarget.blur();
      onClose();
    }
  };
  const commit = (): void => add(complete);
  return { ...line, mistake, setFocused, commit, edit, onKeyDown };
}

type Fields = ReturnType<typeof fieldsOf>;

/** The line and what its keys may do to it. */
interface EditedLine extends Pick<
  FilterInput,
  "typed" | "suggestions" | "complete" | "combobox" | "accept" | "type"
> {
  readonly fields: Fields;
  add(conditions: readonly string[]): void;
  refuse(mistake: string | undefined): void;
}

/** Takes the selected suggestion, else the first; leaves the bar when nothing is typed. */
function onTab(event: KeyboardEvent, { typed, suggestions, combobox, accept }: EditedLine): void {
  const first = suggestions[0]?.text;
  const isSelected = combobox.getSelectedOptionIndex() !== -1;
  if (!isSelected && (first === undefined || typed === "")) return;
  event.preventDefault();
  if (isSelected) combobox.clickSelectedOption();
  else if (first !== undefined) accept(first);
}

/** Adds a finished line, completes a line whose draft the first suggestion fits, else explains what is wrong. */
function onEnter({ typed, fields, suggestions, complete, combobox, accept, add, refuse }: EditedLine): void {
  // The combobox takes the selected suggestion.
  if (combobox.getSelectedOptionIndex() !== -1 || typed.trim() === "") return;
  if (complete.length > 0) return add(complete);
  const wrong = readLine(typed, fields).filter((part) => part.mistake !== undefined);
  const isDraftOnly = wrong.length === 1 && wrong[0]?.start === draftOf(typed, fields).start;
  const first = suggestions[0]?.text;
  if (isDraftOnly && first !== undefined) accept(first);
  else refuse(wrong[0]?.mistake);
}

/** The index of the selected option in the list of the input; -1 when none is. */
function selectedIn(input: HTMLElement | null): number {
  const list = document.getElementById(input?.getAttribute("aria-controls") ?? "");
  const options = [...(list?.querySelectorAll("[role=option]") ?? [])];
  return options.findIndex((option) => option.hasAttribute("data-combobox-selected"));
}

/** All conditions of the line as parameters; `undefined` when it has none or one of them is not finished. */
function conditionsIn(line: string, fields: Fields): readonly string[] | undefined {
  const conditions = readLine(line, fields).map(toCondition);
  if (conditions.length === 0) return undefined;
  const finished = conditions.filter((one) => one !== undefined);
  return finished.length === conditions.length ? finished.map(writeCondition) : undefined;
}
