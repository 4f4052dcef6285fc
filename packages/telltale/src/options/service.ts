// The setting of the service: its name, or its identity.

/** The name of the service, or its identity. */
export const serviceSetting = {
  type: "either",
  code: "TT_SERVICE_NAME",
  of: [
    { type: "text" },
    {
      type: "group",
      settings: {
        /** `service.name`. */
        name: { type: "text", required: true },
        /** `service.version`. */
        version: { type: "text", least: 0, expected: "a text" },
        /** `service.namespace`. */
        namespace: { type: "text", least: 0, expected: "a text" },
        /** `service.instance.id`. */
        instanceId: { type: "text", least: 0, expected: "a text" },
      },
    },
  ],
  variable: ["TELLTALE_SERVICE_NAME", "OTEL_SERVICE_NAME"],
  fallback: "unknown_service:node",
  expected: "a name, or an object with name, version, namespace, instanceId",
} as const;
