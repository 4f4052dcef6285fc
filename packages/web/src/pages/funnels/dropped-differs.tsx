// What differs between the people who left at a step of a funnel and those who went on.
import { useNavigate } from "@tanstack/react-router";
import type { JSX } from "react";

import { useScope } from "../../state/scope.ts";
import { WhatDiffers } from "../../ui/what-differs/what-differs.tsx";

export interface DroppedDiffersProps {
  readonly funnel: string;
  readonly step: string;
  /** Ms one person may take; a day when absent. */
  readonly within: number | undefined;
}

export function DroppedDiffers({ funnel, step, within }: DroppedDiffersProps): JSX.Element {
  const { query } = useScope();
  const navigate = useNavigate();
  return (
    <WhatDiffers
      query={{ ...query, of: "funnels", type: funnel, step, windowMs: within }}
      title={`What differs when people leave at ${step}`}
      selectionLabel="left"
      restLabel="went on"
      filterLabel="Traces with"
      onFilter={(filter) => void navigate({ to: "/traces", search: { filter: [...filter] } })}
    />
  );
}
