// Starts telemetry. It goes to http://localhost:4318, or to OTEL_EXPORTER_OTLP_ENDPOINT.
import { start } from "telltale";

import { catalog } from "./catalog.ts";

start({ service: { name: "my-service", version: "1.0.0" }, catalog });
