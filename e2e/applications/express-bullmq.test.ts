// See described/express-bullmq.ts.
// @module-tag extended
import { expressBullmq } from "./described/express-bullmq.ts";
import { describeApplication } from "./harness/describe-application.ts";

await describeApplication(expressBullmq);
