// The icons, drawn on a 16 px grid with a 1.5 px line. Decoration only: the text beside them is the label.
import type { JSX, ReactNode } from "react";

import { classes } from "./classes.ts";
import css from "./icons.module.css";

const shapes = {
  overview: (
    <>
      <path d="M2 11.5c2-4 4-4 6 0s4 4 6 0" />
      <path d="M2 6c2-4 4-4 6 0s4 4 6 0" />
    </>
  ),
  transactions: (
    <>
      <path d="M3.5 2.5h9v11l-2.2-1.4L8 13.5l-2.3-1.4-2.2 1.4z" />
      <path d="M6 6h4M6 9h2.5" />
    </>
  ),
  funnels: <path d="M2.5 3h11L9.5 8.2v4.3l-3 1V8.2z" />,
  journeys: (
    <>
      <circle cx="3.5" cy="12.5" r="1.5" />
      <circle cx="12.5" cy="3.5" r="1.5" />
      <path d="M5 12.5h4.5a2.25 2.25 0 0 0 0-4.5h-3a2.25 2.25 0 0 1 0-4.5H11" />
    </>
  ),
  workflows: (
    <>
      <rect x="1.5" y="5.8" width="4.4" height="4.4" rx="1.2" />
      <rect x="10.1" y="1.8" width="4.4" height="4.4" rx="1.2" />
      <rect x="10.1" y="9.8" width="4.4" height="4.4" rx="1.2" />
      <path d="M5.9 8H8V4h2.1M8 8v4h2.1" />
    </>
  ),
  traces: <path d="M2 3.5h8M4.5 8h6M7.5 12.5H14" />,
  flame: <path d="M2 13.5h12M2 10h8.5M2 6.5h5M2 3h3" />,
  logs: <path d="M2.5 3.5h11M2.5 8h7.5M2.5 12.5h9.5" />,
  metrics: (
    <>
      <path d="M2.5 2.5v11h11" />
      <path d="M5 10l2.7-3.4 2.2 1.9L13.5 4" />
    </>
  ),
  docs: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M6.2 6.3a1.8 1.8 0 1 1 2.6 1.7c-.5.3-.8.6-.8 1.2M8 11.3v.01" />
    </>
  ),
  errors: (
    <>
      <path d="M5.5 1.8h5l3.7 3.7v5l-3.7 3.7h-5L1.8 10.5v-5z" />
      <path d="M8 5v3.4M8 11v.01" />
    </>
  ),
  services: (
    <>
      <circle cx="8" cy="3.3" r="1.8" />
      <circle cx="3.3" cy="12" r="1.8" />
      <circle cx="12.7" cy="12" r="1.8" />
      <path d="M7.1 4.9 4.2 10.4M8.9 4.9l2.9 5.5M5.1 12h5.8" />
    </>
  ),
  alerts: (
    <>
      <path d="M4 11.2V7a4 4 0 0 1 8 0v4.2l1.3 1.3H2.7z" />
      <path d="M6.6 14.2h2.8" />
    </>
  ),
  environment: (
    <>
      <path d="M2.5 5 8 2.2 13.5 5 8 7.8z" />
      <path d="m2.5 8 5.5 2.8L13.5 8M2.5 11 8 13.8l5.5-2.8" />
    </>
  ),
  filter: <path d="M2.5 4h11M4.5 8h7M6.5 12h3" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3 3" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 4.8V8l2.2 1.4" />
    </>
  ),
  theme: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 2.2a5.8 5.8 0 0 1 0 11.6z" fill="currentColor" stroke="none" />
    </>
  ),
  grip: <path d="M5.5 4h.01M5.5 8h.01M5.5 12h.01M10.5 4h.01M10.5 8h.01M10.5 12h.01" strokeWidth="2.2" />,
  more: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.2" />,
  down: <path d="m4 6 4 4 4-4" />,
  right: <path d="m6 4 4 4-4 4" />,
  left: <path d="M10 3.5 5.5 8l4.5 4.5" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2" />
    </>
  ),
  check: <path d="m3 8.5 3.2 3.2L13 4.8" />,
  link: (
    <>
      <path d="M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.7.7" />
      <path d="M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l.7-.7" />
    </>
  ),
  compare: (
    <>
      <path d="M8 2v12" />
      <path d="M5.5 4.5h-3v7h3M10.5 4.5h3v7h-3" />
    </>
  ),
  import: <path d="M8 10.5v-8M4.5 6 8 2.5 11.5 6M2.5 10v3.5h11V10" />,
  download: <path d="M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10" />,
  note: (
    <>
      <path d="M2.8 3h10.4v7.6H8.6L5.4 13.4v-2.8H2.8z" />
      <path d="M5.4 5.8h5.2M5.4 8h3.2" />
    </>
  ),
  pin: <path d="M5.5 2.5h5l-.7 4.3 2.2 2.2H4l2.2-2.2zM8 9v5" />,
  bookmark: <path d="M4 2.5h8v11L8 10.6l-4 2.9z" />,
  plus: <path d="M8 3v10M3 8h10" />,
  person: (
    <>
      <circle cx="8" cy="5.3" r="2.8" />
      <path d="M2.8 13.8c.6-2.7 2.6-4.1 5.2-4.1s4.6 1.4 5.2 4.1" />
    </>
  ),
  loop: <path d="M3 8a5 5 0 0 1 8.7-3.4L13 6M13 3v3h-3M13 8a5 5 0 0 1-8.7 3.4L3 10M3 13v-3h3" />,
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" strokeWidth="2" />,
  play: <path d="M5 3.2v9.6L12.5 8z" fill="currentColor" />,
  settings: (
    <>
      <path d="M2 4.5h6.2M11.8 4.5H14M2 11.5h2.2M7.8 11.5H14" />
      <circle cx="10" cy="4.5" r="1.8" />
      <circle cx="6" cy="11.5" r="1.8" />
    </>
  ),
  bottleneck: (
    <path d="M3.5 2.5c0 3 3 3.8 3 5.5s-3 2.5-3 5.5M12.5 2.5c0 3-3 3.8-3 5.5s3 2.5 3 5.5M8 3.5v1.8M8 10.7v1.8" />
  ),
  dashboards: (
    <>
      <path d="M2.5 2.5h4.2v6H2.5zM9.3 2.5h4.2v3.4H9.3zM2.5 11h4.2v2.5H2.5zM9.3 8.4h4.2v5.1H9.3z" />
    </>
  ),
  interactions: (
    <>
      <path d="M2 3h8.5v5.6H6.2L4 10.8V8.6H2z" />
      <path d="M12.5 6.2H14v5.6h-1.2V14l-2.2-2.2H7.2v-1" />
    </>
  ),
  digest: (
    <>
      <rect x="2.8" y="2.8" width="10.4" height="10.4" rx="1.6" />
      <path d="M5.2 6h5.6M5.2 8.4h5.6M5.2 10.8h3.2" />
    </>
  ),
  catalog: (
    <>
      <path d="M3 2.8c1.8-.6 3.4-.4 5 .7v10c-1.6-1.1-3.2-1.3-5-.7z" />
      <path d="M13 2.8c-1.8-.6-3.4-.4-5 .7v10c1.6-1.1 3.2-1.3 5-.7z" />
    </>
  ),
  sql: (
    <>
      <ellipse cx="8" cy="3.8" rx="5.3" ry="2" />
      <path d="M2.7 3.8v8.4c0 1.1 2.4 2 5.3 2s5.3-.9 5.3-2V3.8M2.7 8c0 1.1 2.4 2 5.3 2s5.3-.9 5.3-2" />
    </>
  ),
  keyboard: (
    <>
      <rect x="1.5" y="4" width="13" height="8.5" rx="1.5" />
      <path d="M4 6.8h.01M6.7 6.8h.01M9.3 6.8h.01M12 6.8h.01M5 9.8h6" />
    </>
  ),
  flag: (
    <>
      <path d="M3.5 2v12" />
      <path
        d="M3.5 3c2.3-1.2 3.8.8 5.7.2 1.1-.3 1.9-.7 3.3-.5L11 5.8l1.5 3c-1.4-.2-2.2.2-3.3.5-1.9.6-3.4-1.2-5.7-.1"
        fill="currentColor"
        stroke="none"
      />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

/** One icon at 16 px, in the colour of its text. */
export function Icon({
  name,
  className,
}: {
  readonly name: IconName;
  readonly className?: string | undefined;
}): JSX.Element {
  return (
    <svg className={classes(css["icon"], className)} viewBox="0 0 16 16" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}

/** The logo: a flag on a mast. */
export function BrandMark(): JSX.Element {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <path className={css["mast"]} d="M4 1.8v16.4" />
      <path
        className={css["flag"]}
        d="M5.6 3.2c2.3-1.3 4.1.9 6.3.2 1.9-.6 3.3-1.5 6.1-.9l-2.3 3.4 2.3 3.7c-2.8-.5-4.2.2-6.1.9-2.2.7-4-1.4-6.3-.2z"
      />
    </svg>
  );
}
