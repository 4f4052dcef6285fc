// The preview of a draft: asked for when typing pauses, cancelled when the draft changes again.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { NewAlertRule, PreviewResult, RuleProblem } from "contract";

import { ApiError } from "../../../data/api-error.ts";
import { previewRule } from "../../../data/alerts.ts";
import { useDebounced } from "../../../ui/use-debounced.ts";

export interface Preview {
  /** Of the draft, or of the one before while it is computed. */
  readonly result: PreviewResult | undefined;
  readonly isWaiting: boolean;
  readonly error: Error | undefined;
  readonly mistakes: readonly RuleProblem[];
  readonly retry: () => void;
}

const restMs = 400;
const noMistakes: readonly RuleProblem[] = [];

/** @param draft as JSON, so that equal drafts are asked about once; empty: nothing to preview yet. */
export function usePreview(draft: string): Preview {
  const settled = useDebounced(draft, restMs);
  const query = useQuery<PreviewResult, Error>({
    queryKey: ["preview", settled],
    queryFn: async ({ signal }) => previewRule(JSON.parse(settled) as NewAlertRule, signal),
    enabled: settled !== "",
    // While the limit moves, the chart before it stays; after a mistake nothing does.
    placeholderData: keepPreviousData,
    retry: false,
    meta: { refresh: "still" },
  });
  const error = query.error ?? undefined;
  return {
    result: settled === "" || query.isError ? undefined : query.data,
    isWaiting: draft !== "" && (draft !== settled || query.isFetching),
    error,
    mistakes: mistakesOf(error),
    retry: () => void query.refetch(),
  };
}

/** The mistakes that the console found in a rule; none of any other error. */
export function mistakesOf(error: unknown): readonly RuleProblem[] {
  if (!(error instanceof ApiError)) return noMistakes;
  const { problems } = error.problem as { readonly problems?: readonly RuleProblem[] };
  return problems ?? noMistakes;
}
