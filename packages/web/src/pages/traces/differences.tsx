// What differs in the selected region from the other spans of the range; without a region, in spans in error from the others.
import type { JSX } from "react";

import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";
import { WhatDiffers } from "../../ui/what-differs/what-differs.tsx";
import css from "./differences.module.css";
import type { TracesSearch } from "./search.ts";
import { differencesQuery } from "./selected-query.ts";

export interface DifferencesProps {
  readonly search: TracesSearch;
  readonly onSearch: (change: TracesSearch) => void;
}

export function Differences({ search, onSearch }: DifferencesProps): JSX.Element {
  const { query: scope } = useScope();
  const query = differencesQuery(scope, search);
  const breakDown = (by: string): void => onSearch({ view: "groups", by });
  if (search.region === undefined)
    return (
      <>
        <p className={classes(ui.text["dim"], css["hint"])}>
          Select a region of the heatmap to compare it with the rest. Without one, spans in error are
          compared.
        </p>
        <WhatDiffers
          query={query}
          selectionLabel="in error"
          restLabel="without error"
          title="What differs in errors"
          onBreakDown={breakDown}
        />
      </>
    );
  return (
    <WhatDiffers query={query} selectionLabel="in the region" restLabel="elsewhere" onBreakDown={breakDown} />
  );
}
