// The sections of Settings, in their order; each a component in a file of its own.
import type { JSX } from "react";

import { AccessSection } from "./access-section.tsx";
import { AuditSection } from "./audit-section.tsx";
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
  { id: "access", label: "Access", Content: AccessSection },
  { id: "audit", label: "Audit log", Content: AuditSection },
];
