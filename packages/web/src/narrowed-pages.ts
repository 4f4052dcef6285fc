// What of the bar narrows the figures of a page, where that is not all of it. Apart from what a page declares, which the first script has.
import type { PagePath } from "./all-pages.ts";
import type { Narrowed } from "./ui/page.ts";

/** By path. Absent: pages whose figures do not depend on the bar, such as those of one trace, and pages that all of it narrows. */
export const narrowedPages: { readonly [Path in PagePath]?: Narrowed } = {
  "/": { service: false, elsewhere: "/transactions" },
  "/transactions": { service: true, elsewhere: "/logs" },
  "/transactions/$type": { service: true, elsewhere: "/logs" },
  "/traces": { service: true, elsewhere: "/funnels" },
  "/logs": { service: true, elsewhere: "/funnels" },
  "/metrics/$name": { service: true, elsewhere: "/funnels" },
  "/funnels": { service: true, elsewhere: "/logs" },
  "/funnels/$name": { service: true, elsewhere: "/logs" },
  "/journeys": { service: true, elsewhere: "/logs" },
  "/journeys/$name": { service: true, elsewhere: "/logs" },
  "/workflows": { service: true, elsewhere: "/logs" },
  "/workflows/$type": { service: true, elsewhere: "/logs" },
  "/services": { service: false, elsewhere: "/traces" },
  "/services/$name": { service: true, elsewhere: "/traces" },
  "/bottlenecks": { service: true, elsewhere: "/traces" },
  "/bottlenecks/$fingerprint": { service: false, elsewhere: "/traces" },
  "/profiles": { service: true, elsewhere: "/traces" },
  "/compare": { service: true, elsewhere: "/traces" },
  "/errors": { service: true, elsewhere: "/traces" },
  "/errors/$fingerprint": { service: true, elsewhere: "/traces" },
  "/interactions": { service: true, elsewhere: "/logs" },
  "/digest": { service: false, elsewhere: "/traces" },
  "/metrics": { service: true, elsewhere: "/traces" },
  "/profiles/$name": { service: true, elsewhere: "/traces" },
  "/catalog": { service: true, elsewhere: "/traces" },
  "/catalog/$kind/$name": { service: false, elsewhere: "/traces" },
  "/sampling": { service: true, elsewhere: "/traces" },
  "/alerts/anomalies": { service: true, elsewhere: "/traces" },
  "/dashboards/$id": { service: true, elsewhere: "/funnels" },
  "/dashboards/new": { service: true, elsewhere: "/funnels" },
};
