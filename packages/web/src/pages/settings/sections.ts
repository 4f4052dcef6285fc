// The sections of Settings, in their order; each a component in a file of its own.
import type { JSX } from "react";

import { StoreSection } from "./store-section.tsx";

export interface Section {
  /** Stands in the address. */
  readonly id: string;
  readonly label: string;
  readonly Content: () => JSX.Element;
}

/** The first opens when the address names none. */
export const sections: readonly [Section, ...Section[]] = [
  { id: "store", label: "Store", Content: StoreSection },
];
