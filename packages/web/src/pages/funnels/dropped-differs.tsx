// What differs between the people who left at a step of a funnel and those who went on.
import { useNavigate } from "@tanstack/react-router";
import type { JSX } from "react";

import { useScope } from "../../state/scope.ts";
import { WhatDiffers } from "../../ui/what-differs/what-differs.tsx";
import { type FunnelSearch, toRules } from "./search.ts";

export interface DroppedDiffersProps {
  readonly funnel: string;
  readonly step: string;
  readonly search: FunnelSearch;
}

export function DroppedDiffers({ funnel, step, search }: DroppedDiffersProps): JSX.Element {
  const { stepQuery: query } = useScope();
  const navigate = useNavigate();
  return (
    <WhatDiffers
      query={{ ...query, of: "funnels", type: funnel, step, ...toRules(search) }}
      title={`Why people left at ${step}: what differs`}
      selectionLabel="left"
      restLabel="went on"
      filterLabel="Traces with"
      onFilter={(filter) => void navigate({ to: "/traces", search: { filter: [...filter] } })}
    />
  );
}
