// In the corner of a chart, when the pointer or the focus is in it: saves its values as CSV, or copies them as a table in Markdown.
import { Popover } from "@mantine/core";
import { useState, type JSX } from "react";

import type { CsvValue } from "../lib/csv.ts";
import { exportName } from "../lib/export-name.ts";
import { toMarkdownTable } from "../lib/markdown.ts";
import { useScope } from "../state/scope.ts";
import css from "./chart-export.module.css";
import type { ChartSeries } from "./chart-model.ts";
import { classes } from "./classes.ts";
import { CopyButton } from "./copy-button.tsx";
import { downloadCsv } from "./download.ts";
import { Icon } from "./icons.tsx";
import { ui } from "./styles.ts";

export interface ChartExportProps {
  readonly label: string;
  readonly times: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly series: readonly ChartSeries[];
}

export function ChartExport({ label, times, fromMs, toMs, series }: ChartExportProps): JSX.Element {
  const { environment, service } = useScope();
  const [opened, setOpened] = useState(false);
  const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  const save = (): void => {
    const file = exportName(label, { range, environment, service, filters: [] });
    downloadCsv(tableOf(times, series), file);
    setOpened(false);
  };
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      offset={4}
      trapFocus
      returnFocus
      shadow="none"
    >
      <Popover.Target>
        <button
          type="button"
          className={classes(ui.button["icon"], css["export"])}
          aria-label={`Data of ${label}`}
          title="Save or copy the data"
          onClick={() => setOpened(!opened)}
        >
          <Icon name="download" />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={ui.menu["menu"]}>
        <button type="button" className={ui.menu["item"]} onClick={save}>
          <Icon name="download" />
          Download CSV
        </button>
        <CopyButton
          text={() => toMarkdownTable(tableOf(times, series), { title: label, url: location.href })}
          what={`${label} as Markdown`}
          variant="item"
          word="Copy as Markdown"
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** A row for each column of the picture. Two series of one name have numbers. */
function tableOf(times: readonly number[], series: readonly ChartSeries[]): CsvValue[][] {
  const seen = new Map<string, number>();
  const headings = series.map(({ label }) => {
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    return count === 1 ? label : `${label} (${count})`;
  });
  return [
    ["Time", ...headings],
    ...times.map((time, at) => [new Date(time).toISOString(), ...series.map(({ values }) => values[at])]),
  ];
}
