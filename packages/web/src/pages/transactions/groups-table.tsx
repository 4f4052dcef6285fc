// The figures of each group of a transaction type; a value narrows the list below to its transactions.
import { type TransactionGroup, type TransactionGroupsResult, writeCondition } from "contract";
import type { JSX } from "react";

import { formatMoney } from "../../lib/format-money.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { measureColumn, measureHeading } from "../../ui/list/measure-column.ts";
import { ui } from "../../ui/styles.ts";
import { colorOf, completionOf, endedOf, groupName } from "./over-time-model.ts";
import css from "./over-time.module.css";
import type { TransactionTypeSearch } from "./search.ts";

export interface GroupsTableProps {
  readonly result: TransactionGroupsResult;
  readonly search: TransactionTypeSearch;
  readonly onSearch: (change: TransactionTypeSearch) => void;
}

export function GroupsTable({
  result: { by, groups, currency },
  search,
  onSearch,
}: GroupsTableProps): JSX.Element {
  const narrow = ({ kind, value }: TransactionGroup): void => {
    const condition =
      kind === "value"
        ? writeCondition({ key: by, operator: "=", value })
        : writeCondition({ key: by, operator: "!exists", value: "" });
    onSearch({ where: [...new Set([...(search.where ?? []), condition])] });
  };
  return (
    <List
      label={`By ${by}`}
      className={css["groups"]}
      columns={[groupColumn(by, groups, narrow), ...groupFigures(currency)]}
      rows={groups}
      keyOf={({ kind, value }) => `${kind}${value}`}
    />
  );
}

const groupColumn = (
  label: string,
  groups: readonly TransactionGroup[],
  onNarrow: (group: TransactionGroup) => void,
): Column<TransactionGroup> => ({
  id: "group",
  label,
  csv: { [label]: (group) => groupName(group, groups) },
  hasLink: true,
  headClass: ui.text["mono"],
  cellClass: css["value"],
  cell: (group) => (
    <>
      <i style={{ background: colorOf(group, groups.indexOf(group)) }} />
      {group.kind === "other" ? (
        <span className={ui.text["dim"]}>{groupName(group, groups)}</span>
      ) : (
        <button
          type="button"
          className={classes(ui.table["rowLink"], ui.text["ellip"])}
          title="Only these in the list below"
          onClick={() => onNarrow(group)}
        >
          {groupName(group, groups)}
        </button>
      )}
    </>
  ),
});

const groupFigures = (currency: string): readonly Column<TransactionGroup>[] => [
  measureColumn("ended", ({ total }) => endedOf(total)),
  measureColumn("completion", ({ total }) => completionOf(total)),
  measureColumn("failed", ({ total }) => total.failed),
  measureColumn("abandoned", ({ total }) => total.abandoned),
  {
    ...measureHeading("amount"),
    cell: ({ total: { amount } }) =>
      amount === null ? none : formatMoney({ currency, amount: String(amount) }),
    csv: { Amount: ({ total: { amount } }) => amount, Currency: () => currency },
  },
  measureColumn("transactionDuration.p95", ({ total }) => total.p95Ms),
];
