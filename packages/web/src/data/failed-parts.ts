// The parts of a page whose query failed and that have no place of their own to say so: markers, choices, and sections that are shown only
// when they have something.
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import { toProblem } from "./api-error.ts";
import { errorOf } from "./last-error.ts";

export interface FailedParts {
  /** Why; a busy store fails several parts for one reason. */
  readonly message: string;
  /** What is missing, as `ApiOptions.part` names it. */
  readonly names: readonly string[];
}

/** The failed parts of the page by reason, and how to ask for them again. */
export function useFailedParts(): { readonly failed: readonly FailedParts[]; readonly retry: () => void } {
  const client = useQueryClient();
  // A text, because it is compared with the one before.
  const failed = useSyncExternalStore(
    (listener) => client.getQueryCache().subscribe(listener),
    () => JSON.stringify(byReason(client)),
  );
  return {
    failed: JSON.parse(failed) as readonly FailedParts[],
    retry: () => {
      for (const { queryKey } of failedOf(client)) void client.refetchQueries({ queryKey, exact: true });
    },
  };
}

type Query = ReturnType<ReturnType<QueryClient["getQueryCache"]>["getAll"]>[number];

function byReason(client: QueryClient): readonly FailedParts[] {
  const names = new Map<string, Set<string>>();
  for (const query of failedOf(client)) {
    const { message } = toProblem(errorOf(query) ?? query.state.error);
    names.set(message, new Set([...(names.get(message) ?? []), ...namesOf(query)]));
  }
  return [...names].map(([message, parts]) => ({ message, names: [...parts] }));
}

function failedOf(client: QueryClient): readonly Query[] {
  return client
    .getQueryCache()
    .getAll()
    .filter((query) => hasFailed(query) && namesOf(query).length > 0);
}

const hasFailed = (query: Query): boolean => query.state.status === "error" || errorOf(query) !== undefined;

/** What the page lacks without this result; nothing where a section shows the same result. */
function namesOf(query: Query): readonly string[] {
  const parts = query.isActive() ? query.observers.map(({ options }) => options.meta?.["part"]) : [];
  const names = parts.filter((part) => typeof part === "string");
  return names.length === parts.length ? names : [];
}
