// Builds the packages before the end-to-end tests, which run what would be published.
import { build } from "../tools/build.ts";

export default async function setup(): Promise<void> {
  if (!(await build()))
    throw new Error("Cannot run the end-to-end tests: the build failed, look above for its reason.");
}
