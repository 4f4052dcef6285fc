// Early handles with `@opentelemetry/api` 1.9.
import * as api from "@opentelemetry/api";
import { describeEarlyMeters } from "./early.ts";

describeEarlyMeters("1.9", api);
