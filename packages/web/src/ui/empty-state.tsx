// An empty state: what is missing, why, and what to do next.
import type { JSX, ReactNode } from "react";

import { presets } from "../lib/time-range.ts";
import { useScope, useScopeChanges } from "../state/scope.ts";
import { DocsLink, type Guide } from "./docs-link.tsx";
import { ui } from "./styles.ts";

export interface EmptyStateProps {
  readonly title: string;
  readonly why?: ReactNode;
  readonly actions?: ReactNode;
  /** Code to paste, for a page whose kind of data was never received. */
  readonly snippet?: ReactNode;
  /** The guide that says more. */
  readonly guide?: Guide;
  readonly inline?: boolean;
}

/** An empty part of a page. */
export function EmptyState({
  title,
  why,
  actions,
  snippet,
  guide,
  inline = false,
}: EmptyStateProps): JSX.Element {
  return (
    <div className={inline ? ui.state["inline"] : ui.state["state"]}>
      <b>{title}</b>
      {why !== undefined && <p>{why}</p>}
      {(actions !== undefined || guide !== undefined) && (
        <p className={ui.state["actions"]}>
          {actions}
          {guide !== undefined && <DocsLink guide={guide} />}
        </p>
      )}
      {snippet !== undefined && <div className={ui.state["snippet"]}>{snippet}</div>}
    </div>
  );
}

/** Buttons that widen the scope: a longer range, all environments, all services, no filters. */
export function ScopeWideners(): JSX.Element {
  const { range, environment, service, filters } = useScope();
  const { setRange, setEnvironment, setService, setFilters } = useScopeChanges();
  const at = presets.findIndex(({ from }) => from === range.from);
  const wider = range.to === "now" ? presets[Math.max(presets.length - 1, at + 1)] : presets[4];
  return (
    <>
      {wider !== undefined && wider.from !== range.from && (
        <button
          type="button"
          className={ui.button["button"]}
          onClick={() => setRange({ from: wider.from, to: "now" })}
        >
          Show {wider.label.toLowerCase()}
        </button>
      )}
      {filters.length > 0 && (
        <button type="button" className={ui.button["quiet"]} onClick={() => setFilters([])}>
          Clear filters
        </button>
      )}
      {environment !== undefined && (
        <button type="button" className={ui.button["quiet"]} onClick={() => setEnvironment(undefined)}>
          All environments
        </button>
      )}
      {service !== undefined && (
        <button type="button" className={ui.button["quiet"]} onClick={() => setService(undefined)}>
          All services
        </button>
      )}
    </>
  );
}
