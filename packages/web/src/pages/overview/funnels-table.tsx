// The funnels on the overview: bars of people by step, conversion, and the step that changed most.
import { linkOptions } from "@tanstack/react-router";
import type { FunnelSummary } from "contract";
import type { JSX } from "react";

import { besideVerdict, conversionVerdict } from "../../lib/conversion-verdict.ts";
import { formatCount } from "../../lib/format.ts";
import { previousConversionOf } from "../../lib/previous-people.ts";
import { none } from "../../lib/locale.ts";
import type { Verdict, VerdictState } from "../../lib/verdict.ts";
import { VerdictBelow } from "../../ui/data-state.tsx";
import { Delta } from "../../ui/delta.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { csvHeading, measureColumn } from "../../ui/list/measure-column.ts";
import { ui } from "../../ui/styles.ts";
import { mostMoved } from "./funnel-moves.ts";
import css from "./funnels-table.module.css";

/** Of the table. */
export const funnelColumns = (
  isEstimate: boolean,
  verdictOf?: (name: string) => Verdict | undefined,
): readonly Column<FunnelSummary>[] => [
  {
    label: "Funnel",
    isName: true,
    link: ({ name }) => linkOptions({ to: "/funnels/$name", params: { name }, title: name }),
    cell: ({ name }) => name,
    below: ({ name }) => {
      const verdict = verdictOf?.(name);
      return verdict === undefined ? null : <VerdictBelow verdict={verdict} />;
    },
    csv: ({ name }) => name,
  },
  {
    label: "Steps",
    cell: (funnel) => <MiniFunnel funnel={funnel} />,
    csv: ({ steps }) => steps.map(({ name, people }) => `${name} ${people}`).join(", "),
  },
  {
    label: "First → last",
    isFigure: true,
    hide: "narrow",
    cell: ({ steps }) => (
      <>
        {formatCount(steps[0]?.people)} <span className={ui.text["dim"]}>→</span>{" "}
        {formatCount(steps.at(-1)?.people)}
      </>
    ),
    csv: { First: ({ steps }) => steps[0]?.people, Last: ({ steps }) => steps.at(-1)?.people },
  },
  measureColumn("conversion", ({ conversion }) => conversion, { cellClass: ui.text["strong"] }),
  {
    label: "vs. before",
    isFigure: true,
    cell: (funnel) => (
      <Delta
        now={funnel.conversion}
        before={previousConversionOf(funnel)}
        share
        verdict={besideVerdict(conversionVerdict(funnel, isEstimate), verdictOf?.(funnel.name)?.state)}
        orNone
      />
    ),
    csv: { [csvHeading("conversion", "before")]: previousConversionOf },
  },
  {
    label: "Largest change",
    hide: "narrow",
    cellClass: css["change"],
    cell: (funnel) => (
      <LargestChange moved={mostMoved(funnel, isEstimate)} whole={verdictOf?.(funnel.name)?.state} />
    ),
    csv: {
      "Largest change": (funnel) => {
        const moved = mostMoved(funnel, isEstimate);
        return moved && `${moved.from} → ${moved.to}`;
      },
      "Of it (share)": (funnel) => mostMoved(funnel, isEstimate)?.now,
      "Of it before (share)": (funnel) => mostMoved(funnel, isEstimate)?.before,
    },
  },
];

/** Rows lead to the funnel. */
export function FunnelsTable({
  funnels,
  isEstimate,
  verdictOf,
}: {
  readonly funnels: readonly FunnelSummary[];
  readonly isEstimate: boolean;
  readonly verdictOf: (name: string) => Verdict | undefined;
}): JSX.Element {
  return (
    <List
      label="Funnels"
      className={css["funnels"]}
      columns={funnelColumns(isEstimate, verdictOf)}
      rows={funnels}
      keyOf={({ name }) => name}
    />
  );
}

function LargestChange({
  moved,
  whole,
}: {
  readonly moved: ReturnType<typeof mostMoved>;
  readonly whole: VerdictState | undefined;
}): JSX.Element {
  if (moved === undefined) return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <>
      <span>
        {moved.from} → {moved.to}
      </span>{" "}
      <Delta now={moved.now} before={moved.before} share verdict={besideVerdict(moved.verdict, whole)} />
    </>
  );
}

const width = 132;
const height = 24;
const gap = 3;

/** People at each step; the last is the goal. */
function MiniFunnel({ funnel: { name, steps } }: { readonly funnel: FunnelSummary }): JSX.Element {
  const most = Math.max(1, ...steps.map(({ people }) => people));
  const wide = (width - gap * (steps.length - 1)) / Math.max(1, steps.length);
  return (
    <svg
      className={css["bars"]}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={`${name}: ${steps.map((step) => `${step.name} ${step.people}`).join(", ")}`}
    >
      {steps.map((step, at) => {
        const tall = Math.max(step.people === 0 ? 0 : 1, (step.people / most) * height);
        return (
          <rect key={step.name} x={at * (wide + gap)} y={height - tall} width={wide} height={tall} rx="1">
            <title>{`${step.name} ${formatCount(step.people)}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
