// What differs between the stuck or illegal instances of a type and the others. Absent when none is known to be stuck or illegal.
import type { WorkflowTypeResult } from "contract";
import { useState, type JSX } from "react";

import { useScope } from "../../state/scope.ts";
import { Segments } from "../../ui/segments.tsx";
import { WhatDiffers } from "../../ui/what-differs/what-differs.tsx";
import css from "./differs.module.css";

const choices = [
  ["stuck", "stuck"],
  ["illegal", "illegal"],
] as const;

export function Differs({
  result: { summary },
}: {
  readonly result: WorkflowTypeResult;
}): JSX.Element | null {
  const { stepQuery } = useScope();
  const { stuck, illegal, type } = summary;
  const [chosen, setChosen] = useState<"stuck" | "illegal">();
  if (stuck === 0 && illegal === 0) return null;
  const outcome = stuck === 0 ? "illegal" : illegal === 0 ? "stuck" : (chosen ?? "stuck");
  return (
    <div className={css["differs"]}>
      {stuck > 0 && illegal > 0 && (
        <Segments label="Compared instances" value={outcome} choices={choices} onChange={setChosen} />
      )}
      <WhatDiffers
        query={{ ...stepQuery, of: "workflows", type, outcome: [outcome] }}
        title={`What differs: ${outcome} instances`}
        selectionLabel={outcome}
        // illegal transitions are counted, not their instances
        selectionOf={outcome === "stuck" ? stuck : undefined}
        restLabel="others"
      />
    </div>
  );
}
