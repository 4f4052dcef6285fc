// The columns of a breakdown: a value, the people who came to the step, and how many of them took all steps, now and before.
import { leastEvidence, shareOf } from "catalog/measures";
import type { FunnelGroupMoneyResult, FunnelGroupsResult, FunnelTraceGroupsResult, Money } from "contract";
import type { JSX, ReactNode } from "react";

import { formatCount } from "../../lib/format.ts";
import { estimated, formatMeasure } from "../../lib/format-measure.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { proportionZ, type Share, verdictOf } from "../../lib/significance.ts";
import { classes } from "../../ui/classes.ts";
import { Delta } from "../../ui/delta.tsx";
import type { Column } from "../../ui/list/column.ts";
import { csvHeading, measureColumn, measureHeading } from "../../ui/list/measure-column.ts";
import { ui } from "../../ui/styles.ts";
import { NotRecorded } from "./amount-figure.tsx";
import css from "./groups.module.css";

export interface Group {
  /** `undefined`: no value; then `lack` says why. */
  readonly value: string | undefined;
  readonly lack?: string;
  /** People at the step and at each step after it. */
  readonly people: readonly number[];
  readonly previous: readonly number[];
  /** How many people at the step were looked at: those whom they represent are not evidence. */
  readonly counted: number;
  readonly countedPrevious: number;
  /** What they are worth; `undefined` where no amount is recorded, or the value is not among those whose amounts are known. */
  readonly worth?: Worth | undefined;
  /** So many values have amounts, those with most people; absent: all that have any. */
  readonly mostWorth?: number | undefined;
}

interface Worth {
  readonly amounts: readonly Money[];
  readonly lost: readonly Money[];
  readonly isEstimate: boolean;
}

export interface Breakdown {
  readonly groups: readonly Group[];
  /** Traces are sampled: those that are stored stand for more. */
  readonly isSampled: boolean;
  /** 1 when all people were looked at. */
  readonly share: number;
}

export function ofRecords({ groups, share }: FunnelGroupsResult): Breakdown {
  return {
    groups: groups.map(({ value, people, previous }) => ({
      ...(value === null ? { value: undefined, lack: "none" } : { value }),
      people,
      previous,
      counted: (people[0] ?? 0) / share,
      countedPrevious: (previous[0] ?? 0) / share,
    })),
    isSampled: false,
    share,
  };
}

const severalValues = "several values";
export const notRecorded = "not recorded";

export function ofTraces({ groups, isSampled, share }: FunnelTraceGroupsResult): Breakdown {
  return {
    groups: groups.map(({ value, several, ...figures }) => ({
      ...(value === null ? { value: undefined, lack: several ? severalValues : notRecorded } : { value }),
      ...figures,
    })),
    isSampled,
    share,
  };
}

const keyOf = (value: string | null | undefined, isSeveral: boolean): string =>
  JSON.stringify([value ?? null, isSeveral]);

/** With what each group is worth, by its value or what it has instead. */
export function withMoney(breakdown: Breakdown, money: FunnelGroupMoneyResult): Breakdown {
  const isEstimate = money.isSampled || money.share > 1;
  const worthOf = new Map(
    money.groups.map(({ value, several, amounts, lost }) => [
      keyOf(value, several),
      { amounts, lost, isEstimate },
    ]),
  );
  return {
    ...breakdown,
    groups: breakdown.groups.map((group) => ({
      ...group,
      worth: worthOf.get(keyOf(group.value, group.lack === severalValues)),
      mostWorth: money.truncated ? money.groups.length : undefined,
    })),
  };
}

/** @param from the step whose people are broken down; `undefined`: the first one. */
export function groupColumns(
  isSampled: boolean,
  from: string | undefined,
  hasMoney = false,
): readonly Column<Group>[] {
  const people = (value: number): string => estimated(formatMeasure("entered", value), isSampled);
  return [
    {
      label: "Value",
      cellClass: classes(ui.text["ellip"], css["value"]),
      title: ({ value }) => value,
      cell: ({ value, lack }) =>
        value === undefined ? <span className={ui.text["dim"]}>{lack}</span> : <b>{value}</b>,
      csv: ({ value, lack }) => value ?? (lack === severalValues ? `(${lack})` : null),
    },
    measureColumn("entered", (group) => throughOf(group.people).total, {
      ...(from !== undefined && { label: `At ${from}`, hint: `People who took ${from} in the range.` }),
      cell: (group) => people(throughOf(group.people).total),
    }),
    measureColumn("finished", (group) => throughOf(group.people).count, {
      hide: "phone",
      cell: (group) => people(throughOf(group.people).count),
    }),
    measureColumn("conversion", (group) => conversionOf(group.people), {
      ...(from !== undefined && { hint: `Share of the people at ${from} that took all steps.` }),
      cellClass: css["share"],
      cell: (group) => <Conversion group={group} isSampled={isSampled} />,
    }),
    {
      label: "vs. before",
      isFigure: true,
      cell: (group) => <Change group={group} />,
      csv: { [csvHeading("conversion", "before")]: ({ previous }) => conversionOf(previous) },
    },
    ...(hasMoney ? moneyColumns : []),
  ];
}

const moneyColumns: readonly Column<Group>[] = [
  {
    ...measureHeading("amountAtStep"),
    hint: "Amounts of these people, by currency: each with their latest transaction, of people who did not take all steps their latest one that was not completed.",
    hide: "narrow",
    cell: (group) => amountCell(group, ({ amounts }) => amounts),
    csv: ({ worth }) => worth?.amounts.map(formatMoneyExact).join(" + "),
  },
  {
    ...measureHeading("amountLost"),
    hint: "Amounts of those of them who dropped at this step or after it, by currency.",
    hide: "phone",
    cell: (group) => amountCell(group, ({ lost }) => lost),
    csv: ({ worth }) => worth?.lost.map(formatMoneyExact).join(" + "),
  },
];

function amountCell({ worth, mostWorth }: Group, amountsOf: (worth: Worth) => readonly Money[]): ReactNode {
  if (worth === undefined) return mostWorth === undefined ? <NotRecorded /> : <NotListed of={mostWorth} />;
  const amounts = amountsOf(worth);
  return (
    <span title={amounts.map(formatMoneyExact).join(" + ")}>
      {estimated(formatAmounts(amounts, 2), worth.isEstimate)}
    </span>
  );
}

function NotListed({ of }: { readonly of: number }): JSX.Element {
  return (
    <span
      className={ui.text["dim"]}
      title={`Amounts are listed for the ${formatCount(of)} values that most people with an amount have.`}
    >
      not among the {formatCount(of)} largest
    </span>
  );
}

/** How many of those who came to the step reached the end. */
const throughOf = (people: readonly number[]): Share => ({
  count: people.at(-1) ?? 0,
  total: people[0] ?? 0,
});

function conversionOf(people: readonly number[]): number | null {
  const { count, total } = throughOf(people);
  return shareOf(count, total);
}

function Conversion({
  group,
  isSampled,
}: {
  readonly group: Group;
  readonly isSampled: boolean;
}): JSX.Element {
  const share = conversionOf(group.people);
  return (
    <>
      <span className={css["bar"]} aria-hidden="true">
        <i style={{ width: `${(share ?? 0) * 100}%` }} />
      </span>
      <b>{formatMeasure("conversion", share, isSampled)}</b>
    </>
  );
}

function Change({
  group: { people, previous, counted, countedPrevious },
}: {
  readonly group: Group;
}): JSX.Element {
  const isComparable = Math.min(counted, countedPrevious) >= leastEvidence;
  const z = isComparable ? proportionZ(seen(people, counted), seen(previous, countedPrevious)) : 0;
  return (
    <Delta
      now={conversionOf(people)}
      before={isComparable ? conversionOf(previous) : null}
      share
      verdict={verdictOf("conversion", z)}
      orNone
    />
  );
}

/** The conversion of as many people as were looked at. */
function seen(people: readonly number[], counted: number): Share {
  return { count: (conversionOf(people) ?? 0) * counted, total: counted };
}
