// A status is a colour, a shape and a word together: disc with tick, triangle, octagon with cross, ring, dashed ring with a question mark.
import type { JSX, ReactNode } from "react";

import { classes } from "./classes.ts";
import css from "./status.module.css";

export type StatusKind = "ok" | "warn" | "error" | "info" | "off" | "unknown";

const paper = {
  stroke: "var(--surface-page)",
  strokeWidth: 1.4,
  strokeLinecap: "round",
  fill: "none",
} as const;

/** The shape alone; use it only beside the word. */
export function StatusMark({
  kind,
  size = 12,
}: {
  readonly kind: StatusKind;
  readonly size?: number;
}): JSX.Element {
  return (
    <svg className={css["mark"]} viewBox="0 0 12 12" width={size} height={size} aria-hidden="true">
      {kind === "ok" && (
        <>
          <circle cx="6" cy="6" r="5.5" fill="var(--ok-mark)" />
          <path d="m3.6 6.1 1.7 1.7 3.2-3.5" {...paper} />
        </>
      )}
      {kind === "warn" && (
        <>
          <path d="M6 .8 11.7 11H.3z" fill="var(--warn-mark)" />
          <path d="M6 4.3v3M6 9v.01" {...paper} />
        </>
      )}
      {kind === "error" && (
        <>
          <path d="M3.6.4h4.8L11.6 3.6v4.8L8.4 11.6H3.6L.4 8.4V3.6z" fill="var(--error-mark)" />
          <path d="m4 4 4 4M8 4 4 8" {...paper} />
        </>
      )}
      {kind === "info" && <rect x="1.5" y="1.5" width="9" height="9" rx="1.5" fill="var(--info-mark)" />}
      {kind === "unknown" && (
        <g fill="none" stroke="var(--ink-3)">
          <circle cx="6" cy="6" r="4.8" strokeWidth="1.4" strokeDasharray="2 1.77" />
          <path
            d="M4.7 4.9c0-1.7 2.6-1.7 2.6 0 0 1-1.3 1-1.3 2M6 8.6v.01"
            strokeWidth="1.2"
            strokeLinecap="round"
          />
        </g>
      )}
      {kind === "off" && <circle cx="6" cy="6" r="4.8" fill="none" stroke="var(--ink-3)" strokeWidth="1.4" />}
    </svg>
  );
}

/** Shape and word. */
export function Status({
  kind,
  title,
  className,
  children,
}: {
  readonly kind: StatusKind;
  readonly title?: string | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <span className={classes(css["status"], css[kind], className)} title={title}>
      <StatusMark kind={kind} />
      {children}
    </span>
  );
}
