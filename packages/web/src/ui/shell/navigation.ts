// The pages in the rail, in order, and those under "More", as the pages declare them. `g` and the letter open a page.
import { type RegisteredRouter, useRouter } from "@tanstack/react-router";
import { useMemo } from "react";

import type { FilterSignal } from "../../state/filter-signal.ts";
import type { Narrowed, Navigation } from "../page.ts";

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    readonly navigation?: Navigation | undefined;
    readonly filters?: FilterSignal | undefined;
    readonly narrowed?: Narrowed | undefined;
    readonly bindsRowKeys?: true | undefined;
  }
}

/** The path of a page without parameters. */
type Address = Exclude<keyof RegisteredRouter["routesByPath"], `${string}$${string}`>;

export interface NavigationItem extends Navigation {
  readonly to: Address;
}

/** All pages of the navigation, in order. */
export function useNavigation(): readonly NavigationItem[] {
  const { routesById } = useRouter();
  return useMemo(
    () =>
      Object.entries(routesById).flatMap(([path, { options }]) => {
        const { navigation } = options.staticData ?? {};
        return navigation === undefined ? [] : [{ ...navigation, to: path as Address }];
      }),
    [routesById],
  );
}
