// What is said where a list has nothing that fits, but may be cut.
import type { ServiceGraph, ServicesResult } from "contract";

import { formatCount } from "../../lib/format.ts";

interface Words {
  readonly title: string;
  readonly why: string;
}

/** No listed service has the text of the search. */
export function noMatchWords({
  services,
  truncated,
}: {
  readonly services: readonly unknown[];
} & Pick<ServicesResult, "truncated">): Words {
  if (truncated === 0)
    return {
      title: "No services match",
      why: "Services whose name has this text sent no spans in this range.",
    };
  return {
    title: `Not among the ${formatCount(services.length)} services that are listed`,
    why: `${formatCount(truncated)} others with less traffic sent spans in this range. Choose an environment or a shorter range to see them, or open one by its name.`,
  };
}

/** No listed call is of the service. */
export function noCallsWords({ edges, truncated }: Pick<ServiceGraph, "edges" | "truncated">): Words {
  if (!truncated)
    return {
      title: "No calls in this range",
      why: "A call appears when its spans have arrived, up to two minutes later.",
    };
  return {
    title: `Not among the ${formatCount(edges.length)} calls that are listed`,
    why: "Calls with less traffic are left out. Choose an environment or a shorter range.",
  };
}
