// Early handles with `@opentelemetry/api` 1.10.
import * as api from "api-1-10";
import { vi } from "vitest";
import { describeEarlyMeters } from "./early.ts";

vi.mock("@opentelemetry/api", async () => import("api-1-10"));

describeEarlyMeters("1.10", api);
