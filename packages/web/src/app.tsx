// The routes, one for each declared page. Pages are loaded when they are opened; the scope of the header is kept in the address between them.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
  type RouteComponent,
} from "@tanstack/react-router";

import { pagePaths, pages, type PagePath } from "./all-pages.ts";
import { narrowedPages } from "./narrowed-pages.ts";
import { parseSearch, stringifySearch } from "./lib/search-params.ts";
import { JourneyPending } from "./pages/journeys/journey-pending.tsx";
import { scopeKeys, validateScope } from "./state/scope-search.ts";
import type { OutlineName } from "./ui/page.ts";
import { announceSlowPages } from "./ui/shell/opening.tsx";
import { PageError, PagePending, UnknownPage } from "./ui/shell/page-states.tsx";
import { Shell } from "./ui/shell/shell.tsx";

const outlines: Readonly<Record<OutlineName, RouteComponent>> = { sankey: JourneyPending };

const root = createRootRoute({
  component: Shell,
  notFoundComponent: UnknownPage,
  validateSearch: validateScope,
  search: { middlewares: [retainSearchParams([...scopeKeys])] },
});

// oxlint-disable-next-line typescript/explicit-function-return-type -- the router derives the types of the whole tree from it
const routeOf = <Path extends PagePath>(path: Path) => {
  const { code, component, search, navigation, filters, bindsRowKeys, from, outline } = pages[path];
  return createRoute({
    getParentRoute: () => root,
    path,
    validateSearch: search as (typeof pages)[Path]["search"],
    component: lazyRouteComponent(code as () => Promise<Record<string, RouteComponent>>, component),
    staticData: { navigation, filters, narrowed: narrowedPages[path], bindsRowKeys },
    ...(outline !== undefined && { pendingComponent: outlines[outline], pendingMs: 0, pendingMinMs: 0 }),
    ...(from !== undefined && { beforeLoad: beginAt(path, from) }),
  });
};

/** Puts the begin of the range into an address without one. */
function beginAt(to: PagePath, from: string) {
  return ({ search }: { readonly search: { readonly from?: string | undefined } }): void => {
    if (search.from === undefined) throw redirect({ to, search: { ...search, from }, replace: true });
  };
}

type Routes = { readonly [Path in PagePath]: ReturnType<typeof routeOf<Path>> };
const routes = Object.fromEntries(pagePaths.map((path) => [path, routeOf(path)])) as unknown as Routes;

/** The router. Nothing is loaded before it is rendered. */
export const router = createRouter({
  routeTree: root.addChildren(routes),
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultErrorComponent: PageError,
  defaultPendingComponent: PagePending,
  defaultPendingMs: 150,
  scrollRestoration: true,
});
announceSlowPages(router);

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
