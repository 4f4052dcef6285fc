// What is late of the services that send the records of a type: then it is not known which instances are stuck.
import { useMemo } from "react";

import { type Late, lateOfType } from "../../lib/completeness.ts";
import { useLateIn } from "../../state/completeness.ts";

export function useLateOf(summary: { readonly services: readonly string[] }): Late | undefined {
  const lateIn = useLateIn(["business"]);
  return useMemo(() => lateOfType(summary, lateIn), [summary, lateIn]);
}
