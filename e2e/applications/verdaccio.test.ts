// See described/verdaccio.ts.
// @module-tag extended
import { verdaccio } from "./described/verdaccio.ts";
import { describeApplication } from "./harness/describe-application.ts";

await describeApplication(verdaccio);
