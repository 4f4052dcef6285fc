// See described/fastify-drizzle.ts.
// @module-tag extended
import { fastifyDrizzle } from "./described/fastify-drizzle.ts";
import { describeApplication } from "./harness/describe-application.ts";

await describeApplication(fastifyDrizzle);
