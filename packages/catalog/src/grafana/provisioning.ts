// Files by which Grafana finds the dashboards and the Prometheus behind them.
// https://grafana.com/docs/grafana/latest/administration/provisioning/
import type { GrafanaFile } from "./model.ts";

/** A provider of dashboards for the folder `base`, and a data source. */
export function provisioning(catalog: string, base: string): GrafanaFile[] {
  const provider = {
    name: `telltale ${base}`,
    orgId: 1,
    folder: catalog,
    type: "file",
    disableDeletion: true,
    allowUiUpdates: false,
    updateIntervalSeconds: 30,
    options: { path: `/etc/grafana/dashboards/${base}`, foldersFromFilesStructure: false },
  };
  const prometheus = {
    name: "Prometheus",
    uid: "prometheus",
    type: "prometheus",
    access: "proxy",
    url: "http://prometheus:9090",
    isDefault: true,
    editable: false,
    jsonData: { httpMethod: "POST", timeInterval: "15s" },
  };
  return [
    { name: `provisioning/dashboards/${base}.yaml`, content: { apiVersion: 1, providers: [provider] } },
    {
      name: "provisioning/datasources/prometheus.yaml",
      content: { apiVersion: 1, datasources: [prometheus] },
    },
  ];
}
