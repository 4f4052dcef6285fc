// The figures below the bars, a column for each step.
import { Table } from "@mantine/core";
import type { JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { Delta } from "../../ui/delta.tsx";
import type { StepModel } from "./funnel-model.ts";

export interface StepFiguresProps {
  readonly steps: readonly StepModel[];
  /** The step whose drop-off is selected. */
  readonly selected: string | undefined;
  readonly onSelect: (step: string) => void;
}

export function StepFigures({ steps, selected, onSelect }: StepFiguresProps): JSX.Element {
  const dash = <span className="dim">–</span>;
  const row = (label: string, cell: (step: StepModel, i: number) => JSX.Element, name = ""): JSX.Element => (
    <Table.Tr className={name}>
      <Table.Th scope="row">{label}</Table.Th>
      {steps.map((step, i) => (
        <Table.Td key={step.name}>{cell(step, i)}</Table.Td>
      ))}
    </Table.Tr>
  );
  return (
    <Table className="fig">
      <Table.Tbody>
        {row("", (step, i) => (
          <span className="nm ellip" title={step.name}>
            <i className="n">{i + 1}</i>
            {step.name}
          </span>
        ))}
        {row("people", (step) => (
          <>
            <b className="big">{formatCount(step.people)}</b>{" "}
            <span className="dim">{formatShare(step.ofFirst)}</span>
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
                <span className="dim">· {formatDuration(step.p90Ms)}</span>
              </>
            ),
          "times",
        )}
      </Table.Tbody>
    </Table>
  );
}

interface DropButtonProps {
  readonly step: StepModel;
  /** The step they left from. */
  readonly from: string;
  readonly selected: string | undefined;
  readonly onSelect: (step: string) => void;
}

/** Shows who dropped. */
export function DropButton({ step, from, selected, onSelect }: DropButtonProps): JSX.Element {
  return (
    <button
      type="button"
      className={`dl ${selected === from ? "sel" : ""}`}
      aria-pressed={selected === from}
      onClick={() => onSelect(from)}
      title={`Who dropped at ${from}`}
    >
      {formatCount(step.dropped)} <span>dropped</span>
    </button>
  );
}
