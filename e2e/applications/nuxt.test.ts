// See described/nuxt.ts.
// @module-tag extended
import { nuxt } from "./described/nuxt.ts";
import { describeApplication } from "./harness/describe-application.ts";

await describeApplication(nuxt);
