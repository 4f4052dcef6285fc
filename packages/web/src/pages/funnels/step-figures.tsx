// The figures below the bars, a column for each step.
import { measureText, measureWord } from "catalog/measures";
import type { ReactNode } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { Delta } from "../../ui/delta.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ui } from "../../ui/styles.ts";
import { AmountFigure } from "./amount-figure.tsx";
import type { AmountsOf } from "./amounts.ts";
import { DropButton } from "./drop-button.tsx";
import type { StepModel } from "./funnel-model.ts";
import css from "./step-figures.module.css";
import { StillOpen } from "./still-open.tsx";

export interface StepFiguresProps {
  readonly steps: readonly StepModel[];
  /** The step whose drop-off is selected. */
  readonly selected: string | undefined;
  readonly onSelect: (step: string) => void;
  /** `undefined` until they are read. */
  readonly amounts: AmountsOf | undefined;
}

/** `before`: the previous step. Undefined where the step has none of it. */
interface Figure {
  readonly label: string;
  readonly hint?: string;
  readonly className?: string | undefined;
  readonly of: (step: StepModel, before: StepModel | undefined) => ReactNode;
}

export function StepFigures({ steps, amounts, ...selection }: StepFiguresProps): ReactNode {
  const columns: readonly Column<Figure>[] = [
    {
      label: "Figure",
      isQuiet: true,
      isRowHeading: true,
      className: css["label"],
      cell: ({ label }) => label,
      title: ({ hint }) => hint,
    },
    ...steps.map((step, at) => columnOf(step, steps[at - 1])),
  ];
  return (
    <List
      label="Steps"
      isSavedWith="Steps of the funnel"
      className={css["figures"]}
      columns={columns}
      rows={figuresOf(selection, steps, amounts)}
      keyOf={({ label }) => label}
      rowClass={({ className }) => className}
    />
  );
}

const columnOf = (step: StepModel, before: StepModel | undefined): Column<Figure> => ({
  label: step.name,
  hint: step.name,
  headClass: classes(css["name"], ui.text["ellip"]),
  cell: ({ of }) => of(step, before) ?? <span className={ui.text["dim"]}>{none}</span>,
  csv: {},
});

type Selection = Pick<StepFiguresProps, "selected" | "onSelect">;

const figuresOf = (
  selection: Selection,
  steps: readonly StepModel[],
  amounts: AmountsOf | undefined,
): readonly Figure[] => [
  {
    label: "people",
    of: (step) => (
      <>
        <b className={css["people"]}>{formatCount(step.people)}</b>{" "}
        <span className={ui.text["dim"]}>{formatShare(step.ofFirst)}</span>
      </>
    ),
  },
  {
    label: "from previous step",
    of: (step, before) =>
      before && (
        <>
          <b>{formatShare(step.ofBefore)}</b>{" "}
          <Delta now={step.ofBefore} before={step.ofBeforeThen} share verdict={step.verdict} />
        </>
      ),
  },
  {
    label: "dropped",
    of: (step, before) => before && <DropButton step={step} from={before.name} {...selection} />,
  },
  ...(steps.some((step) => step.open > 0) ? [openFigure] : []),
  ...(amounts === undefined ? [] : moneyFigures(amounts, selection)),
  {
    label: "median time · p90",
    className: css["times"],
    of: ({ medianMs, p90Ms }) =>
      medianMs === null ? undefined : (
        <>
          <span>{formatDuration(medianMs)}</span>{" "}
          <span className={ui.text["dim"]}>· {formatDuration(p90Ms)}</span>
        </>
      ),
  },
];

/** Only where there are such people. */
const openFigure: Figure = {
  label: measureWord("stillOpen"),
  of: ({ open }, before) => before && <StillOpen people={open} />,
};

/** What the people at each step are worth, and what those who dropped on the way to it were. */
const moneyFigures = (amounts: AmountsOf, selection: Selection): readonly Figure[] => [
  {
    label: measureWord("amountAtStep"),
    hint: measureText("amountAtStep"),
    className: css["money"],
    of: ({ name, people }) => {
      const own = amounts.get(name)?.at;
      return own && <AmountFigure amounts={own} of={people} />;
    },
  },
  {
    label: measureWord("amountLost"),
    hint: measureText("amountLost"),
    of: (step, before) => {
      const lost = before && amounts.get(before.name)?.lost;
      if (before === undefined || lost === undefined || step.dropped === 0) return undefined;
      return (
        <DropButton step={step} from={before.name} {...selection}>
          <AmountFigure amounts={lost} of={step.dropped} />
        </DropButton>
      );
    },
  },
];
