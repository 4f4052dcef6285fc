// What the set-up of the packed tests provides (tools/packed-setup.ts), as these tests need it.
import "vitest";

declare module "vitest" {
  export interface ProvidedContext {
    readonly platforms: {
      /** The `node_modules` with the bundlers; undefined where they could not be fetched. */
      readonly bundlers?: string | undefined;
      /** Executables of other runtimes by name and version. */
      readonly others: Readonly<Record<string, string>>;
    };
  }
}
