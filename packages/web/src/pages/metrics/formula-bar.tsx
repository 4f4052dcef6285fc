// Further queries beside the metric of the page, each with a letter, and the formula over them.
import { getRouteApi } from "@tanstack/react-router";
import { letterOf, type MetricAggregation, type MetricInfo } from "contract";
import { useState, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { aggregationsOf } from "../../lib/metric-aggregations.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { FormulaField } from "../../ui/formula-field.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Picker } from "../../ui/picker.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./metric-controls.module.css";
import { type FurtherQuery, type MetricSearch, mostQueries, readQuery, writeQuery } from "./search.ts";

const route = getRouteApi("/metrics/$name");

export function FormulaBar({ name }: { readonly name: string }): JSX.Element {
  const { q = [], f } = route.useSearch();
  const navigate = route.useNavigate();
  const { rangeQuery } = useScope();
  const { data } = useApi(
    "/api/metrics",
    { query: rangeQuery },
    { refresh: "still", part: "metrics for further queries" },
  );
  const metrics = data?.metrics ?? [];
  const set = (change: MetricSearch): void =>
    void navigate({ search: (previous) => ({ ...previous, ...change }), resetScroll: false });
  const queries = q.flatMap((text) => readQuery(text) ?? []);
  const setQueries = (next: readonly FurtherQuery[]): void =>
    set({ q: next.length === 0 ? undefined : next.map(writeQuery) });
  return (
    <div className={css["queries"]} role="group" aria-label="Queries">
      {queries.length > 0 && (
        <span className={ui.chip["chip"]}>
          <b>a</b> {name}
        </span>
      )}
      {queries.map((query, at) => (
        <QueryRow
          key={at}
          letter={letterOf(at + 1)}
          query={query}
          info={metrics.find((one) => one.name === query.metric)}
          onChange={(next) => setQueries(queries.with(at, next))}
          onRemove={() => setQueries(queries.toSpliced(at, 1))}
        />
      ))}
      {queries.length < mostQueries && (
        <Picker
          boxed
          label="Add a query"
          all="add a query"
          value={undefined}
          options={metrics.map((metric) => metric.name)}
          onPick={(metric) => {
            if (metric !== undefined)
              setQueries([...queries, { metric, aggregation: undefined, condition: undefined }]);
          }}
        />
      )}
      <FormulaField
        key={f ?? ""}
        formula={f ?? ""}
        letters={["a", ...queries.map((_, at) => letterOf(at + 1))]}
        onFormula={(text) => set({ f: text === "" ? undefined : text })}
      />
    </div>
  );
}

interface QueryRowProps {
  readonly letter: string;
  readonly query: FurtherQuery;
  readonly info: MetricInfo | undefined;
  readonly onChange: (query: FurtherQuery) => void;
  readonly onRemove: () => void;
}

function QueryRow({ letter, query, info, onChange, onRemove }: QueryRowProps): JSX.Element {
  const { condition = "" } = query;
  // Only until it is applied: a row has another query after one above it is removed.
  const [typed, setTyped] = useState<string | undefined>();
  const offered: readonly MetricAggregation[] = info === undefined ? [] : aggregationsOf(info);
  const value = query.aggregation ?? "";
  const apply = (): void => {
    setTyped(undefined);
    const text = typed?.trim() ?? condition;
    if (text !== condition) onChange({ ...query, condition: text === "" ? undefined : text });
  };
  return (
    <span className={classes(ui.chip["chip"], css["query"])}>
      <b>{letter}</b>
      <select
        value={value}
        aria-label={`Aggregation of ${letter}`}
        onChange={(event) =>
          onChange({ ...query, aggregation: offered.find((one) => one === event.target.value) })
        }
      >
        <option value="">{offered[0] ?? "usual"}</option>
        {value !== "" && !offered.includes(value) && <option value={value}>{value}</option>}
        {offered.slice(1).map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
      {query.metric}
      <input
        aria-label={`Condition of ${letter}`}
        placeholder="key=value"
        value={typed ?? condition}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={apply}
        onKeyDown={(event) => {
          if (event.key === "Enter") apply();
        }}
      />
      <button type="button" aria-label={`Remove ${letter}`} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </span>
  );
}
