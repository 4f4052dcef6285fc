// The cells of a metric in the list that need its values: its course and its latest value, requested for 20 metrics at once while one of
// them is on the screen.
import { Table } from "@mantine/core";
import type { MetricInfo } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { unitFormat } from "../../lib/format-unit.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { Sparkline } from "../../ui/sparkline.tsx";
import { ui } from "../../ui/styles.ts";
import { useOnScreen } from "../../ui/use-on-screen.ts";
import { aggregationWord } from "./metric-words.ts";
import css from "./metrics.module.css";

/** Names in one request. */
const atOnce = 20;
const everyMs = 60_000;

/** The names that are requested together with each of `names`. */
export function toRequests(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    names.map((name, at) => {
      const from = at - (at % atOnce);
      return [name, names.slice(from, from + atOnce)];
    }),
  );
}

export interface MetricTrendProps {
  readonly metric: MetricInfo;
  /** The names of the request, this one among them. */
  readonly names: readonly string[];
}

export function MetricTrend(props: MetricTrendProps): JSX.Element {
  const { rangeQuery, service } = useScope();
  // New for each scope: the previous result is shown while `names` change, but not that of another range.
  return <Trend key={JSON.stringify([rangeQuery, service])} {...props} />;
}

function Trend({ metric: { name, unit }, names }: MetricTrendProps): JSX.Element {
  const [cell, isOnScreen] = useOnScreen<HTMLTableCellElement>();
  const { rangeQuery, service } = useScope();
  const { data } = useApi(
    "/api/metric-sparklines",
    { query: { ...rangeQuery, service, name: names } },
    { enabled: isOnScreen, everyMs, freshMs: everyMs },
  );
  const found = data?.metrics.find((one) => one.name === name);
  const latest = found?.values.findLast((value) => value !== null) ?? undefined;
  return (
    <>
      <Table.Td className={classes(css["trend"], ui.screen["hidePhone"])}>
        {latest !== undefined && <Sparkline className={css["spark"]} values={found?.values ?? []} />}
      </Table.Td>
      <Table.Td
        ref={cell}
        className={ui.table["num"]}
        title={found === undefined ? undefined : aggregationWord(found.aggregation)}
      >
        {found !== undefined && latest !== undefined ? (
          <>
            {found.aggregation.startsWith("p") && (
              <span className={ui.text["dim"]}>{found.aggregation} </span>
            )}
            {unitFormat(unit, found.aggregation)(latest)}
          </>
        ) : (
          <span className={ui.text["dim"]}>{found === undefined ? "" : "–"}</span>
        )}
      </Table.Td>
    </>
  );
}
