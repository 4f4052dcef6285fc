// What differs between the people who left at a step of a funnel and those who went on.
import { useNavigate } from "@tanstack/react-router";
import type { JSX } from "react";

import { WhatDiffers } from "../../ui/what-differs/what-differs.tsx";
import type { StepsQuery } from "./use-steps-query.ts";

export interface DroppedDiffersProps {
  readonly funnel: string;
  readonly step: string;
  readonly query: StepsQuery;
}

export function DroppedDiffers({ funnel, step, query }: DroppedDiffersProps): JSX.Element {
  const navigate = useNavigate();
  return (
    <WhatDiffers
      query={{ ...query, of: "funnels", type: funnel, step }}
      title={`Why people left at ${step}: what differs`}
      selectionLabel="left"
      restLabel="went on"
      filterLabel="Traces with"
      onFilter={(filter) => void navigate({ to: "/traces", search: { filter: [...filter] } })}
    />
  );
}
