// The legend as a table: last, smallest, average and largest value of each series. A click shows one series alone.
import { Table } from "@mantine/core";
import type { MetricResult } from "contract";
import type { CSSProperties, JSX } from "react";

import type { ChartSeries } from "../../ui/chart-model.ts";
import { classes } from "../../ui/classes.ts";
import { Status } from "../../ui/status.tsx";
import css from "./series-table.module.css";
import { summary } from "./summary.ts";
import { ui } from "../../ui/styles.ts";
import serviceName from "../../ui/service-name.module.css";

export interface SeriesTableProps {
  readonly result: MetricResult;
  readonly drawn: readonly ChartSeries[];
  readonly format: (value: number | null) => string;
  readonly alone: string | undefined;
  readonly onAlone: (label: string) => void;
}

export function SeriesTable({ result, drawn, format, alone, onAlone }: SeriesTableProps): JSX.Element {
  return (
    <section className={classes(ui.section["section"], css["section"])}>
      <div className={ui.screen["scrollX"]}>
        <Table className={classes(ui.table["table"], css["series"])}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{drawn.length === 1 ? "Series" : `${drawn.length} series, largest first`}</Table.Th>
              <Table.Th className={ui.table["num"]}>Last</Table.Th>
              <Table.Th className={ui.table["num"]}>Smallest</Table.Th>
              <Table.Th className={ui.table["num"]}>Average</Table.Th>
              <Table.Th className={ui.table["num"]}>Largest</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {drawn.map(({ label, values, color }) => {
              const { last, least, mean, most } = summary(values);
              return (
                <Table.Tr key={label} className={alone === label ? ui.table["selected"] : undefined}>
                  <Table.Td className={ui.table["name"]}>
                    <button
                      type="button"
                      className={classes(ui.table["rowLink"], serviceName["service"], css["name"])}
                      style={{ "--c": color } as CSSProperties}
                      aria-pressed={alone === label}
                      title={`${label}\n${alone === label ? "Show all" : "Show alone"}`}
                      onClick={() => onAlone(label)}
                    >
                      <span className={ui.text["ellip"]}>{label}</span>
                    </button>
                  </Table.Td>
                  <Table.Td className={classes(ui.table["num"], ui.text["strong"])}>{format(last)}</Table.Td>
                  <Table.Td className={ui.table["num"]}>{format(least)}</Table.Td>
                  <Table.Td className={ui.table["num"]}>{format(mean)}</Table.Td>
                  <Table.Td className={ui.table["num"]}>{format(most)}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </div>
      {result.truncated > 0 && (
        <p className={ui.note["note"]}>
          <Status kind="warn">partial</Status>
          <span className={ui.note["text"]}>
            {result.truncated} smaller series are not shown; filter or group by less
          </span>
        </p>
      )}
      {result.exemplars.length > 0 && (
        <p className={classes(ui.text["dim"], css["note"])}>
          Diamonds are exemplars; select one to open its trace.
        </p>
      )}
    </section>
  );
}
