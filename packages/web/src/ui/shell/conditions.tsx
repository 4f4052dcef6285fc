// Conditions that are not those of the header: of one query of a chart. The same tokens, completion and grammar as in the filter bar.
import type { JSX } from "react";

import { classes } from "../classes.ts";
import type { FilterSignal } from "../../state/filter-signal.ts";
import { ConditionInput } from "./condition-input.tsx";
import css from "./filter-bar.module.css";
import { Token } from "./filter-bar.tsx";
import { useFilterInput } from "./use-filter-input.ts";

export interface ConditionsProps {
  readonly label: string;
  readonly signal: FilterSignal;
  readonly filters: readonly string[];
  readonly onChange: (filters: readonly string[]) => void;
}

export function Conditions({ label, signal, filters, onChange }: ConditionsProps): JSX.Element {
  const input = useFilterInput({ filters, setFilters: onChange, signal, onClose: () => undefined });
  return (
    <div className={classes(css["bar"], css["opened"], css["inPage"])}>
      {filters.length > 0 && (
        <span className={css["tokens"]}>
          {filters.map((filter) => (
            <Token
              key={filter}
              filter={filter}
              applies
              onEdit={input.edit}
              onRemove={(one) => onChange(filters.filter((other) => other !== one))}
            />
          ))}
        </span>
      )}
      <ConditionInput
        input={input}
        label={label}
        placeholder={filters.length > 0 ? "" : "everything, or key=value"}
      />
    </div>
  );
}
