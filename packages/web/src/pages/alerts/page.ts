// The pages of alerts, as they are declared.
import { page } from "../../ui/page.ts";
import {
  validateAlertsSearch,
  validateAnomaliesSearch,
  validateEditorSearch,
  validateRulesSearch,
  validateSilencesSearch,
} from "./search.ts";

export const pages = {
  "/alerts": page({
    code: () => import("./list/index.tsx"),
    component: "AlertsPage",
    search: validateAlertsSearch,
    navigation: { in: "rail", label: "Alerts", icon: "alerts", letter: "a", onPhone: true },
  }),
  "/alerts/rules": page({
    code: () => import("./rules/index.tsx"),
    component: "AlertRulesPage",
    search: validateRulesSearch,
  }),
  "/alerts/rules/$id": page({
    code: () => import("./rules/editor-page.tsx"),
    component: "AlertEditorPage",
    search: validateEditorSearch,
  }),
  "/alerts/silences": page({
    code: () => import("./silences/index.tsx"),
    component: "SilencesPage",
    search: validateSilencesSearch,
  }),
  "/alerts/objectives": page({
    code: () => import("./objectives/index.tsx"),
    component: "ObjectivesPage",
  }),
  "/alerts/channels": page({
    code: () => import("./channels/index.tsx"),
    component: "ChannelsPage",
  }),
  "/alerts/anomalies": page({
    code: () => import("./anomalies/index.tsx"),
    component: "AnomaliesPage",
    search: validateAnomaliesSearch,
  }),
  "/alerts/anomalies/$id": page({
    code: () => import("./anomalies/one.tsx"),
    component: "AnomalyPage",
  }),
  "/alerts/$id": page({
    code: () => import("./one/index.tsx"),
    component: "AlertPage",
  }),
} as const;
