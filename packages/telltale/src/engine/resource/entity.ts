// Entities: which attributes of the resource say what exists (their identity) and which describe it (OTLP `EntityRef`).

/** One thing that the resource describes, by the keys of its attributes. */
export interface EntityRef {
  readonly type: string;
  readonly idKeys: readonly string[];
  readonly descriptionKeys: readonly string[];
}

/** The schema of the entities below. */
export const entitySchemaUrl = "https://opentelemetry.io/schemas/1.44.0";

// [type, keys of the identity, keys of the description], after the entities of the semantic conventions
const entities: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["service", ["service.name"], ["service.version", "service.criticality"]],
  ["service.namespace", ["service.namespace"], []],
  ["service.instance", ["service.instance.id"], []],
  ["telemetry.sdk", ["telemetry.sdk.name", "telemetry.sdk.language"], ["telemetry.sdk.version"]],
  [
    "process",
    ["process.pid", "process.creation.time"],
    [
      "process.parent_pid",
      "process.command",
      "process.command_args",
      "process.command_line",
      "process.owner",
    ],
  ],
  ["process.runtime", ["process.runtime.name", "process.runtime.version"], ["process.runtime.description"]],
  ["host", ["host.id"], ["host.name", "host.arch"]],
  ["os", ["os.type"], ["os.version", "os.name", "os.description"]],
  ["container", ["container.id"], []],
  ["k8s.cluster", ["k8s.cluster.uid"], ["k8s.cluster.name"]],
  ["k8s.namespace", ["k8s.namespace.name"], []],
  ["k8s.pod", ["k8s.pod.uid"], ["k8s.pod.name", "k8s.pod.ip"]],
  ["k8s.container", ["k8s.container.name"], []],
  ["faas.instance", ["faas.instance"], ["faas.max_memory"]],
];

/** The entities of a resource: those whose whole identity is known. */
export function entitiesOf(attributes: object): readonly EntityRef[] {
  const has = (key: string): boolean => Object.hasOwn(attributes, key);
  return entities
    .filter(([, idKeys]) => idKeys.every(has))
    .map(([type, idKeys, descriptions]) => ({ type, idKeys, descriptionKeys: descriptions.filter(has) }));
}
