// The selected step of a column: its figures, where its visits came from, and what became of all of them.
import { Link } from "@tanstack/react-router";
import { measureText, measureWord, shareOf } from "catalog/measures";
import type { JourneyColumnsResult } from "contract";
import type { JSX, ReactNode } from "react";

import type { Selected } from "../../draw/sankey-columns.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatMeasure } from "../../lib/format-measure.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { measureColumn } from "../../ui/list/measure-column.ts";
import { ui } from "../../ui/styles.ts";
import { type ColumnWay, columnFacts, columnFunnel } from "./column-ways.ts";
import type { PathUnit } from "./search.ts";
import css from "./column-panel.module.css";

interface ColumnPanelProps {
  readonly journey: JourneyColumnsResult;
  readonly unit: PathUnit;
  readonly selected: Selected;
  readonly onSelect: (selected: Selected | undefined) => void;
}

export function ColumnPanel({ journey, unit, selected, onSelect }: ColumnPanelProps): JSX.Element | null {
  const facts = columnFacts(journey, selected);
  if (facts === undefined) return null;
  const { node, cameFrom, wentTo } = facts;
  const funnel = columnFunnel(journey, selected);
  const go = (by: number) => (step: string) => onSelect({ column: selected.column + by, step });
  const isLast = selected.column === journey.columns.length - 1;
  return (
    <aside className={css["panel"]} aria-label="Selected step">
      <header>
        <p className={ui.text["dim"]}>step {selected.column + 1}</p>
        <button
          type="button"
          className={classes(ui.button["icon"], css["close"])}
          aria-label="Close"
          title="Close (esc)"
          onClick={() => onSelect(undefined)}
        >
          <Icon name="close" />
        </button>
        <h2>{selected.step}</h2>
      </header>
      <dl className={css["facts"]}>
        {unit === "visits" && (
          <Fact name="visits" hint={measureText("visitsAtStep")}>
            {formatMeasure("visitsAtStep", node.visits)}
          </Fact>
        )}
        <Fact name={measureWord("people")} hint={measureText("people")}>
          {formatMeasure("people", node.people)}
        </Fact>
        <Fact name="time here" hint="Typical time until the next step or the end">
          {formatDuration(node.medianMs)}
        </Fact>
        <Fact name="errors" hint={measureText("wayErrorShare")} isBad={node.errors > 0}>
          {formatMeasure("wayErrorShare", node.errors === 0 ? null : shareOf(node.errors, node.visits))}
        </Fact>
      </dl>
      <Ways title="Came from" ways={cameFrom} whenNone="they begin here" unit={unit} onSelect={go(-1)} />
      <Ways
        title="Went to"
        ways={wentTo}
        whenNone="nothing"
        unit={unit}
        onSelect={isLast ? undefined : go(1)}
      />
      <div className={css["actions"]}>
        {funnel.length > 1 && (
          <Link
            className={ui.button["primary"]}
            to="/funnels/$name"
            params={{ name: journey.name }}
            search={{ steps: [...funnel], step: funnel.at(-1) === selected.step ? funnel.at(-2) : funnel[0] }}
            title={funnel.join(" → ")}
          >
            {selected.column === 0 ? "Funnel from here" : "Funnel to here"}
          </Link>
        )}
      </div>
    </aside>
  );
}

interface FactProps {
  readonly name: string;
  readonly hint: string;
  readonly isBad?: boolean;
  readonly children: ReactNode;
}

function Fact({ name, hint, isBad = false, children }: FactProps): JSX.Element {
  return (
    <div>
      <dt title={hint}>{name}</dt>
      <dd className={isBad ? ui.text["bad"] : undefined}>{children}</dd>
    </div>
  );
}

interface WaysProps {
  readonly title: string;
  readonly ways: readonly ColumnWay[];
  readonly whenNone: string;
  readonly unit: PathUnit;
  readonly onSelect: ((step: string) => void) | undefined;
}

function Ways({ title, ways, whenNone, unit, onSelect }: WaysProps): ReactNode {
  return (
    <List
      label={title}
      className={css["edges"]}
      columns={waysColumns(title, unit, onSelect)}
      rows={ways}
      keyOf={({ name, step }) => `${step === null} ${name}`}
      empty={
        <p className={classes(ui.text["dim"], css["none"])}>
          <b>{title}</b> {whenNone}
        </p>
      }
    />
  );
}

const waysColumns = (
  title: string,
  unit: PathUnit,
  onSelect: WaysProps["onSelect"],
): readonly Column<ColumnWay>[] => [
  {
    label: title,
    hasLink: true,
    cell: ({ name, step, isLoss, share }) => (
      <>
        {step === null || onSelect === undefined ? (
          <span className={ui.text["ellip"]}>{name}</span>
        ) : (
          <button
            type="button"
            className={classes(ui.table["rowLink"], ui.text["ellip"])}
            onClick={() => onSelect(step)}
          >
            {name}
          </button>
        )}
        <span className={classes(css["share"], isLoss && css["off"])}>
          <i style={{ width: `${Math.min(100, share * 100)}%` }} />
        </span>
      </>
    ),
    csv: { [title]: ({ name }) => name },
  },
  measureColumn(unit, ({ visits }) => visits),
  measureColumn("wentOn", ({ share }) => share, {
    label: "Share",
    hint: "Share of all at this step",
    cellClass: ui.text["soft"],
    csv: { "Share at this step": ({ share }) => share },
  }),
  {
    label: "Median",
    isFigure: true,
    cell: ({ medianMs }) => formatDuration(medianMs),
    csv: { "Median (ms)": ({ medianMs }) => medianMs },
  },
  measureColumn("wayErrorShare", ({ errors }) => (errors === 0 ? null : errors), {
    label: "Errors",
    cellClass: ({ errors }) => ((errors ?? 0) > 0 ? ui.text["bad"] : undefined),
  }),
];
