import { z } from "zod";
import { spanStatuses } from "./enumerations.ts";
import { resolvedRange } from "./query.ts";
import { decimal, filterFields, funnelRuleFields, oneOf, rangeFields, text, texts, whole } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";
import { truncated } from "./truncated.ts";
import { money } from "./transaction.ts";

const outline = z.tuple([z.number(), z.number(), z.number()]);

export const findingNumbers = z
  .object({
    threshold: z
      .number()
      .describe("The value at which the two distributions are farthest apart; ms of a duration."),
    selection: outline.describe("p10, p50 and p90."),
    rest: outline,
    lows: z.array(z.number()).describe("Lower ends of the bars of a histogram, ascending."),
    selectionBars: z.array(z.number()).describe("Share of the selection in each bar, 0 to 1."),
    restBars: z.array(z.number()),
  })
  .meta({ id: "FindingNumbers", description: "The two distributions of a numeric attribute." });
export type FindingNumbers = Out<typeof findingNumbers>;

export const findingPart = z
  .object({
    key: z.string(),
    kind: z.enum(["value", "absent", "present", "atLeast", "below"]),
    value: z
      .string()
      .describe(
        "Empty for `absent` and `present`; the threshold for `atLeast` and `below`, of a duration in ms.",
      ),
    filter: z
      .string()
      .nullable()
      .describe("The same as a filter condition; `null` when filters of the source cannot express it."),
  })
  .meta({ id: "FindingPart", description: "A condition on one attribute." });
export type FindingPart = Out<typeof findingPart>;

export const finding = z
  .object({
    parts: z.array(findingPart).describe("One condition, or two that say more together than each alone."),
    selectionCount: z.number().describe("How many of the selection meet it, as `selectionShare` of it."),
    restCount: z.number().describe("Of the rest, as many as `restShare` of it."),
    selectionShare: z.number(),
    restShare: z.number(),
    difference: z.number().describe("`selectionShare` − `restShare`, −1 to 1."),
    low: z.number().describe("Lower end of the 95 % interval of `difference`."),
    high: z.number(),
    atLeast: z
      .number()
      .describe(
        "The end of the interval that is nearer to zero, without its sign; 0 when it contains zero. The list is ordered by it; what the selection has less often counts for four fifths, consequences (duration, status, errors, answers of calls) and shapes (method, route, statement) for a quarter. Of a selection by what happened (`status`, `outcome`, `fingerprint`, `of=funnels`) these come after all causes.",
      ),
    q: z.number().describe("The false-discovery rate at which this attribute is still found; at most 0.05."),
    numbers: findingNumbers.nullable().describe("Only of a numeric attribute."),
    people: z
      .number()
      .nullable()
      .describe(
        "Different users of the selection that meet it, of more than 20,000 rows estimated; `null`: unknown.",
      ),
    amounts: z
      .array(money)
      .describe(
        "Money of the transactions of the selection that meet it, exact; of a sample that of the compared ones.",
      ),
    goesWith: z
      .array(
        z.object({
          ...findingPart.shape,
          selectionShare: z.number(),
          restShare: z.number(),
        }),
      )
      .describe(
        "Conditions on other attributes that meet nearly the same rows, or differ only because of this one; 20 at most.",
      ),
    truncatedGoesWith: truncated("Such conditions"),
  })
  .meta({ id: "Finding" });
export type Finding = Out<typeof finding>;

export const differsResult = z
  .object({
    ...resolvedRange,
    unit: z.enum(["spans", "transactions", "workflows", "people"]).describe("What was compared."),
    selection: z.object({
      count: z.number(),
      people: z.number().nullable().describe("Different users; `null`: unknown."),
      amounts: z.array(money).describe("Money of the transactions concerned."),
    }),
    rest: z
      .object({ count: z.number() })
      .describe("Of spans, those of operations in which there are spans of the selection."),
    sampled: z
      .object({ slices: z.number(), secondsEach: z.number(), share: z.number() })
      .nullable()
      .describe(
        "Slices of the range that were compared, without slices a share of the people or transactions; `null` when all was.",
      ),
    verdict: z.enum(["differs", "nothing", "few"]).describe("`few`: one side has too few rows to compare."),
    findings: z.array(finding),
    truncatedFindings: truncated("Findings"),
    compared: z.number().describe("How many attributes were compared."),
    same: z.array(z.string()).describe("Attributes that do not differ, in alphabetical order; 500 at most."),
    truncatedSame: truncated("Such attributes"),
    summary: z.string().describe("The result in one sentence."),
  })
  .meta({ id: "DiffersResult" });
export type DiffersResult = Out<typeof differsResult>;

const differsQuery = {
  ...rangeFields,
  of: oneOf("spans", "transactions", "errors", "workflows", "funnels")
    .default("spans")
    .describe(
      "`errors`: spans in which errors of `fingerprint` occurred, compared with the other spans of the same operations. `funnels`: people who dropped at `step` of the funnel `type`, compared with those who went on; those who are still open are on neither side.",
    ),
  filter: filterFields.filter.describe("Conditions on both sides, as in `/api/traces`."),
  service: text.describe("Compares only rows of this service."),
  name: text.describe("Compares only spans of this name."),
  type: text.describe(
    "Compares only transactions or workflows of this type. Funnels: the name of the funnel.",
  ),
  step: text.describe("Funnels: the step, any but the last one."),
  ...funnelRuleFields,
  windowMs: decimal(1, 366 * 86_400_000).describe(
    "Funnels: the time one person may take from the first step to the last; by default the usual one, see `FunnelSummary.window`.",
  ),
  select: texts.describe(
    "Conditions that make the selection, in the form of `filter`. The rest is the other side.",
  ),
  selectFrom: text.describe("The selection begins at this time; the range holds for both sides."),
  selectTo: text,
  minDurationMs: decimal(0, 1e12).describe("The selection takes at least so long."),
  maxDurationMs: decimal(0, 1e12),
  status: oneOf(...spanStatuses).describe("Spans: the status of the selection."),
  outcome: texts.describe(
    "Of the selection, and with `minDurationMs` or `maxDurationMs` of both sides. Transactions: `completed`, `failed`, `abandoned`, `open`; workflows: `stuck`, `illegal`, `ended`, `open`.",
  ),
  stuckMs: decimal(1, 366 * 86_400_000).describe(
    "Workflows: an instance without a record for so long is stuck; by default for the timeout of its type.",
  ),
  fingerprint: text.describe("Errors: the group that makes the selection."),
  sample: oneOf("usual", "few")
    .default("usual")
    .describe(
      "`few`: of more than 40,000 spans about 20,000 are compared, of more than 10,000 transactions about 5,000, for a first answer sooner; `sampled` has their share.",
    ),
  limit: whole(1, 50).default(20),
};
export type DiffersQuery = In<typeof differsQuery>;

export const differsRoutes = {
  "GET /api/differs": {
    summary: "Returns which attributes differ between a selection and the rest.",
    description:
      "G-tests over all attributes, also those of the spans in the traces, with a false-discovery rate of 5 %. Spans are compared within their operation. `select`, `selectFrom`, `selectTo`, `minDurationMs`, `maxDurationMs`, `status`, `outcome` and `fingerprint` make the selection, all together; at least one must be given.",
    query: differsQuery,
    result: differsResult,
  },
} satisfies Routes;
