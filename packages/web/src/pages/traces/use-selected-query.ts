// The query of what is below the heatmap, for the scope of the address.
import { useMemo } from "react";

import { useScope } from "../../state/scope.ts";
import type { Scope } from "../../state/scope-search.ts";
import type { TracesSearch } from "./search.ts";
import { selectedQuery } from "./selected-query.ts";

export function useSelectedQuery({ region, spans }: TracesSearch): Scope["query"] {
  const { query: scope } = useScope();
  return useMemo(() => selectedQuery(scope, { region, spans }), [scope, region, spans]);
}
