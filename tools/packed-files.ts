/** Folders of configuration that the package of the console contains, for `telltale-console files`. */
export const packedFiles: readonly string[] = [
  "deploy/collector/",
  "deploy/grafana/",
  "deploy/kubernetes/",
  "deploy/prometheus/",
  "deploy/systemd/",
];
