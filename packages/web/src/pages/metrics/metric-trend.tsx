// The cells of a metric in the list that need its values: its course and its latest value, requested for 20 metrics at once while one of
// them is on the screen.
import { Table } from "@mantine/core";
import type { MetricInfo } from "contract";
import { useState, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { type Answer, useApi } from "../../data/use-api.ts";
import { unitFormat } from "../../lib/format-unit.ts";
import { none } from "../../lib/locale.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { SkeletonBar } from "../../ui/skeleton.tsx";
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
  const query = useApi(
    "/api/metric-sparklines",
    { query: { ...rangeQuery, service, name: names } },
    { enabled: isOnScreen, everyMs, freshMs: everyMs },
  );
  const found = query.data?.metrics.find((one) => one.name === name);
  const latest = found?.values.findLast((value) => value !== null) ?? undefined;
  const [wasLost, setWasLost] = useState(false);
  const state = stateOf(query, isOnScreen, wasLost);
  if (state === "lost" && !wasLost) setWasLost(true);
  return (
    <>
      <Table.Td className={classes(css["trend"], ui.screen["hidePhone"])}>
        {latest !== undefined && <Sparkline className={css["spark"]} values={found?.values ?? []} />}
        {state === "lost" && <NotLoaded isFetching={query.isFetching} />}
        {state === "waiting" && <SkeletonBar width={84} />}
      </Table.Td>
      <Table.Td
        ref={cell}
        className={ui.table["num"]}
        title={found === undefined ? undefined : aggregationWord(found.aggregation)}
      >
        {found !== undefined && <Latest aggregation={found.aggregation} unit={unit} value={latest} />}
        {state === "lost" && <TryAgain name={name} query={query} />}
        {state === "waiting" && <SkeletonBar width={64} />}
      </Table.Td>
    </>
  );
}

/** `lost`: the request failed or was cancelled. It stays so until a later one is answered: the focus may be on the button. */
function stateOf(
  { data, isFetching }: Answer<unknown>,
  isOnScreen: boolean,
  wasLost: boolean,
): "known" | "waiting" | "lost" {
  if (data !== undefined) return "known";
  return wasLost || (isOnScreen && !isFetching) ? "lost" : "waiting";
}

function Latest({
  aggregation,
  unit,
  value,
}: {
  readonly aggregation: string;
  readonly unit: string;
  readonly value: number | undefined;
}): JSX.Element {
  if (value === undefined) return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <>
      {aggregation.startsWith("p") && <span className={ui.text["dim"]}>{aggregation} </span>}
      {unitFormat(unit, aggregation)(value)}
    </>
  );
}

function NotLoaded({ isFetching }: { readonly isFetching: boolean }): JSX.Element {
  return (
    <span role="status" className={ui.text["dim"]}>
      {isFetching ? "loading" : "not loaded"}
    </span>
  );
}

function titleOf(error: Error | null, isFetching: boolean): string | undefined {
  if (error !== null) return toProblem(error).message;
  return isFetching ? undefined : "The request was cancelled.";
}

/** In place of a value that was not loaded. Loads those of the other metrics of the request, too. */
function TryAgain({
  name,
  query: { error, isFetching, refetch },
}: {
  readonly name: string;
  readonly query: Answer<unknown>;
}): JSX.Element {
  return (
    <button
      type="button"
      className={ui.text["link"]}
      aria-label={`Try again: values of ${name}`}
      aria-busy={isFetching}
      title={titleOf(error, isFetching)}
      onClick={() => void refetch()}
    >
      Try again
    </button>
  );
}
