// The contract of integrations, tried on the smallest one that keeps it.
import type { LibraryIntegration } from "../../src/integrations/library-integration.ts";
import { describeIntegration } from "./describe-integration.ts";

interface Library {
  greet?: (() => string) & { instrumented?: boolean };
}

const smallest: LibraryIntegration = {
  name: "smallest",
  modules: ["smallest"],
  versions: [[1, 2]],
  instrument(library) {
    try {
      const target = library as Library;
      const original = target.greet;
      if (typeof original === "function" && original.instrumented !== true)
        target.greet = Object.assign(() => original(), { instrumented: true });
    } catch {
      // not the library
    }
    return library;
  },
  emits: [],
};

describeIntegration(smallest, () => ({ greet: () => "hello" }));
