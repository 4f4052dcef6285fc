// From a name to its entry in the catalog: beside headings and in detail rows, not in lists.
import { Link } from "@tanstack/react-router";
import type { CatalogKind } from "contract";
import type { JSX } from "react";

import { Icon } from "./icons.tsx";
import { ui } from "./styles.ts";

export interface CatalogLinkProps {
  readonly kind: CatalogKind;
  readonly name: string;
  /** The icon alone, in a row of a table. */
  readonly inRow?: boolean;
}

/** A quiet link with the catalog's icon. */
export function CatalogLink({ kind, name, inRow = false }: CatalogLinkProps): JSX.Element | null {
  if (name === "") return null;
  const label = `${name} in the catalog`;
  return (
    <Link
      className={inRow ? undefined : ui.button["quiet"]}
      to="/catalog/$kind/$name"
      params={{ kind, name }}
      aria-label={label}
      title={label}
    >
      <Icon name="catalog" />
      {!inRow && "Catalog"}
    </Link>
  );
}
