// By what the records can be narrowed down: severity, service and values of attributes, with counts. A value adds its condition.
import {
  type LogFacetsResult,
  type LogHistogramQuery,
  type LogHistogramResult,
  severityNames,
} from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { useScopeChanges } from "../../state/scope.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";
import { useNarrow } from "../../ui/use-narrow.ts";
import css from "./facets.module.css";

interface FacetsProps {
  readonly conditions: LogHistogramQuery;
  /** The bars, which count severities. */
  readonly severities: LogHistogramResult | undefined;
}

export function Facets(props: FacetsProps): JSX.Element {
  const isNarrow = useNarrow(1180);
  if (!isNarrow)
    return (
      <aside className={css["facets"]} aria-label="Facets">
        <FacetLists {...props} />
      </aside>
    );
  return (
    <details className={css["folded"]}>
      <summary>Facets</summary>
      <FacetLists {...props} />
    </details>
  );
}

function FacetLists({ conditions, severities: bars }: FacetsProps): JSX.Element {
  const facets = useApi("/api/logs/facets", { query: conditions }, { part: "values to filter by" });
  const { setService, addFilter } = useScopeChanges();
  const levels = severityNames
    .map((name) => ({
      value: name,
      count: (bars?.buckets ?? []).reduce((all, { counts }) => all + counts[name], 0),
    }))
    .filter(({ count }) => count > 0)
    .toReversed();
  const {
    services = [],
    truncatedServices = 0,
    attributes = [],
    hasMoreAttributes = false,
    sampled = null,
  }: Partial<LogFacetsResult> = facets.data ?? {};
  return (
    <>
      <Facet name="Severity" values={levels} onChoose={(name) => addFilter(`severity=${name}`)} />
      <Facet name="Service" values={services} truncated={truncatedServices} onChoose={setService} />
      {attributes.map(({ key, values }) => (
        <Facet key={key} name={key} values={values} onChoose={(value) => addFilter(`${key}=${value}`)} />
      ))}
      <AndMore
        truncated={hasMoreAttributes}
        things="attributes"
        by="records"
        fix="A filter may have any attribute."
      />
      {sampled !== null && (
        <p className={ui.text["dim"]}>Attributes: the newest {formatCount(sampled)} records</p>
      )}
    </>
  );
}

/** Values of each. */
const shown = 8;

function Facet({
  name,
  values,
  truncated = 0,
  onChoose,
}: {
  readonly name: string;
  /** Values that are not among these. */
  readonly truncated?: number;
  readonly values: readonly { readonly value: string; readonly count: number }[];
  readonly onChoose: (value: string) => void;
}): JSX.Element | null {
  const most = Math.max(1, ...values.map(({ count }) => count));
  if (values.length === 0) return null;
  const more = Math.max(0, values.length - shown) + truncated;
  return (
    <section aria-label={name}>
      <h2 title={name}>{name}</h2>
      <ul>
        {values.slice(0, shown).map(({ value, count }) => (
          <li key={value}>
            <button type="button" onClick={() => onChoose(value)} title={`${value}: ${count}`}>
              <i style={{ width: `${(100 * count) / most}%` }} />
              <span className={ui.text["ellip"]}>{value === "" ? "empty" : value}</span>
              <span className={classes(ui.text["dim"], css["count"])}>{formatCount(count)}</span>
            </button>
          </li>
        ))}
      </ul>
      {more > 0 && <p className={ui.text["dim"]}>and {formatCount(more)} more</p>}
    </section>
  );
}
