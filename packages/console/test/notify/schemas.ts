// What hosted services take, as JSON schemas written from their public documentation.

const text = (maxLength: number, minLength = 1) => ({ type: "string", minLength, maxLength });
const httpUrl = { type: "string", pattern: '^https?://[^\\s<>|"]+$', maxLength: 3000 };

/** https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
export const slack = {
  type: "object",
  additionalProperties: false,
  required: ["text", "blocks"],
  properties: {
    text: text(3000),
    mrkdwn: { const: false },
    unfurl_links: { type: "boolean" },
    unfurl_media: { type: "boolean" },
    blocks: {
      type: "array",
      minItems: 1,
      maxItems: 50,
      items: {
        oneOf: [
          {
            type: "object",
            additionalProperties: false,
            required: ["type", "text"],
            properties: { type: { const: "header" }, text: plainText(150) },
          },
          {
            type: "object",
            additionalProperties: false,
            required: ["type"],
            properties: { type: { const: "divider" } },
          },
          {
            type: "object",
            additionalProperties: false,
            required: ["type", "text"],
            properties: { type: { const: "section" }, text: { oneOf: [plainText(3000), mrkdwn(3000)] } },
          },
          {
            type: "object",
            additionalProperties: false,
            required: ["type", "fields"],
            properties: {
              type: { const: "section" },
              fields: { type: "array", minItems: 1, maxItems: 10, items: plainText(2000) },
            },
          },
        ],
      },
    },
  },
};

function plainText(most: number) {
  return {
    type: "object",
    additionalProperties: false,
    required: ["type", "text"],
    properties: { type: { const: "plain_text" }, text: text(most), emoji: { type: "boolean" } },
  };
}

function mrkdwn(most: number) {
  return {
    type: "object",
    additionalProperties: false,
    required: ["type", "text"],
    properties: { type: { const: "mrkdwn" }, text: text(most), verbatim: { type: "boolean" } },
  };
}

const richText = {
  type: "object",
  additionalProperties: false,
  required: ["type", "inlines"],
  properties: {
    type: { const: "RichTextBlock" },
    inlines: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["type", "text"],
        properties: {
          type: { const: "TextRun" },
          text: { type: "string", minLength: 1 },
          weight: { enum: ["Default", "Lighter", "Bolder"] },
          size: { enum: ["Default", "Small", "Medium", "Large", "ExtraLarge"] },
          fontType: { enum: ["Default", "Monospace"] },
          isSubtle: { type: "boolean" },
        },
      },
    },
  },
};

const columnSet = {
  type: "object",
  additionalProperties: false,
  required: ["type", "columns"],
  properties: {
    type: { const: "ColumnSet" },
    spacing: { enum: ["default", "none", "small", "Small", "medium", "large"] },
    columns: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["type", "width", "items"],
        properties: {
          type: { const: "Column" },
          width: { type: "string", pattern: "^(auto|stretch|\\d+px)$" },
          items: { type: "array", items: richText },
        },
      },
    },
  },
};

/**
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using and
 * https://adaptivecards.io/schemas/adaptive-card.json (1.4)
 */
export const teams = {
  type: "object",
  additionalProperties: false,
  required: ["type", "attachments"],
  properties: {
    type: { const: "message" },
    attachments: {
      type: "array",
      minItems: 1,
      maxItems: 1,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["contentType", "contentUrl", "content"],
        properties: {
          contentType: { const: "application/vnd.microsoft.card.adaptive" },
          contentUrl: { type: "null" },
          content: {
            type: "object",
            additionalProperties: false,
            required: ["type", "version", "body"],
            properties: {
              $schema: { const: "http://adaptivecards.io/schemas/adaptive-card.json" },
              type: { const: "AdaptiveCard" },
              version: { enum: ["1.2", "1.3", "1.4"] },
              msteams: {
                type: "object",
                additionalProperties: false,
                properties: { width: { const: "Full" } },
              },
              body: {
                type: "array",
                minItems: 1,
                items: {
                  oneOf: [
                    richText,
                    {
                      type: "object",
                      additionalProperties: false,
                      required: ["type", "items"],
                      properties: {
                        type: { const: "Container" },
                        style: { enum: ["default", "emphasis", "good", "attention", "warning", "accent"] },
                        separator: { type: "boolean" },
                        items: {
                          type: "array",
                          items: {
                            oneOf: [
                              richText,
                              columnSet,
                              {
                                type: "object",
                                additionalProperties: false,
                                required: ["type", "url", "altText"],
                                properties: {
                                  type: { const: "Image" },
                                  url: {
                                    type: "string",
                                    pattern: "^data:image/png;base64,[A-Za-z0-9+/]+=*$",
                                    maxLength: 12_000,
                                  },
                                  altText: text(100),
                                },
                              },
                              {
                                type: "object",
                                additionalProperties: false,
                                required: ["type", "actions"],
                                properties: {
                                  type: { const: "ActionSet" },
                                  actions: {
                                    type: "array",
                                    minItems: 1,
                                    maxItems: 6,
                                    items: {
                                      type: "object",
                                      additionalProperties: false,
                                      required: ["type", "title", "url"],
                                      properties: {
                                        type: { const: "Action.OpenUrl" },
                                        title: text(100),
                                        url: httpUrl,
                                      },
                                    },
                                  },
                                },
                              },
                            ],
                          },
                        },
                      },
                    },
                  ],
                },
              },
            },
          },
        },
      },
    },
  },
};

/** https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ and https://developer.pagerduty.com/docs/ZG9jOjExMDI5NTgw-events-api-v2-overview */
export const pagerduty = {
  type: "object",
  required: ["routing_key", "event_action", "dedup_key"],
  properties: {
    routing_key: text(32, 32),
    event_action: { enum: ["trigger", "acknowledge", "resolve"] },
    dedup_key: text(255),
    client: { type: "string" },
    client_url: httpUrl,
    links: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["href"],
        properties: { href: httpUrl, text: { type: "string" } },
      },
    },
    payload: {
      type: "object",
      additionalProperties: false,
      required: ["summary", "source", "severity"],
      properties: {
        summary: text(1024),
        source: text(255),
        severity: { enum: ["critical", "error", "warning", "info"] },
        timestamp: { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$" },
        component: { type: "string" },
        group: { type: "string" },
        class: { type: "string" },
        custom_details: { type: "object" },
      },
    },
  },
  additionalProperties: false,
  if: { properties: { event_action: { const: "trigger" } } },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON schema
  then: { required: ["payload"] },
};

/** https://docs.opsgenie.com/docs/alert-api#create-alert */
export const opsgenie = {
  type: "object",
  additionalProperties: false,
  required: ["message"],
  properties: {
    message: text(130),
    alias: text(512),
    description: text(15_000),
    responders: {
      type: "array",
      maxItems: 50,
      items: {
        type: "object",
        required: ["type", "name"],
        properties: { type: { enum: ["team", "user", "escalation", "schedule"] }, name: { type: "string" } },
      },
    },
    tags: { type: "array", maxItems: 20, items: text(50) },
    details: { type: "object", additionalProperties: { type: "string" } },
    entity: text(512),
    source: text(100),
    priority: { enum: ["P1", "P2", "P3", "P4", "P5"] },
  },
};

/** https://docs.opsgenie.com/docs/alert-api#close-alert */
export const opsgenieClose = {
  type: "object",
  additionalProperties: false,
  properties: { user: text(100), source: text(100), note: text(25_000) },
};

/** `postableAlerts` of https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml; names of labels as before 0.27. */
export const alertmanager = {
  type: "array",
  items: {
    type: "object",
    additionalProperties: false,
    required: ["labels"],
    properties: {
      startsAt: { type: "string" },
      endsAt: { type: "string" },
      generatorURL: httpUrl,
      labels: {
        type: "object",
        required: ["alertname"],
        propertyNames: { pattern: "^[a-zA-Z_][a-zA-Z0-9_]*$" },
        additionalProperties: { type: "string", minLength: 1 },
      },
      annotations: { type: "object", additionalProperties: { type: "string" } },
    },
  },
};
