// Below the heatmap: the list of traces, groups of spans, or what differs, with the control of each beside the choice.
import type { JSX } from "react";

import { useIsFirstDataThere } from "../../data/first-data.ts";
import { useApi } from "../../data/use-api.ts";
import { useScope } from "../../state/scope.ts";
import { GroupBy } from "../../ui/group-by.tsx";
import { Picker } from "../../ui/picker.tsx";
import { Segments } from "../../ui/segments.tsx";
import { ColumnChooser } from "./column-chooser.tsx";
import { Differences } from "./differences.tsx";
import { SpanGroups } from "./span-groups.tsx";
import type { TraceOrder, TracesSearch } from "./search.ts";
import { TraceList } from "./trace-list.tsx";
import { useColumns } from "./use-columns.ts";
import css from "./views.module.css";

export interface ViewsProps {
  readonly search: TracesSearch;
  readonly onSearch: (change: TracesSearch) => void;
}

const views = [
  [undefined, "Traces"],
  ["groups", "Groups"],
  ["differs", "What differs"],
] as const;

export function Views({ search, onSearch }: ViewsProps): JSX.Element {
  const columns = useColumns(search.col);
  const { view } = search;
  return (
    <>
      <div className={css["controls"]}>
        <Segments label="View" value={view} choices={views} onChange={(next) => onSearch({ view: next })} />
        {view === undefined && <ColumnChooser {...columns} />}
        {view === undefined && <PhoneOrder order={search.order} onOrder={(order) => onSearch({ order })} />}
        {view === "groups" && <Grouping by={search.by} onBy={(by) => onSearch({ by })} />}
      </div>
      {view === undefined && <TraceList search={search} onSearch={onSearch} columnIds={columns.ids} />}
      {view === "groups" && <SpanGroups search={search} onSearch={onSearch} />}
      {view === "differs" && <Differences search={search} onSearch={onSearch} />}
    </>
  );
}

const orders: readonly (readonly [TraceOrder, string])[] = [
  ["slowest", "Slowest"],
  ["spans", "Most spans"],
  ["errors", "Most errors"],
];

/** On a phone, which shows only some of the columns. */
function PhoneOrder({
  order,
  onOrder,
}: {
  readonly order: TraceOrder | undefined;
  readonly onOrder: (order: TraceOrder | undefined) => void;
}): JSX.Element {
  return (
    <div className={css["phoneOrder"]}>
      <Picker
        boxed
        label="Sort by"
        all="Newest"
        value={orders.find(([id]) => id === order)?.[1]}
        options={orders.map(([, label]) => label)}
        onPick={(picked) => onOrder(orders.find(([, label]) => label === picked)?.[0])}
      />
    </div>
  );
}

/** Offered before the attributes. */
const fields: readonly string[] = ["service.name", "name", "status", "kind", "entry"];

function Grouping({
  by,
  onBy,
}: {
  readonly by: string | undefined;
  readonly onBy: (by: string | undefined) => void;
}): JSX.Element {
  const { rangeQuery } = useScope();
  const enabled = useIsFirstDataThere();
  const query = { ...rangeQuery, limit: 500 };
  const known = useApi(
    "/api/attributes",
    { query },
    { refresh: "still", enabled, part: "attributes to choose from" },
  );
  const keys = [...new Set([...fields, ...(known.data?.keys ?? []).map(({ key }) => key)])];
  return <GroupBy keys={keys} value={by === undefined ? [] : [by]} onChange={([next]) => onBy(next)} />;
}
