// Next.js 14, the oldest version: with a middleware in the edge runtime, and the copy of the API of OpenTelemetry that it brings.
// @module-tag extended
import { describeNext } from "./harness/describe-next.ts";

// a navigation of its router
describeNext("next-14", [{ path: "/shop/8", headers: { rsc: "1" }, status: 200, route: "/shop/[id]" }], [{}]);
