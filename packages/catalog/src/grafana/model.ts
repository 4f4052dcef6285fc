// Dashboards of Grafana as plain data: the part of its dashboard schema that is generated here. A test compares it with `@grafana/schema`.

import type { GrafanaText } from "quoting/grafana";
import type { PromQL } from "quoting/promql";

interface DataSource {
  readonly type: "prometheus";
  readonly uid: "${datasource}";
}

/** The data source that the user of a dashboard chooses. */
export const dataSource: DataSource = { type: "prometheus", uid: "${datasource}" };

export interface GridPosition {
  readonly h: number;
  readonly w: number;
  readonly x: number;
  readonly y: number;
}

export interface Target {
  readonly datasource: DataSource;
  readonly expr: PromQL;
  readonly legendFormat: GrafanaText;
  readonly refId: string;
  readonly editorMode: "code";
  readonly range: true;
}

export interface Panel {
  readonly id: number;
  readonly type: "timeseries" | "bargauge";
  readonly title: GrafanaText;
  readonly description: GrafanaText;
  readonly datasource: DataSource;
  readonly gridPos: GridPosition;
  readonly targets: readonly Target[];
  readonly fieldConfig: {
    readonly defaults: Readonly<Record<string, unknown>> & { readonly unit: string };
    readonly overrides: readonly never[];
  };
  readonly options: Readonly<Record<string, unknown>>;
}

export interface Row {
  readonly id: number;
  readonly type: "row";
  readonly title: GrafanaText;
  readonly collapsed: false;
  readonly gridPos: GridPosition;
  readonly panels: readonly never[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: GrafanaText;
  readonly description: GrafanaText;
  readonly tags: readonly GrafanaText[];
  readonly editable: false;
  readonly graphTooltip: 1;
  readonly refresh: string;
  readonly schemaVersion: number;
  readonly time: { readonly from: string; readonly to: string };
  readonly timezone: string;
  readonly annotations: { readonly list: readonly never[] };
  readonly links: readonly Readonly<Record<string, unknown>>[];
  readonly templating: { readonly list: readonly Readonly<Record<string, unknown>>[] };
  readonly panels: readonly (Panel | Row)[];
}

/** A file as data: dashboards are JSON, provisioning is YAML. */
export interface GrafanaFile {
  /** Path in the folder that Grafana reads: `dashboards/shop/shop-metrics.json`. */
  readonly name: string;
  readonly content: unknown;
}
