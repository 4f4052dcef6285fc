import { z } from "zod";
import { activity } from "./activity.ts";
import { businessEvent } from "./business-event.ts";
import { pageFields, whole } from "./fields.ts";
import { nextCursor } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";
import { money } from "./transaction.ts";
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

const personTransactions = z
  .object({
    type: z.string(),
    completed: z.number(),
    failed: z.number(),
    abandoned: z.number(),
    open: z.number(),
    amounts: z.array(money).describe("Of the completed ones."),
    lost: z.array(money).describe("Of those that failed or were abandoned."),
  })
  .meta({ id: "PersonTransactions", description: "All transactions of one type with a record of a person." });
export type PersonTransactions = Out<typeof personTransactions>;

export const userSummary = z
  .object({
    id: z.string(),
    firstNs: z.string().nullable().describe("Time of their first record; `null` without records."),
    lastNs: z.string().nullable(),
    records: z.number(),
    visits: z
      .number()
      .describe("Sessions; records without one are a visit until half an hour passes without one."),
    transactions: z.array(personTransactions).describe("The most frequent type first, at most 20."),
    amounts: z.array(money).describe("Of all completed transactions."),
    lost: z.array(money).describe("Of all that failed or were abandoned."),
    truncatedSessions: z
      .boolean()
      .describe(
        "Whether more than 1,000 sessions became theirs: of older ones, only records with the id of the person are counted.",
      ),
    truncatedTransactions: z
      .boolean()
      .describe("Whether there are older transactions, which are not counted."),
    versions: z
      .array(z.object({ service: z.string(), version: z.string(), lastNs: z.string() }))
      .describe("Versions of services that wrote records of the person, the latest first, at most 10."),
    devices: z
      .array(z.object({ name: z.string(), lastNs: z.string() }))
      .describe(
        "What the attributes of the records say of devices (`device.model.name`, `user_agent.name`, `os.name` and the like), the latest first, at most 5.",
      ),
  })
  .meta({ id: "UserSummary", description: "What is known of one person at any time." });
export type UserSummary = Out<typeof userSummary>;

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
  "GET /api/users/:id/summary": {
    summary: "Returns what one user did in all: visits, transactions, amounts, versions and devices.",
    result: userSummary,
  },
  "GET /api/users/:id/activity": {
    summary: "Returns the traces of a page of a user's business records, and the errors in them.",
    query: userQuery,
    result: activity,
  },
} satisfies Routes;
