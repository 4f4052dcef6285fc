// Links from the pages to the tools of a team: the source code of services, and the form of a new ticket.
import { z } from "zod";
import type { Body, Out, Routes } from "./route.ts";
import { mistakeInRepository } from "./source-link.ts";
import { mistakeInTemplate, sourcePlaceholders, ticketPlaceholders } from "./url-template.ts";

/** How many repositories a tenant may name. */
export const maxRepositories = 200;

const list = (names: readonly string[]): string => names.map((name) => `\`{${name}}\``).join(", ");

function url(mistakeIn: (text: string) => string | undefined) {
  return z
    .string()
    .trim()
    .max(2000)
    .superRefine((text, context) => {
      const message = mistakeIn(text);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    });
}

export const repositoryLink = z
  .strictObject({
    service: z.string().trim().max(200).describe("`service.name`; empty: all services without an entry."),
    url: url(mistakeInRepository).describe(
      `URL of a repository of github.com, gitlab.com or bitbucket.org, or a template of the URL of a line with ${list(sourcePlaceholders)}. \`http\` or \`https\`; values are URL-encoded.`,
    ),
    root: z
      .string()
      .trim()
      .max(1000)
      .default("")
      .describe("Folder of the repository where the service runs, for absolute paths in stacks: `/app`."),
  })
  .meta({ id: "RepositoryLink", description: "Where the source code of a service is." });

export const linkSettings = z
  .strictObject({
    repositories: z
      .array(repositoryLink)
      .max(maxRepositories)
      .refine(
        (all) => new Set(all.map(({ service }) => service)).size === all.length,
        "expected each service once",
      ),
    ticket: url((text) => (text === "" ? undefined : mistakeInTemplate(text, ticketPlaceholders)))
      .default("")
      .describe(
        `Template of the form of a new ticket, with ${list(ticketPlaceholders)}. \`http\` or \`https\`; values are URL-encoded. Empty: no link.`,
      ),
  })
  .meta({ id: "LinkSettings" });
export type LinkSettings = Out<typeof linkSettings>;
export type NewLinkSettings = Body<typeof linkSettings>;

export const linksResult = z
  .object({
    ...linkSettings.shape,
    version: z.number().describe('Send it as `If-Match` with a change: `"3"`. 0 when never saved.'),
    mayChange: z.boolean().describe("Whether the caller may change them."),
  })
  .meta({ id: "LinksResult", description: "Where pages of the tenant lead to." });
export type LinksResult = Out<typeof linksResult>;

export const linkRoutes = {
  "GET /api/links": {
    summary: "Returns where the source code of services is, and the form of a new ticket.",
    result: linksResult,
  },
  "PUT /api/links": {
    summary: "Saves where the source code of services is, and the form of a new ticket.",
    description:
      "The header `If-Match` carries the `version` that was read, in quotes: 428 without it, 412 when they have changed since. The change is written to the audit log.",
    body: linkSettings,
    result: linksResult,
  },
} satisfies Routes;
