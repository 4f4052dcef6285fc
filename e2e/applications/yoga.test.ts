// See described/yoga.ts.
// @module-tag extended
import { yoga } from "./described/yoga.ts";
import { describeApplication } from "./harness/describe-application.ts";

await describeApplication(yoga);
