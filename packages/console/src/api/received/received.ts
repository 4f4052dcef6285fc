// GET /api/received: whether the store has telemetry, which ends the first run of the pages.
import type { Received } from "contract";
import { doctorService } from "./doctor-service.ts";
import { type ApiContext, run } from "../context.ts";

export async function getReceived(_: unknown, context: ApiContext): Promise<Received> {
  const [row] = await run<{ hasTelemetry: boolean | number }>(context, "has-telemetry", {
    doctor: doctorService,
  });
  return { hasTelemetry: Boolean(row?.hasTelemetry) };
}
