// The first requests of the page of an address, as `page.ts` of its folder declares them.
import { pagePaths, pages } from "./all-pages.ts";
import type { FirstRequest } from "./data/first-request.ts";
import { matchPath } from "./lib/match-path.ts";
import { parseSearch } from "./lib/search-params.ts";
import { scopeOf, validateScope } from "./state/scope-search.ts";
import type { Page } from "./ui/page.ts";

/** Nothing for a page that declares none, and for an address without a page. */
export function firstRequestsOf({
  pathname,
  search,
}: {
  readonly pathname: string;
  readonly search: string;
}): readonly FirstRequest[] {
  const match = matchPath(pathname, pagePaths);
  if (match === undefined) return [];
  const { first }: Page = pages[match.pattern];
  const raw = parseSearch(search);
  return first?.({ params: match.params, scope: scopeOf(validateScope(raw)), raw }) ?? [];
}
