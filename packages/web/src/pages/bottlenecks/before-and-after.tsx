// What a finding of history was judged by: its course with the level before, and the ways to what was usual and to what differs.
import { Link } from "@tanstack/react-router";
import type { Bottleneck, BottleneckChange, BottleneckHistory } from "contract";
import type { JSX } from "react";

import { amountOf, formatOf } from "../../lib/bottleneck-words.ts";
import { beforeAndAfter } from "../../lib/compare-link.ts";
import { stepWord } from "../../lib/step-word.ts";
import { useLate } from "../../state/completeness.ts";
import { Chart } from "../../ui/chart.tsx";
import { ChartTitle } from "../../ui/chart-title.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./bottlenecks.module.css";

export interface BeforeAndAfterProps {
  readonly bottleneck: Bottleneck;
  readonly change: BottleneckChange;
  readonly history: BottleneckHistory;
}

export function BeforeAndAfter(props: BeforeAndAfterProps): JSX.Element {
  const { bottleneck } = props;
  return (
    <section className={ui.section["section"]} aria-label="Before and after">
      <header>
        <h2>Before and after</h2>
        <span className={ui.text["dim"]}>{amountOf(bottleneck)}</span>
        <span className={ui.section["end"]}>
          <Ways {...props} />
        </span>
      </header>
      <Course {...props} />
    </section>
  );
}

function Course({ bottleneck, change, history }: BeforeAndAfterProps): JSX.Element | null {
  const { stepMs, points } = history;
  const late = useLate(["spans"], bottleneck.service);
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  const step = stepWord(stepMs);
  const times = timesOf(Date.parse(first.time), Date.parse(last.time), stepMs);
  const values = new Map(points.map(({ time, value }) => [Date.parse(time), value]));
  return (
    <>
      <ChartTitle
        name={bottleneck.operation}
        chart={{
          title: `${bottleneck.operation}: before and after`,
          sources: [{ bottleneck: bottleneck.fingerprint, measure: "history" }],
        }}
      >
        typical of {step}
      </ChartTitle>
      <Chart
        times={times}
        stepMs={stepMs}
        fromMs={times[0]!}
        toMs={times.at(-1)! + stepMs}
        series={[
          {
            label: "before",
            color: "var(--chart-before)",
            kind: "before",
            values: times.map(() => change.before),
          },
          {
            label: bottleneck.operation,
            color: "var(--chart-now)",
            kind: "line",
            values: times.map((time) => values.get(time) ?? null),
          },
        ]}
        format={formatOf(change)}
        height={150}
        late={late}
        label={`${bottleneck.operation}: before and after`}
        marks={
          change.since === null
            ? []
            : [{ timeMs: Date.parse(change.since), label: bottleneck.target, service: bottleneck.service }]
        }
      />
    </>
  );
}

/** All steps; at most a thousand. */
function timesOf(firstMs: number, lastMs: number, stepMs: number): number[] {
  const count = Math.min(1_000, Math.floor((lastMs - firstMs) / stepMs) + 1);
  return Array.from({ length: count }, (_, place) => firstMs + place * stepMs);
}

/** A range with both versions. */
function around(since: string): { readonly from: string; readonly to: string } {
  const { baseFrom, to } = beforeAndAfter(since);
  return { from: baseFrom, to };
}

function Ways({ bottleneck, change, history }: BeforeAndAfterProps): JSX.Element {
  const { traceId, spanId, version } = history;
  const { kind, service, environment, operation, example } = bottleneck;
  return (
    <span className={css["links"]}>
      {traceId !== null && (
        <Link
          className={ui.text["link"]}
          to="/traces/$id"
          params={{ id: traceId }}
          search={spanId === null ? {} : { span: spanId, marks: spanId }}
        >
          Trace before
        </Link>
      )}
      {kind !== "resource-growth" && (
        <Link
          className={ui.text["link"]}
          to="/traces"
          search={{
            filter: [`name=${operation}`],
            service,
            order: "slowest",
            spans: kind === "slow-statement" ? "all" : undefined,
          }}
        >
          All traces
        </Link>
      )}
      {change.since !== null && version !== "" && (
        <Link
          className={ui.text["link"]}
          to="/compare"
          search={{
            ...around(change.since),
            mode: "version",
            value: example.version,
            baseValue: version,
            service,
            env: environment === "" ? undefined : environment,
          }}
        >
          Compare versions
        </Link>
      )}
    </span>
  );
}
