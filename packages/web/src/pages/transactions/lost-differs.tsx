// What differs between the transactions that were lost, that is, failed or were abandoned, and all others of the type.
import { useNavigate } from "@tanstack/react-router";
import type { TransactionTypeSummary } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { useScope } from "../../state/scope.ts";
import { Segments } from "../../ui/segments.tsx";
import { WhatDiffers } from "../../ui/what-differs/what-differs.tsx";
import css from "./lost-differs.module.css";
import type { TransactionTypeSearch } from "./search.ts";

export interface LostDiffersProps {
  readonly summary: TransactionTypeSummary;
  readonly search: TransactionTypeSearch;
  readonly onSearch: (change: TransactionTypeSearch) => void;
}

type Lost = TransactionTypeSearch["lost"];

const titles = {
  all: "What differs when they are lost",
  failed: "What differs when they fail",
  abandoned: "What differs when they are abandoned",
} as const;

/** The id of the panel, for links to it. */
export const lostPanel = "lost";

/** Compares all lost ones, or only those that failed or were abandoned; nothing when none was lost. */
export function LostDiffers({ summary, search, onSearch }: LostDiffersProps): JSX.Element | null {
  const { rangeQuery } = useScope();
  const navigate = useNavigate();
  const { failed, abandoned } = summary.current;
  if (failed + abandoned === 0) return null;
  const { lost } = search;
  const choices: readonly (readonly [Lost, string])[] = [
    [undefined, `lost ${formatCount(failed + abandoned)}`],
    ["failed", `failed ${formatCount(failed)}`],
    ["abandoned", `abandoned ${formatCount(abandoned)}`],
  ];
  return (
    <div className={css["differs"]} id={lostPanel}>
      {failed > 0 && abandoned > 0 && (
        <Segments
          label="Compared transactions"
          value={lost}
          choices={choices}
          onChange={(next) => onSearch({ lost: next })}
        />
      )}
      <WhatDiffers
        query={{
          ...rangeQuery,
          of: "transactions",
          type: summary.type,
          outcome: lost === undefined ? ["failed", "abandoned"] : [lost],
        }}
        title={titles[lost ?? "all"]}
        selectionLabel={lost ?? "lost"}
        restLabel="others"
        filterLabel="Traces with"
        onFilter={(filter) => void navigate({ to: "/traces", search: { filter: [...filter] } })}
        onBreakDown={(key) => onSearch(isMeasure(key) ? { measure: key } : { by: key })}
      />
    </div>
  );
}

/** Numbers that the chart shows instead of grouping by them. */
function isMeasure(key: string): key is "amount" | "duration" {
  return key === "amount" || key === "duration";
}
