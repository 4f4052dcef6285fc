// What differs between the stuck or illegal instances of a type and the others. Absent when none is known to be stuck or illegal.
import type { WorkflowTypeResult } from "contract";
import { useState, type JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
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
  stuckMs,
}: {
  readonly result: WorkflowTypeResult;
  /** Of an alert; `undefined`: the timeout of the type. */
  readonly stuckMs: number | undefined;
}): JSX.Element | null {
  const { stepQuery } = useScope();
  const { stuck, illegal, type } = summary;
  const [chosen, setChosen] = useState<"stuck" | "illegal">();
  const mayBeStuck = stuck > 0 || stuckMs !== undefined;
  if (!mayBeStuck && illegal === 0) return null;
  const outcome = !mayBeStuck ? "illegal" : illegal === 0 ? "stuck" : (chosen ?? "stuck");
  const limitMs = outcome === "stuck" ? stuckMs : undefined;
  return (
    <div className={css["differs"]}>
      {mayBeStuck && illegal > 0 && (
        <Segments label="Compared instances" value={outcome} choices={choices} onChange={setChosen} />
      )}
      <WhatDiffers
        query={{ ...stepQuery, of: "workflows", type, outcome: [outcome], stuckMs: limitMs }}
        title={`What differs: ${outcome} instances${limitMs === undefined ? "" : `, ${formatDuration(limitMs)} without an event`}`}
        selectionLabel={outcome}
        // illegal transitions are counted, not their instances
        selectionOf={outcome === "stuck" && limitMs === undefined ? stuck : undefined}
        restLabel="others"
      />
    </div>
  );
}
