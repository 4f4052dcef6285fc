// One source of a chart: the measure and what it is of, its conditions, and the attributes that it is grouped by.
import { type ChartSource, eventFieldsByKey } from "contract";
import type { JSX } from "react";

import { useApi } from "../../../data/use-api.ts";
import {
  groupsOf,
  measureOf,
  measuresOf,
  type MetricInfos,
  mostGroups,
  type Subject,
  takesConditions,
  withConditions,
  withGroups,
  withMeasure,
} from "../../../lib/chart-draft.ts";
import { aggregationsOf } from "../../../lib/metric-aggregations.ts";
import { useScope } from "../../../state/scope.ts";
import { Choice } from "../../../ui/choice.tsx";
import { GroupBy } from "../../../ui/group-by.tsx";
import type { FilterSignal } from "../../../state/filter-signal.ts";
import { Picker } from "../../../ui/picker.tsx";
import { Conditions } from "../../../ui/shell/conditions.tsx";
import { ui } from "../../../ui/styles.ts";
import css from "./builder.module.css";
import { Row } from "./row.tsx";

export interface SourceRowsProps {
  /** In formulas; absent: there is one source. */
  readonly letter: string | undefined;
  readonly source: ChartSource;
  readonly subjects: readonly Subject[];
  readonly metrics: MetricInfos;
  readonly onChange: (source: ChartSource) => void;
  readonly onRemove: (() => void) | undefined;
}

export function SourceRows(props: SourceRowsProps): JSX.Element {
  const { letter, source, metrics, onChange } = props;
  const keys = useKeys(source, metrics);
  const of = letter === undefined ? "" : ` of ${letter}`;
  return (
    <>
      <ShowRow {...props} keys={keys} of={of} />
      {"sql" in source && (
        <Row label="">
          <textarea
            className={css["text"]}
            aria-label="Query in SQL"
            spellCheck={false}
            value={source.sql}
            onChange={(event) => onChange({ sql: event.target.value })}
          />
        </Row>
      )}
      {takesConditions(source) && (
        <Row label="Where">
          <Conditions
            label={`Where${of}`}
            signal={signalOf(source)}
            filters={source.filter ?? []}
            onChange={(filter) => onChange(withConditions(source, filter))}
          />
        </Row>
      )}
      <GroupRow source={source} keys={keys} of={of} onChange={onChange} />
    </>
  );
}

interface Keyed {
  /** Attributes of the source. */
  readonly keys: readonly string[];
  /** For the names of controls, where there are several sources. */
  readonly of: string;
}

function ShowRow({
  letter,
  source,
  subjects,
  metrics,
  onChange,
  onRemove,
  keys,
  of,
}: SourceRowsProps & Keyed): JSX.Element {
  const subject = subjects.find((one) => isSame(one.source, source));
  return (
    <Row label={letter === undefined ? "Show" : `Show ${letter}`}>
      <MeasureChoice source={source} metrics={metrics} onChange={onChange} of={of} />
      {"records" in source && source.field !== undefined && (
        <>
          <Picker
            boxed
            label={`Field${of}`}
            all="choose a field"
            value={source.field}
            options={[...fieldsOf[source.records], ...keys]}
            onPick={(field) => {
              if (field !== undefined) onChange({ ...source, field });
            }}
          />
          <span className={ui.text["dim"]}>of</span>
        </>
      )}
      <Picker
        boxed
        label={`What${of}`}
        all="choose"
        value={subject?.label ?? Object.values(source).map(String)[0]}
        options={subjects.map(({ label }) => label)}
        onPick={(label) => {
          const found = subjects.find((one) => one.label === label);
          if (found !== undefined) onChange(found.source);
        }}
      />
      {onRemove !== undefined && (
        <button type="button" className={ui.button["quiet"]} onClick={onRemove}>
          Remove {letter}
        </button>
      )}
    </Row>
  );
}

type Changed = Pick<SourceRowsProps, "source" | "onChange">;

function MeasureChoice({
  source,
  metrics,
  onChange,
  of,
}: Changed & Pick<SourceRowsProps, "metrics"> & Pick<Keyed, "of">): JSX.Element | null {
  const info = "metric" in source ? metrics.get(source.metric) : undefined;
  const offered = measuresOf(source, info === undefined ? [] : aggregationsOf(info));
  if (offered.length === 0) return null;
  return (
    <>
      <Choice
        label={`Measure${of}`}
        value={measureOf(source) ?? offered[0]?.[0] ?? ""}
        options={offered}
        onChange={(measure) => onChange(withMeasure(source, measure))}
      />
      <span className={ui.text["dim"]}>of</span>
    </>
  );
}

function GroupRow({ source, keys, of, onChange }: Changed & Keyed): JSX.Element | null {
  const most = mostGroups(source);
  const groups = groupsOf(source);
  if (most === 0) return null;
  return (
    <Row label="Group by">
      <GroupBy
        isLabelled
        keys={keys}
        value={groups}
        most={most}
        onChange={(next) => onChange(withGroups(source, next))}
      />
      {("metric" in source || "records" in source) && groups.length > 0 && (
        <Choice
          label={`Groups${of}`}
          value={String(source.limit ?? 7)}
          options={[3, 5, 7, 10, 20].map((count) => [String(count), `keep ${count}`] as const)}
          onChange={(count) => onChange({ ...source, limit: Number(count) })}
        />
      )}
    </Row>
  );
}

const fieldsOf = { spans: ["duration"], logs: [], events: ["amount", "duration"] } as const;
const interactionKeys = ["type", "channel", "tier", "result"];

/** Attributes that the source can be grouped by. */
function useKeys(source: ChartSource, metrics: MetricInfos): readonly string[] {
  const { rangeQuery } = useScope();
  const isRecords = "records" in source;
  const { data: attributes } = useApi(
    "/api/attributes",
    {
      query: {
        ...rangeQuery,
        signal: isRecords && source.records === "spans" ? "spans" : "logs",
        limit: 200,
      },
    },
    { enabled: isRecords, refresh: "still", part: "attributes" },
  );
  const type = "transaction" in source ? source.transaction : "";
  const { data: groups } = useApi(
    "/api/transaction-groups/:type",
    { params: { type }, query: rangeQuery },
    { enabled: type !== "", refresh: "still", part: "attributes" },
  );
  if ("metric" in source) return ["service.name", ...(metrics.get(source.metric)?.attributeKeys ?? [])];
  if ("transaction" in source) return groups?.keys ?? [];
  if ("interaction" in source) return interactionKeys;
  if (!isRecords) return [];
  const own = {
    spans: ["service.name", "name", "status", "kind", "entry"],
    logs: ["service.name", "severity", "event.name"],
    events: ["service.name", ...eventFieldsByKey.keys()],
  };
  return [...new Set([...own[source.records], ...(attributes?.keys ?? []).map(({ key }) => key)])];
}

function signalOf(source: ChartSource): FilterSignal {
  if ("records" in source)
    return ({ spans: "spans", logs: "logs", events: "records" } as const)[source.records];
  return "logs" in source ? "logs" : "spans";
}

/** Whether two sources look at the same thing: their first field names it. */
function isSame(one: ChartSource, other: ChartSource): boolean {
  const [kind, name] = Object.entries(one)[0] ?? [];
  return kind !== undefined && kind !== "sql" && (other as Record<string, unknown>)[kind] === name
    ? true
    : kind === "sql" && "sql" in other;
}
