import { z } from "zod";
import { activity } from "./activity.ts";
import { businessEvent } from "./business-event.ts";
import { pageFields, whole } from "./fields.ts";
import { nextCursor } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";
import { hasMore } from "./truncated.ts";

export const userTimeline = z
  .object({
    id: z.string(),
    sessions: z.array(z.string()),
    truncatedSessions: hasMore("sessions"),
    events: z.array(businessEvent),
    traceCount: z.number(),
    truncated: z.boolean(),
    nextCursor,
  })
  .meta({
    id: "UserTimeline",
    description:
      "Business records of one user and of the sessions that became theirs: a page of the newest, oldest first; the next page is older.",
  });
export type UserTimeline = Out<typeof userTimeline>;

const userQuery = {
  limit: whole(1, 500).describe("Up to 2,000 when absent."),
  cursor: pageFields.cursor,
};
export type UserQuery = In<typeof userQuery>;

export const userRoutes = {
  "GET /api/users/:id": {
    summary: "Returns the business records of one user and of the sessions that became theirs.",
    description:
      "Spans and logs that only carry `user.id` are found with `filter=user.id=u2` at `/api/traces` and `/api/logs`; export and deletion include them.",
    query: userQuery,
    result: userTimeline,
  },
  "GET /api/users/:id/activity": {
    summary: "Returns the traces of a page of a user's business records, and the errors in them.",
    query: userQuery,
    result: activity,
  },
} satisfies Routes;
