// Next.js 16, as it is installed, built and served: with a proxy, `after()`, and the user's own copy of the API of OpenTelemetry.
// @module-tag extended
import { describeNext } from "./harness/describe-next.ts";

describeNext(
  "next-16",
  [
    { path: "/api/later", status: 200, route: "/api/later", inner: ["/api/items/[id]"] },
    // a navigation of its router, without the checksum of these headers
    { path: "/shop/8", headers: { rsc: "1" }, status: 307, route: "/shop/[id]" },
  ],
  [{}, { FIXTURE_OTEL: "vercel" }],
);
