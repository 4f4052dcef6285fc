// In place of the picture of a journey without visits: nothing was found, also in a sample, or more is still counted.
import { Link } from "@tanstack/react-router";
import type { JourneyColumnsResult } from "contract";
import type { JSX } from "react";

import { sampledWords } from "../../lib/sampled.ts";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { ui } from "../../ui/styles.ts";
import { SankeyOutline } from "./sankey-outline.tsx";
import type { JourneySearch } from "./search.ts";

/** While an estimate has no visits: the usual part of the people may have some. */
export function StillCounted(): JSX.Element {
  return (
    <div aria-busy="true">
      <span className={ui.text["sr"]} role="status">
        Loading
      </span>
      <SankeyOutline />
    </div>
  );
}

interface NoVisitsProps {
  readonly journey: JourneyColumnsResult;
  readonly search: JourneySearch;
  readonly onSearch: (change: JourneySearch) => void;
}

export function NoVisits({ journey, search: { start }, onSearch }: NoVisitsProps): JSX.Element {
  return (
    <EmptyState
      {...noVisitsWords(journey, start)}
      actions={
        <>
          <ScopeWideners />
          {start === undefined ? (
            <Link to="/journeys" className={ui.button["quiet"]}>
              All journeys
            </Link>
          ) : (
            <button
              type="button"
              className={ui.button["quiet"]}
              onClick={() => onSearch({ start: undefined })}
            >
              From any first step
            </button>
          )}
        </>
      }
    />
  );
}

function noVisitsWords(
  { name, share }: JourneyColumnsResult,
  start: string | undefined,
): { readonly title: string; readonly why: string } {
  const what = `No visits of ${name}${start === undefined ? "" : ` with ${start}`}`;
  const orStart = start === undefined ? "" : ", or another first step";
  const counted = sampledWords("Counted in", share);
  if (counted !== undefined)
    return {
      title: `${what} in the sample`,
      why: `${counted}. Others may have visits: choose a shorter time range${orStart}.`,
    };
  return {
    title: `${what} in this range`,
    why:
      start === undefined
        ? "Choose another time range, or check the name of the journey. Steps without a user or session are of no visit."
        : `Choose another time range${orStart}.`,
  };
}
