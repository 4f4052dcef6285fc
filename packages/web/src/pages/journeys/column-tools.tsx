// The controls above a journey: what is counted, from which step to which end, in how many columns, how small a step is folded, and as what.
import type { JourneyColumnsResult, JourneyEnd } from "contract";
import type { JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { Segments } from "../../ui/segments.tsx";
import { ui } from "../../ui/styles.ts";
import { columnChoices, usualColumns } from "./column-choices.ts";
import css from "./column-tools.module.css";
import { foldedUnder } from "./folded-under.ts";
import type { JourneySearch } from "./search.ts";

interface ColumnToolsProps {
  readonly search: JourneySearch;
  readonly onSearch: (change: JourneySearch) => void;
  /** Absent: not loaded yet. */
  readonly journey: JourneyColumnsResult | undefined;
}

const units = [
  [undefined, "visits"],
  ["people", "people"],
] as const;

const views = [
  [undefined, "picture"],
  ["table", "table"],
] as const;

const unselected = { step: undefined, column: undefined } as const;

export function ColumnTools({ search, onSearch, journey }: ColumnToolsProps): JSX.Element {
  const steps = [
    ...new Set([...(journey?.steps ?? []), ...(search.start === undefined ? [] : [search.start])]),
  ];
  const ends = endsOf(journey, search);
  return (
    <div className={css["tools"]}>
      <Segments
        label="Unit"
        value={search.unit}
        choices={units}
        onChange={(unit) => onSearch({ unit, ...unselected })}
      />
      <Choice
        label="from"
        name="Paths from"
        value={search.start ?? ""}
        choices={[["", "any first step"], ...steps.map((step) => [step, step] as const)]}
        onChange={(start) => onSearch({ start: start === "" ? undefined : start, ...unselected })}
      />
      <Choice
        label="to"
        name="Paths to"
        value={textOf(chosenEnd(search) ?? journey?.end ?? noEnd)}
        choices={ends.map((end) => [textOf(end), end.text] as const)}
        onChange={(text) => {
          const { kind: end, name = "" } = ends.find((one) => textOf(one) === text) ?? {};
          onSearch({ end, endName: name === "" ? undefined : name, ...unselected });
        }}
      />
      <Choice
        name="Columns"
        value={String(search.columns ?? usualColumns)}
        choices={columnChoices.map((count) => [String(count), `${count} steps`] as const)}
        onChange={(count) => onSearch({ columns: Number(count), ...unselected })}
      />
      {search.view === undefined && (
        <Threshold
          label="Fold steps under"
          value={foldedUnder(search)}
          onChange={(hide) => onSearch({ hide })}
        />
      )}
      <Segments label="View" value={search.view} choices={views} onChange={(view) => onSearch({ view })} />
    </div>
  );
}

interface NamedEnd extends JourneyEnd {
  readonly text: string;
}
const noEnd: JourneyEnd = { kind: "none", name: "" };

const chosenEnd = ({ end, endName = "" }: JourneySearch): JourneyEnd | undefined =>
  end && { kind: end, name: endName };

const textOf = ({ kind, name }: JourneyEnd): string => (kind === "none" ? kind : `${kind} ${name}`);

/** What can be chosen: completed transactions, steps, no end, and what is chosen if it is another one. */
function endsOf(journey: JourneyColumnsResult | undefined, search: JourneySearch): readonly NamedEnd[] {
  const { ends = [], steps = [], end } = journey ?? {};
  const choices = new Map<string, NamedEnd>(
    [
      ...ends.map(({ kind, name }) => ({ kind, name, text: `✓ ${name}` })),
      ...steps.map((name) => ({ kind: "step" as const, name, text: name })),
      { ...noEnd, text: "no end" },
    ].map((one) => [textOf(one), one] as const),
  );
  for (const one of [chosenEnd(search), end])
    if (one !== undefined && !choices.has(textOf(one))) choices.set(textOf(one), { ...one, text: one.name });
  return [...choices.values()];
}

interface ChoiceProps {
  readonly label?: string;
  /** What is read out. */
  readonly name: string;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, name, value, choices, onChange }: ChoiceProps): JSX.Element {
  return (
    <label className={css["choice"]}>
      {label}
      <select
        aria-label={name}
        className={classes(ui.picker["boxed"], css["boxed"])}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {choices.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ThresholdProps {
  readonly label: string;
  /** Per cent. */
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function Threshold({ label, value, onChange }: ThresholdProps): JSX.Element {
  return (
    <label className={css["choice"]}>
      {label}
      <input
        type="range"
        min="0"
        max="10"
        step="0.5"
        value={value}
        aria-label={label}
        aria-valuetext={`${value} per cent`}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <b>{value} %</b>
    </label>
  );
}
