// The figures below the bars, a column for each step.
import { Table } from "@mantine/core";
import type { JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { Delta } from "../../ui/delta.tsx";
import { ui } from "../../ui/styles.ts";
import { DropButton } from "./drop-button.tsx";
import type { StepModel } from "./funnel-model.ts";
import css from "./step-figures.module.css";

export interface StepFiguresProps {
  readonly steps: readonly StepModel[];
  /** The step whose drop-off is selected. */
  readonly selected: string | undefined;
  readonly onSelect: (step: string) => void;
}

export function StepFigures({ steps, selected, onSelect }: StepFiguresProps): JSX.Element {
  const dash = <span className={ui.text["dim"]}>–</span>;
  const row = (
    label: string,
    cell: (step: StepModel, i: number) => JSX.Element,
    rowClass?: string,
  ): JSX.Element => (
    <Table.Tr className={rowClass}>
      <Table.Th scope="row">{label}</Table.Th>
      {steps.map((step, i) => (
        <Table.Td key={step.name}>{cell(step, i)}</Table.Td>
      ))}
    </Table.Tr>
  );
  return (
    <Table className={css["figures"]}>
      <Table.Tbody>
        {row("", (step, i) => (
          <span className={classes(css["name"], ui.text["ellip"])} title={step.name}>
            <i className={css["number"]}>{i + 1}</i>
            {step.name}
          </span>
        ))}
        {row("people", (step) => (
          <>
            <b className={css["people"]}>{formatCount(step.people)}</b>{" "}
            <span className={ui.text["dim"]}>{formatShare(step.ofFirst)}</span>
          </>
        ))}
        {row("from previous step", (step, i) =>
          i === 0 ? (
            dash
          ) : (
            <>
              <b>{formatShare(step.ofBefore)}</b>{" "}
              <Delta now={step.ofBefore} before={step.ofBeforeThen} share verdict={step.verdict} />
            </>
          ),
        )}
        {row("dropped", (step, i) =>
          i === 0 ? (
            dash
          ) : (
            <DropButton step={step} from={steps[i - 1]!.name} selected={selected} onSelect={onSelect} />
          ),
        )}
        {row(
          "median time · p90",
          (step) =>
            step.medianMs === null ? (
              dash
            ) : (
              <>
                <span>{formatDuration(step.medianMs)}</span>{" "}
                <span className={ui.text["dim"]}>· {formatDuration(step.p90Ms)}</span>
              </>
            ),
          css["times"],
        )}
      </Table.Tbody>
    </Table>
  );
}
