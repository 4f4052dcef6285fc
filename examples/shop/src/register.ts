// From here on the shop's calls are typed by its catalog: a wrong name, attribute, step or state does not compile.
import type { catalog } from "./catalog.ts";

declare module "telltale" {
  interface Register {
    catalog: typeof catalog;
  }
}
