// What a page declares about itself, once, in `page.ts` of its folder: its path, its code, its search parameters, what it requests first,
// and its place in the navigation. The routes, `early.ts`, the rail, the palette and the keys read it. The first script contains these
// declarations, so they import no component.
import type { JSX } from "react";

import type { FirstRequest } from "../data/first-request.ts";
import type { FilterSignal } from "../state/filter-signal.ts";
import type { Scope } from "../state/scope-search.ts";
import type { IconName } from "./icons.tsx";

/** The address of a page, as its first requests depend on it. */
interface Opened {
  readonly params: Readonly<Record<string, string>>;
  readonly scope: Scope;
  /** The search parameters as they are in the address. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** An entry of the rail, of the palette and of the keys. */
export interface Navigation {
  /** In the rail, or under "More". */
  readonly in: "rail" | "more";
  readonly label: string;
  readonly icon: IconName;
  /** `g` and this letter open the page. Unique among all pages. */
  readonly letter: string;
  /** Also in the bottom bar of a phone. */
  readonly onPhone?: boolean;
}

/** Of a page whose figures are of the range: what of the bar narrows them, beside the conditions on its signal. */
export interface Narrowed {
  /** Whether they are of the service that is chosen. */
  readonly service: boolean;
  /** The nearest page that applies what this one cannot. */
  readonly elsewhere: "/transactions" | "/funnels" | "/traces" | "/logs";
}

/** Outlines have their components in `app.tsx`: declarations import none. */
export type OutlineName = "sankey";

type ReadSearch = (raw: Readonly<Record<string, unknown>>) => object;

export interface Page<Search extends ReadSearch | undefined = ReadSearch | undefined> {
  /** Loads the module of the component. */
  readonly code: () => Promise<Readonly<Record<string, unknown>>>;
  /** What the module calls its component. */
  readonly component: string;
  /** Its search parameters beside those of the scope; invalid values are dropped. */
  readonly search: Search;
  /**
   * What it shows first, with the arguments of its own `useApi`. It is requested before any code of the pages is there, so that the store
   * works while the browser reads the code. Without it nothing is requested ahead.
   */
  readonly first?: (opened: Opened) => readonly FirstRequest[];
  readonly navigation?: Navigation;
  /** The signal whose attributes the filter bar completes, on pages whose data it narrows. Others keep the conditions for the next page. */
  readonly filters?: FilterSignal;
  /** What it shows at once, while its code loads. It is part of the code of all pages, so it is there before that of the page. */
  readonly outline?: OutlineName;
  /** It binds `j` and `k` itself: they do not move through its rows. */
  readonly bindsRowKeys?: true;
  /** Begin of the range when the address has none, instead of the default. */
  readonly from?: string;
}

/** Declares a page, with the type of its search parameters. */
export function page<Name extends string, Search extends ReadSearch | undefined = undefined>(
  declared: Omit<Page, "search" | "code" | "component"> & {
    readonly code: () => Promise<{ readonly [Component in Name]: () => JSX.Element }>;
    readonly component: Name;
    readonly search?: Search;
  },
): Page<Search> {
  return declared as unknown as Page<Search>;
}
