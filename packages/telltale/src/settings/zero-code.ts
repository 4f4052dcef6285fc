// Settings of what runs without `start()`: `telltale/register` and the integrations. They stand here because `telltale doctor` and the check
// of names know all variables, and load neither.

/** What `telltale/register` and the integrations read from variables. */
export const zeroCodeSettings = {
  type: "group",
  settings: {
    /** Whether `telltale/register` does something: `force` takes every process for the application, `off` none. */
    register: {
      type: "choice",
      option: false,
      values: ["force", "off", "false"],
      variable: "TELLTALE_REGISTER",
      fallback: "in processes of an application",
    },
    /** Options of instrumentations by name as JSON, `true` and `false` for on and off. */
    instrumentations: {
      type: "text",
      option: false,
      variable: "TELLTALE_INSTRUMENTATIONS",
      label: "register: options of instrumentations",
    },
    /** Folders with official instrumentations, besides the application's own. */
    instrumentationPath: {
      type: "text",
      option: false,
      variable: "TELLTALE_INSTRUMENTATION_PATH",
      label: "register: more instrumentations in",
    },
    /** The only instrumentations that are on, by name; those given to `start()` are on. */
    enabledInstrumentations: {
      type: "list",
      option: false,
      of: { type: "text" },
      variable: "OTEL_NODE_ENABLED_INSTRUMENTATIONS",
      fallback: "all but some",
      label: "register: enabled instrumentations",
    },
    /** Instrumentations that are off, by name. */
    disabledInstrumentations: {
      type: "list",
      option: false,
      of: { type: "text" },
      variable: "OTEL_NODE_DISABLED_INSTRUMENTATIONS",
      label: "register: disabled instrumentations",
    },
    /** `false` has `telltale/register` neither take up a trace from the environment nor hand it to child processes. */
    environmentContext: {
      type: "flag",
      option: false,
      default: true,
      variable: "TELLTALE_ENVIRONMENT_CONTEXT",
      label: "register: context of child processes",
    },
    /** What requests mean to the business, by method and path, as JSON; with `telltale/http` or `telltale/register`. */
    routes: {
      type: "text",
      option: false,
      variable: "TELLTALE_ROUTES",
      label: "routes of the business",
    },
    /** Whether the messages of calls to models leave: `true` or `span_only`. */
    genAiContent: {
      type: "text",
      option: false,
      variable: "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT",
      fallback: "false",
      label: "messages of models",
    },
    /** `k8s.pod.name`, as OpenTelemetry's operator for Kubernetes sets it. */
    podName: { type: "text", option: false, variable: "OTEL_RESOURCE_ATTRIBUTES_POD_NAME" },
    /** `k8s.pod.uid`. */
    podUid: { type: "text", option: false, variable: "OTEL_RESOURCE_ATTRIBUTES_POD_UID" },
    /** `k8s.namespace.name`. */
    podNamespace: {
      type: "text",
      option: false,
      variable: "OTEL_RESOURCE_ATTRIBUTES_POD_NAMESPACE",
    },
    /** `k8s.node.name`. */
    nodeName: {
      type: "text",
      option: false,
      variable: "OTEL_RESOURCE_ATTRIBUTES_NODE_NAME",
    },
  },
} as const;
