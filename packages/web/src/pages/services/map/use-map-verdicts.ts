// The verdicts of the services on the map: those of the list.
import { useCallback } from "react";

import { useApi } from "../../../data/use-api.ts";
import { serviceStanding } from "../../../lib/standing.ts";
import { useCompleteServices } from "../../../state/complete-results.ts";
import { useLateIn } from "../../../state/completeness.ts";
import { useScope } from "../../../state/scope.ts";
import { useServiceVerdicts } from "../../../state/service-verdicts.ts";
import type { VerdictOf } from "./map-model.ts";

/** It changes when more is known. */
export function useMapVerdicts(): VerdictOf {
  const { rangeQuery } = useScope();
  const asked = { query: rangeQuery };
  const listed = useCompleteServices(useApi("/api/services", asked, { part: "verdicts of services" }), asked);
  const { services, standing } = useServiceVerdicts(listed.data);
  const lateIn = useLateIn(["spans"]);
  return useCallback(
    (node) => {
      const { name } = node;
      const own = services.find(({ service }) => service.name === name)?.verdict;
      // a list of very many services is cut
      return (
        own ?? serviceStanding(name, { ...node, previous: undefined, late: lateIn?.(name) }, standing(name))
      );
    },
    [services, standing, lateIn],
  );
}
