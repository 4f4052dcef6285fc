// Figures by one dimension; a row filters the page by its value.
import { Table } from "@mantine/core";
import type { InteractionGroup } from "contract";
import type { JSX } from "react";

import { lackOfCounts, lackOfFigures } from "../../lib/comparable.ts";
import { formatCount, formatNumber } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { Delta } from "../../ui/delta.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./interactions.module.css";

const num = ui.table["num"];

export interface GroupsTableProps {
  readonly label: string;
  readonly groups: readonly InteractionGroup[];
  readonly truncated: number;
  readonly onFilter: (value: string) => void;
}

export function GroupsTable({ label, groups, truncated, onFilter }: GroupsTableProps): JSX.Element {
  return (
    <div className={ui.screen["scrollX"]}>
      <Table aria-label={`By ${label}`} className={classes(ui.table["table"], css["groups"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={css["first"]}>{label}</Table.Th>
            <Table.Th className={num}>
              <span className={css["compared"]}>Contacts</span>
            </Table.Th>
            <Table.Th className={num}>
              <span className={css["compared"]}>Satisfaction</span>
            </Table.Th>
            <Table.Th className={classes(num, ui.screen["hidePhone"])}>Rated</Table.Th>
            <Table.Th className={classes(num, ui.screen["hideNarrow"])}>Median</Table.Th>
            <Table.Th className={classes(num, ui.screen["hideNarrow"])}>Value</Table.Th>
            <Table.Th className={classes(num, ui.screen["hideNarrow"])}>Revenue impact</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {groups.map((group) => (
            <Row key={group.value} group={group} onFilter={onFilter} />
          ))}
        </Table.Tbody>
      </Table>
      <AndMore
        truncated={truncated}
        things={`${label}s`}
        by="contacts"
        fix="Choose an environment, or a shorter time range."
      />
    </div>
  );
}

function Row({
  group: { value, current, previous },
  onFilter,
}: {
  readonly group: InteractionGroup;
  readonly onFilter: (value: string) => void;
}): JSX.Element {
  return (
    <Table.Tr>
      <Table.Td>
        {value === "" ? (
          <span className={ui.text["dim"]}>none</span>
        ) : (
          <button
            type="button"
            className={classes(ui.table["rowLink"], ui.text["strong"], ui.text["ellip"])}
            aria-label={`Filter by ${value}`}
            onClick={() => onFilter(value)}
          >
            {value}
          </button>
        )}
      </Table.Td>
      <Table.Td className={num} title={String(current.count)}>
        {formatCount(current.count)}{" "}
        <Delta
          className={css["delta"]}
          now={current.count}
          before={previous.count}
          lack={lackOfCounts(current.count, previous.count)}
        />
      </Table.Td>
      <Table.Td className={num}>
        {formatNumber(current.satisfaction)}{" "}
        <Delta
          className={css["delta"]}
          now={current.satisfaction}
          before={previous.satisfaction}
          lack={lackOfFigures(current.rated, previous.rated)}
        />
      </Table.Td>
      <Table.Td className={classes(num, ui.screen["hidePhone"])}>{formatCount(current.rated)}</Table.Td>
      <Table.Td className={classes(num, ui.screen["hideNarrow"])}>{formatDuration(current.p50Ms)}</Table.Td>
      <Money amounts={current.values} />
      <Money amounts={current.revenueImpacts} />
    </Table.Tr>
  );
}

function Money({ amounts }: { readonly amounts: InteractionGroup["current"]["values"] }): JSX.Element {
  return (
    <Table.Td
      className={classes(num, ui.screen["hideNarrow"])}
      title={amounts.map(formatMoneyExact).join(", ")}
    >
      {formatAmounts(amounts, 2)}
    </Table.Td>
  );
}
