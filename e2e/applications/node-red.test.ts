// See described/node-red.ts.
// @module-tag extended
import { nodeRed } from "./described/node-red.ts";
import { describeApplication } from "./harness/describe-application.ts";

await describeApplication(nodeRed);
