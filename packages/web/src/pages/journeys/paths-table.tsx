// The paths of a journey as a table: every edge with its people, share, time and errors, the most used first.
import { Table } from "@mantine/core";
import type { JourneyLink, JourneyResult } from "contract";
import type { JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";

export interface PathsTableProps {
  readonly journey: JourneyResult;
  readonly onSelect: (step: string) => void;
}

const mostRows = 200;

export function PathsTable({ journey, onSelect }: PathsTableProps): JSX.Element {
  const peopleAt = new Map(journey.nodes.map((node) => [node.step, node.people]));
  const links = journey.links.toSorted((a, b) => b.people - a.people).slice(0, mostRows);
  return (
    <div className={ui.screen["scrollX"]}>
      <Table className={ui.table["table"]} aria-label="Paths">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>From</Table.Th>
            <Table.Th>To</Table.Th>
            <Table.Th className={ui.table["num"]}>People</Table.Th>
            <Table.Th className={ui.table["num"]} title="Of the people at the first step">
              Share
            </Table.Th>
            <Table.Th className={ui.table["num"]}>Median</Table.Th>
            <Table.Th className={ui.table["num"]} title="People for whom something failed at the second step">
              Errors
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {links.map((link) => (
            <Row
              key={`${link.from}\u0000${link.to}`}
              link={link}
              share={link.people / (peopleAt.get(link.from) || 1)}
              onSelect={onSelect}
            />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

interface RowProps {
  readonly link: JourneyLink;
  readonly share: number;
  readonly onSelect: (step: string) => void;
}

function Row({ link: { from, to, people, medianMs, errors, loop }, share, onSelect }: RowProps): JSX.Element {
  return (
    <Table.Tr>
      <Table.Td>
        <button type="button" className={ui.table["rowLink"]} onClick={() => onSelect(from)}>
          {from}
        </button>
      </Table.Td>
      <Table.Td>
        {loop && (
          <span className={ui.text["dim"]} title={from === to ? "Taken again" : "Back to an earlier step"}>
            {from === to ? "↻" : "↩"}{" "}
          </span>
        )}
        {to}
      </Table.Td>
      <Table.Td className={ui.table["num"]}>{formatCount(people)}</Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.text["soft"])}>{formatShare(share)}</Table.Td>
      <Table.Td className={ui.table["num"]}>{formatDuration(medianMs)}</Table.Td>
      <Table.Td className={classes(ui.table["num"], errors > 0 && ui.text["bad"])}>
        {errors === 0 ? none : formatShare(errors / people)}
      </Table.Td>
    </Table.Tr>
  );
}
