// The variables of a dashboard: one value each, or all; in the address.
import type { DashboardVariable } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { chooseValue, type VariableValues } from "../../lib/dashboard-variables.ts";
import { useScope } from "../../state/scope.ts";
import { Picker } from "../../ui/picker.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./one.module.css";

export interface VariablesBarProps {
  readonly variables: readonly DashboardVariable[];
  readonly values: VariableValues;
  readonly onChange: (parts: readonly string[] | undefined) => void;
}

export function VariablesBar({ variables, values, onChange }: VariablesBarProps): JSX.Element | null {
  if (variables.length === 0) return null;
  return (
    <div className={css["variables"]} role="group" aria-label="Variables">
      {variables.map((variable) => (
        <Variable
          key={variable.name}
          variable={variable}
          value={values.get(variable.name)}
          onPick={(value) => onChange(chooseValue(variables, values, variable.name, value))}
        />
      ))}
    </div>
  );
}

interface VariableProps {
  readonly variable: DashboardVariable;
  readonly value: string | undefined;
  readonly onPick: (value: string | undefined) => void;
}

function Variable({ variable, value, onPick }: VariableProps): JSX.Element {
  const { name, label = name, attribute, values = [] } = variable;
  const { rangeQuery } = useScope();
  const query = { ...rangeQuery, limit: 200 };
  // Of spans and of log records: an attribute may be of either.
  const ofSpans = useApi(
    "/api/attributes",
    { query: { ...query, signal: "spans", key: attribute } },
    { enabled: attribute !== undefined, part: "values of variables" },
  );
  const ofLogs = useApi(
    "/api/attributes",
    { query: { ...query, signal: "logs", key: attribute } },
    { enabled: attribute !== undefined, part: "values of variables" },
  );
  const found = [ofSpans, ofLogs].flatMap(({ data }) => data?.values.map((one) => one.value) ?? []);
  return (
    <span>
      <span className={ui.text["dim"]}>{label}</span>
      <Picker
        boxed
        label={label}
        all="all"
        value={value}
        options={attribute === undefined ? values : [...new Set(found)]}
        onPick={onPick}
      />
    </span>
  );
}
