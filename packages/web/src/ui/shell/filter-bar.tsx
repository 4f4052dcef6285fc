// The filter bar: conditions as tokens, completion of keys and values with their counts in the chosen range.
import type { JSX } from "react";

import { appliesTo } from "../../state/filter-signal.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { classes } from "../classes.ts";
import { Icon } from "../icons.tsx";
import { ui } from "../styles.ts";
import { ConditionInput } from "./condition-input.tsx";
import css from "./filter-bar.module.css";
import { describeCondition } from "./filter-draft.ts";
import { filterInputId } from "./filter-input-id.ts";
import { useFilterSignal } from "../filter-signal.ts";
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
  const { removeFilter, setFilters } = useScopeChanges();
  const signal = useFilterSignal() ?? "spans";
  const input = useFilterInput({ filters, setFilters, signal, onClose });
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
      {filters.length > 0 && <Tokens filters={filters} onEdit={input.edit} onRemove={removeFilter} />}
      <ConditionInput
        input={input}
        id={filterInputId}
        label="Filter"
        placeholder={filters.length > 0 ? "" : "Filter: service=checkout duration>500ms error"}
      >
        <kbd className={ui.screen["hidePhone"]}>/</kbd>
      </ConditionInput>
    </div>
  );
}

interface TokenActions {
  readonly onEdit: (filter: string) => void;
  readonly onRemove: (filter: string) => void;
}

/** The conditions; faint on a page that they do not narrow. */
function Tokens({
  filters,
  onEdit,
  onRemove,
}: TokenActions & { readonly filters: readonly string[] }): JSX.Element {
  const signal = useFilterSignal();
  const applies = signal !== undefined;
  return (
    <span
      className={classes(css["tokens"], !applies && css["idle"])}
      title={applies ? undefined : "This page shows all data: the conditions do not apply here"}
    >
      {filters.map((filter) => (
        <Token
          key={filter}
          filter={filter}
          applies={signal === undefined || appliesTo(signal, filter)}
          onEdit={onEdit}
          onRemove={onRemove}
        />
      ))}
    </span>
  );
}

export interface TokenProps extends TokenActions {
  readonly filter: string;
  /** Not where the page has data that cannot meet the condition, and leaves it out. */
  readonly applies: boolean;
}

/** A condition: pressed, it is edited in the input. */
export function Token({ filter, applies, onEdit, onRemove }: TokenProps): JSX.Element {
  const { key, word, value } = describeCondition(filter);
  return (
    <span className={classes(css["token"], !applies && css["unused"])}>
      <button
        type="button"
        className={css["condition"]}
        title={applies ? filter : `${filter} does not apply to the figures of this page, which leaves it out`}
        aria-label={`Edit ${filter}`}
        onClick={() => onEdit(filter)}
      >
        {word === "" ? <b>{key}</b> : `${key} ${word}`}
        {value !== "" && <b>{value}</b>}
      </button>
      <button
        type="button"
        className={css["remove"]}
        aria-label={`Remove ${filter}`}
        onClick={() => onRemove(filter)}
      >
        <Icon name="close" />
      </button>
    </span>
  );
}
