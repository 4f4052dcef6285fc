// All applications, in the order of the reference.
import type { Application } from "../harness/application.ts";
import { apollo } from "./apollo.ts";
import { expressBullmq } from "./express-bullmq.ts";
import { fastifyDrizzle } from "./fastify-drizzle.ts";
import { nodeRed } from "./node-red.ts";
import { nuxt } from "./nuxt.ts";
import { verdaccio } from "./verdaccio.ts";
import { yoga } from "./yoga.ts";

export const applications: readonly Application[] = [
  expressBullmq,
  fastifyDrizzle,
  apollo,
  yoga,
  nodeRed,
  nuxt,
  verdaccio,
];
