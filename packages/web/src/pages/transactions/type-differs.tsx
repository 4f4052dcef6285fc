// What differs between the transactions that were lost, that is, failed or were abandoned, or took long, and all others of the type.
import { useNavigate } from "@tanstack/react-router";
import type { DiffersQuery, TransactionTypeSummary } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatCount } from "../../lib/format.ts";
import { appliesTo } from "../../state/filter-signal.ts";
import { useScope } from "../../state/scope.ts";
import { Segments } from "../../ui/segments.tsx";
import { WhatDiffers } from "../../ui/what-differs/what-differs.tsx";
import { slowFromMs } from "./slow-from.ts";
import css from "./type-differs.module.css";
import type { TransactionTypeSearch } from "./search.ts";

export interface TypeDiffersProps {
  readonly summary: TransactionTypeSummary;
  readonly search: TransactionTypeSearch;
  readonly onSearch: (change: TransactionTypeSearch) => void;
}

/** What can be compared with the others. */
interface Choice {
  /** Of the address. */
  readonly value: TransactionTypeSearch["differs"];
  /** Of its button, and of how many that is. */
  readonly text: string;
  readonly title: string;
  readonly selection: Pick<DiffersQuery, "outcome" | "minDurationMs">;
  readonly label: string;
}

/** The id of the panel, for links to it. */
export const differsPanel = "differs";

/** Compares all lost ones, those that failed, those that were abandoned, or the slow ones; nothing when there are none of these. */
export function TypeDiffers({ summary, search, onSearch }: TypeDiffersProps): JSX.Element | null {
  const { stepQuery, filters } = useScope();
  const ofTraces = filters.filter((one) => appliesTo("spans", one));
  const navigate = useNavigate();
  const choices = choicesOf(summary, search.differs);
  const chosen = choices.find(({ value }) => value === search.differs) ?? choices[0];
  if (chosen === undefined) return null;
  return (
    <div className={css["differs"]} id={differsPanel}>
      {choices.length > 1 && (
        <Segments
          label="Compared transactions"
          value={chosen.value}
          choices={choices.map(({ value, text }) => [value, text] as const)}
          onChange={(differs) => onSearch({ differs })}
        />
      )}
      <WhatDiffers
        query={{ ...stepQuery, of: "transactions", type: summary.type, ...chosen.selection }}
        title={chosen.title}
        selectionLabel={chosen.label}
        restLabel="others"
        filterLabel="Traces with"
        onFilter={(filter) => void navigate({ to: "/traces", search: { filter: [...ofTraces, ...filter] } })}
        onBreakDown={(key) => onSearch(isMeasure(key) ? { measure: key } : { by: key })}
      />
    </div>
  );
}

/** @param asked the one of the address, which is there also when it is all that was lost. */
function choicesOf({ current, previous }: TransactionTypeSummary, asked: Choice["value"]): readonly Choice[] {
  const { failed, abandoned } = current;
  const lost: Choice = {
    value: undefined,
    text: `lost ${formatCount(failed + abandoned)}`,
    title: "What differs when they are lost",
    selection: { outcome: ["failed", "abandoned"] },
    label: "lost",
  };
  const partOfLost = (value: "failed" | "abandoned", title: string): readonly Choice[] => {
    const isPart = failed > 0 && abandoned > 0;
    if (!isPart && asked !== value) return [];
    const text = `${value} ${formatCount(current[value])}`;
    return [{ value, text, title, selection: { outcome: [value] }, label: value }];
  };
  return [
    ...(failed + abandoned > 0 ? [lost] : []),
    ...partOfLost("failed", "What differs when they fail"),
    ...partOfLost("abandoned", "What differs when they are abandoned"),
    ...slowOf(slowFromMs(current, previous)),
  ];
}

function slowOf(fromMs: number | undefined): readonly Choice[] {
  if (fromMs === undefined) return [];
  return [
    {
      value: "slow",
      text: `slow, from ${formatDuration(fromMs)}`,
      title: "What differs when they take long",
      // durations are those of completed transactions
      selection: { outcome: ["completed"], minDurationMs: fromMs },
      label: "slow",
    },
  ];
}

/** Numbers that the chart shows instead of grouping by them. */
function isMeasure(key: string): key is "amount" | "duration" {
  return key === "amount" || key === "duration";
}
