// The pages in the rail, in order. `g` and the letter open a page.
import type { IconName } from "../icons.tsx";

export interface NavigationItem {
  readonly to:
    | "/"
    | "/transactions"
    | "/funnels"
    | "/journeys"
    | "/traces"
    | "/logs"
    | "/metrics"
    | "/sampling"
    | "/sql"
    | "/settings";
  readonly label: string;
  readonly icon: IconName;
  readonly letter: string;
  /** Also in the bottom bar of a phone. */
  readonly onPhone?: boolean;
}

export const navigation: readonly NavigationItem[] = [
  { to: "/", label: "Overview", icon: "overview", letter: "o", onPhone: true },
  { to: "/transactions", label: "Transactions", icon: "transactions", letter: "t", onPhone: true },
  { to: "/funnels", label: "Funnels", icon: "funnels", letter: "f", onPhone: true },
  { to: "/journeys", label: "Journeys", icon: "journeys", letter: "j" },
  { to: "/traces", label: "Traces", icon: "traces", letter: "r", onPhone: true },
  { to: "/logs", label: "Logs", icon: "logs", letter: "l" },
  { to: "/metrics", label: "Metrics", icon: "metrics", letter: "m" },
  { to: "/sampling", label: "Sampling", icon: "filter", letter: "s" },
  { to: "/sql", label: "SQL", icon: "sql", letter: "q" },
  { to: "/settings", label: "Settings", icon: "settings", letter: "," },
];
