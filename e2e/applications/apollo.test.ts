// See described/apollo.ts.
// @module-tag extended
import { apollo } from "./described/apollo.ts";
import { describeApplication } from "./harness/describe-application.ts";

await describeApplication(apollo);
