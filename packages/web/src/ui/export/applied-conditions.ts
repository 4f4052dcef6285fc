// What narrows one picture of a page, where that is not what narrows the page: names of its files have nothing else.
import { createContext } from "react";

import type { Scope } from "../../state/scope-search.ts";

export const AppliedConditions = createContext<Pick<Scope, "service" | "filters"> | undefined>(undefined);
