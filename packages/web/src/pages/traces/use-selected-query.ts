// The range, scope and conditions of what is shown below the heatmap: those of the page, narrowed to the selected region.
import { useMemo } from "react";

import { type Scope, useScope } from "../../state/scope.ts";
import { parseRegion, regionQuery } from "./region.ts";
import type { TracesSearch } from "./search.ts";

export function useSelectedQuery({ region: text, spans }: TracesSearch): Scope["query"] {
  const { query: scope } = useScope();
  return useMemo(() => {
    const region = parseRegion(text);
    if (region === undefined) return scope;
    const { range, filter } = regionQuery(region, spans === undefined);
    return { ...scope, ...range, filter: [...(scope.filter ?? []), ...filter] };
  }, [scope, text, spans]);
}
