// The kinds of components that a configuration file can name.

/**
 * What a component is: the kinds that a configuration file can name by a key of its own. The objects have OpenTelemetry's shape
 * or ours, as the option of the same meaning takes them.
 */
export type ComponentKind =
  | "span_exporter"
  | "log_record_exporter"
  | "metric_exporter"
  | "pull_metric_exporter"
  | "span_processor"
  | "log_record_processor"
  | "sampler"
  | "composable_sampler"
  | "propagator"
  | "id_generator"
  | "resource_detector";
