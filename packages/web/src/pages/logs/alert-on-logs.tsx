// A rule on the rate of the records that the page shows, or of their pattern.
import { getRouteApi } from "@tanstack/react-router";
import type { LogHistogramQuery, LogHistogramResult } from "contract";
import type { JSX } from "react";

import { useApi, useApiPages } from "../../data/use-api.ts";
import { logsDraft } from "../../lib/rule-draft.ts";
import { useScope } from "../../state/scope.ts";
import { AlertOnThis } from "../../ui/alert-on-this.tsx";

const route = getRouteApi("/logs");

/**
 * Asks what the list and its bars ask, so the answers are theirs. Nothing for the records of one trace, and for a pattern that a rule cannot
 * have: its words are not those of the text, or there is another condition on the text.
 */
export function AlertOnLogs({ conditions }: { readonly conditions: LogHistogramQuery }): JSX.Element | null {
  const { severity, text, trace, span, event, pattern } = route.useSearch();
  const { query: scope } = useScope();
  const bars = useApi("/api/logs/histogram", { query: conditions });
  const records = useApiPages("/api/logs", { query: { ...conditions, limit: 100 } }, { refresh: "still" });
  if (trace !== undefined || span !== undefined) return null;
  const wanted = pattern === undefined ? undefined : alertText(pattern);
  const isOther = wanted === undefined || text !== undefined || event !== undefined;
  if (pattern !== undefined && isOther) return null;
  const texts = records.data?.pages[0]?.items.map((record) => record.text) ?? [];
  return (
    <AlertOnThis
      draft={logsDraft(
        { text, severity, event, service: scope.service, pattern: wanted },
        texts,
        highestRate(bars.data),
      )}
      scope={{ environment: scope.environment, filter: scope.filter }}
    />
  );
}

/** The template as rules name patterns. `undefined` where its words are not those of the text: JSON, quoted messages, cut texts. */
function alertText(template: string): string | undefined {
  if (/^[[{]|=|…/.test(template)) return undefined;
  return `${template.replaceAll("<_>", "*").replace(/\*$/, "")}*`;
}

/** The highest bar, in records a second. */
function highestRate(result: LogHistogramResult | undefined): number {
  if (result === undefined) return 0;
  const totals = result.buckets.map(({ counts }) =>
    Object.values(counts).reduce((sum, count) => sum + count, 0),
  );
  return Math.max(0, ...totals) / (result.stepMs / 1000);
}
