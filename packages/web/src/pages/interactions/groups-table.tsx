// Figures by one dimension; a row filters the page by its value.
import type { InteractionGroup } from "contract";
import type { JSX } from "react";

import { lackOfCounts, lackOfFigures } from "../../lib/comparable.ts";
import { formatCount, formatNumber } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { Delta } from "../../ui/delta.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./interactions.module.css";

export interface GroupsTableProps {
  readonly label: string;
  readonly groups: readonly InteractionGroup[];
  readonly truncated: number;
  readonly onFilter: (value: string) => void;
}

export function GroupsTable({ label, groups, truncated, onFilter }: GroupsTableProps): JSX.Element {
  return (
    <>
      <List
        label={`By ${label}`}
        truncated={truncated}
        className={css["groups"]}
        columns={groupColumns(label, onFilter)}
        rows={groups}
        keyOf={({ value }) => value}
      />
      <AndMore
        truncated={truncated}
        things={`${label}s`}
        by="contacts"
        fix="Choose an environment, or a shorter time range."
      />
    </>
  );
}

const money = (amounts: InteractionGroup["current"]["values"]): string =>
  amounts.map(formatMoneyExact).join(", ");

/** Of the table. */
export const groupColumns = (
  label: string,
  onFilter: GroupsTableProps["onFilter"],
): readonly Column<InteractionGroup>[] => [
  {
    label,
    hasLink: true,
    className: css["first"],
    cell: ({ value }) => <FilterButton value={value} onFilter={onFilter} />,
    csv: ({ value }) => value,
  },
  ...figures,
];

const figures: readonly Column<InteractionGroup>[] = [
  {
    label: "Contacts",
    isFigure: true,
    headClass: css["compared"],
    title: ({ current }) => String(current.count),
    cell: ({ current, previous }) => (
      <>
        {formatCount(current.count)}{" "}
        <Delta
          className={css["delta"]}
          now={current.count}
          before={previous.count}
          lack={lackOfCounts(current.count, previous.count)}
        />
      </>
    ),
    csv: { Contacts: ({ current }) => current.count, "Contacts before": ({ previous }) => previous.count },
  },
  {
    label: "Satisfaction",
    isFigure: true,
    headClass: css["compared"],
    cell: ({ current, previous }) => (
      <>
        {formatNumber(current.satisfaction)}{" "}
        <Delta
          className={css["delta"]}
          now={current.satisfaction}
          before={previous.satisfaction}
          lack={lackOfFigures(current.rated, previous.rated)}
        />
      </>
    ),
    csv: {
      Satisfaction: ({ current }) => current.satisfaction,
      "Satisfaction before": ({ previous }) => previous.satisfaction,
    },
  },
  {
    label: "Rated",
    isFigure: true,
    hide: "phone",
    cell: ({ current }) => formatCount(current.rated),
    csv: ({ current }) => current.rated,
  },
  {
    label: "Median",
    isFigure: true,
    hide: "narrow",
    cell: ({ current }) => formatDuration(current.p50Ms),
    csv: { "Median (ms)": ({ current }) => current.p50Ms },
  },
  {
    label: "Value",
    isFigure: true,
    hide: "narrow",
    title: ({ current }) => money(current.values),
    cell: ({ current }) => formatAmounts(current.values, 2),
    csv: ({ current }) => money(current.values),
  },
  {
    label: "Revenue impact",
    isFigure: true,
    hide: "narrow",
    title: ({ current }) => money(current.revenueImpacts),
    cell: ({ current }) => formatAmounts(current.revenueImpacts, 2),
    csv: ({ current }) => money(current.revenueImpacts),
  },
];

function FilterButton({
  value,
  onFilter,
}: {
  readonly value: string;
  readonly onFilter: GroupsTableProps["onFilter"];
}): JSX.Element {
  if (value === "") return <span className={ui.text["dim"]}>none</span>;
  return (
    <button
      type="button"
      className={classes(ui.table["rowLink"], ui.text["strong"], ui.text["ellip"])}
      aria-label={`Filter by ${value}`}
      onClick={() => onFilter(value)}
    >
      {value}
    </button>
  );
}
