// What is known of an integration without loading it.
import type { LibraryIntegration } from "../integrations/library-integration.ts";

/** A line of the table that `tools/integrations.ts` makes out of the integrations. */
export interface TableEntry extends Pick<
  LibraryIntegration,
  "name" | "modules" | "libraries" | "versions" | "plugins" | "atStart" | "byDefault"
> {
  /** The subpath it comes from: `telltale/<file>`. */
  readonly file: string;
  /** The versions of its library that the tests load, lowest first. */
  readonly tested?: readonly string[] | undefined;
}
