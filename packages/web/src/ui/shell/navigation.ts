// The pages in the rail, in order, and those under "More". `g` and the letter open a page.
import type { IconName } from "../icons.tsx";

export interface NavigationItem {
  /** The address of a page in `app.tsx`. */
  readonly to:
    | "/"
    | "/transactions"
    | "/funnels"
    | "/journeys"
    | "/workflows"
    | "/traces"
    | "/errors"
    | "/logs"
    | "/metrics"
    | "/services"
    | "/alerts"
    | "/bottlenecks"
    | "/dashboards"
    | "/interactions"
    | "/profiles"
    | "/compare"
    | "/catalog"
    | "/digest"
    | "/sampling"
    | "/sql"
    | "/import"
    | "/settings";
  readonly label: string;
  readonly icon: IconName;
  /** Unique among all pages. */
  readonly letter: string;
  /** Also in the bottom bar of a phone. */
  readonly onPhone?: boolean;
}

/** The entries of the rail. A page that is not built yet is not in the list. */
export const mainPages: readonly NavigationItem[] = [
  { to: "/", label: "Overview", icon: "overview", letter: "o", onPhone: true },
  { to: "/transactions", label: "Transactions", icon: "transactions", letter: "t" },
  { to: "/funnels", label: "Funnels", icon: "funnels", letter: "f", onPhone: true },
  { to: "/journeys", label: "Journeys", icon: "journeys", letter: "j" },
  { to: "/workflows", label: "Workflows", icon: "workflows", letter: "w" },
  { to: "/traces", label: "Traces", icon: "traces", letter: "r", onPhone: true },
  { to: "/logs", label: "Logs", icon: "logs", letter: "l" },
  { to: "/metrics", label: "Metrics", icon: "metrics", letter: "m" },
  { to: "/errors", label: "Errors", icon: "errors", letter: "e" },
  { to: "/services", label: "Services", icon: "services", letter: "s" },
  { to: "/alerts", label: "Alerts", icon: "alerts", letter: "a", onPhone: true },
];

/** The entries under "More". */
export const morePages: readonly NavigationItem[] = [
  { to: "/bottlenecks", label: "Bottlenecks", icon: "bottleneck", letter: "b" },
  { to: "/dashboards", label: "Dashboards", icon: "dashboards", letter: "h" },
  { to: "/interactions", label: "Interactions", icon: "interactions", letter: "i" },
  { to: "/profiles", label: "Profiles", icon: "flame", letter: "u" },
  { to: "/compare", label: "Compare", icon: "compare", letter: "x" },
  { to: "/catalog", label: "Catalog", icon: "catalog", letter: "c" },
  { to: "/digest", label: "Digest", icon: "digest", letter: "d" },
  { to: "/sampling", label: "Sampling", icon: "filter", letter: "p" },
  { to: "/sql", label: "SQL", icon: "sql", letter: "q" },
  { to: "/import", label: "Import", icon: "import", letter: "y" },
  { to: "/settings", label: "Settings", icon: "settings", letter: "," },
];

/** All pages, for the keys, the palette and the help. */
export const navigation: readonly NavigationItem[] = [...mainPages, ...morePages];
