// The cells of a metric in the list that need its values: its course and its latest value, requested for 20 metrics at once while one of
// them is on the screen.
import { useQueryClient } from "@tanstack/react-query";
import type { MetricInfo, MetricSparklines } from "contract";
import { useState, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { type Answer, knownResult, useApi, useApiAll } from "../../data/use-api.ts";
import { unitFormat } from "../../lib/format-unit.ts";
import { none } from "../../lib/locale.ts";
import { useScope } from "../../state/scope.ts";
import { SkeletonBar } from "../../ui/skeleton.tsx";
import { SignalSparkline } from "../../ui/sparkline.tsx";
import { ui } from "../../ui/styles.ts";
import { useOnScreen } from "../../ui/use-on-screen.ts";
import { aggregationWord } from "./metric-words.ts";
import css from "./metrics.module.css";

/** Names in one request. */
const atOnce = 20;
const everyMs = 60_000;

/** The names that are requested together with each of `names`. */
export function toRequests(names: readonly string[]): Requests {
  const requests = Array.from({ length: Math.ceil(names.length / atOnce) }, (_, at) =>
    names.slice(at * atOnce, (at + 1) * atOnce),
  );
  return new Map(names.map((name, at) => [name, requests[Math.floor(at / atOnce)]!]));
}

export type Requests = ReadonlyMap<string, readonly string[]>;

export interface MetricTrendProps {
  readonly metric: MetricInfo;
  /** The names of the request, this one among them. */
  readonly names: readonly string[];
}

/** Its course. */
export function MetricTrend(props: MetricTrendProps): JSX.Element {
  return <Trend key={useScopeKey()} {...props} />;
}

/** Its latest value. */
export function MetricLatest(props: MetricTrendProps): JSX.Element {
  return <Latest key={useScopeKey()} {...props} />;
}

/** Asks for the values of all metrics, for a file: the page asks for those on the screen. */
export function AllValues({ requests }: { readonly requests: Requests }): null {
  const { rangeQuery, service } = useScope();
  const inputs = [...new Set(requests.values())].map((name) => ({ query: { ...rangeQuery, service, name } }));
  useApiAll("/api/metric-sparklines", inputs, { part: "values over time" });
  return null;
}

/** The latest value of a metric, as far as it was asked for, and which aggregation it is of. */
export function useKnownLatest(
  requests: Requests,
): (metric: MetricInfo) => { readonly value: number; readonly of: string } | undefined {
  const client = useQueryClient();
  const { rangeQuery, service } = useScope();
  return ({ name }) => {
    const query = { ...rangeQuery, service, name: requests.get(name) ?? [] };
    const known = knownResult(client, "/api/metric-sparklines", { query });
    const found = known?.metrics.find((one) => one.name === name);
    const value = latestOf(found);
    return found === undefined || value === undefined ? undefined : { value, of: found.aggregation };
  };
}

function latestOf(found: MetricSparklines["metrics"][number] | undefined): number | undefined {
  return found?.values.findLast((value) => value !== null) ?? undefined;
}

/** New for each scope: the previous result is shown while `names` change, but not that of another range. */
function useScopeKey(): string {
  const { rangeQuery, service } = useScope();
  return JSON.stringify([rangeQuery, service]);
}

function Trend(props: MetricTrendProps): JSX.Element {
  const { element, state, found, latest, query } = useValues(props);
  return (
    <span ref={element}>
      {latest !== undefined && (
        <SignalSparkline
          className={css["spark"]}
          values={found?.values ?? []}
          signals={["metrics"]}
          services={props.metric.services}
        />
      )}
      {state === "lost" && <NotLoaded isFetching={query.isFetching} />}
      {state === "waiting" && <SkeletonBar width={84} />}
    </span>
  );
}

function Latest(props: MetricTrendProps): JSX.Element {
  const { element, state, found, latest, query } = useValues(props);
  const { name, unit } = props.metric;
  return (
    <span ref={element} title={found === undefined ? undefined : aggregationWord(found.aggregation)}>
      {found !== undefined && <Value aggregation={found.aggregation} unit={unit} value={latest} />}
      {state === "lost" && <TryAgain name={name} query={query} />}
      {state === "waiting" && <SkeletonBar width={64} />}
    </span>
  );
}

/** The values of the metric, once the element was on the screen. The cells of a row share the request. */
function useValues({ metric: { name }, names }: MetricTrendProps) {
  const [element, isOnScreen] = useOnScreen<HTMLSpanElement>();
  const { rangeQuery, service } = useScope();
  const query = useApi(
    "/api/metric-sparklines",
    { query: { ...rangeQuery, service, name: names } },
    { enabled: isOnScreen, everyMs, freshMs: everyMs, part: "values over time" },
  );
  const found = query.data?.metrics.find((one) => one.name === name);
  const latest = latestOf(found);
  const [wasLost, setWasLost] = useState(false);
  const state = stateOf(query, isOnScreen, wasLost);
  if (state === "lost" && !wasLost) setWasLost(true);
  return { element, state, found, latest, query };
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

function Value({
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
