// The sections of Settings, in order.
import type { JSX } from "react";

import { AccessSection } from "./access-section.tsx";
import { AuditSection } from "./audit-section.tsx";
import { LinksSection } from "./links-section.tsx";
import { StoreSection } from "./store-section.tsx";

export interface Section {
  /** Part of the URL. */
  readonly id: string;
  readonly label: string;
  readonly Content: () => JSX.Element;
}

/** The first is the default. */
export const sections: readonly [Section, ...Section[]] = [
  { id: "store", label: "Store", Content: StoreSection },
  { id: "access", label: "Access", Content: AccessSection },
  { id: "links", label: "Links", Content: LinksSection },
  { id: "audit", label: "Audit log", Content: AuditSection },
];
