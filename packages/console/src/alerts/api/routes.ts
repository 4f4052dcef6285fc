// The handlers of all routes about alerts.
import type { ApiRoute } from "../../api/context.ts";
import { toRoutes } from "../../api/route.ts";
import type { Audit } from "../../auth/audit.ts";
import { createTurnsByTenant } from "../../turns/turns.ts";
import {
  changeAlertRule,
  createAlertRule,
  getAlertRule,
  listAlertRules,
  removeAlertRule,
} from "./alert-rules.ts";
import { exportAlertRules } from "./rule-export.ts";
import { addNote, getAlert, listAlerts, listHistory } from "./alerts.ts";
import { tenantOf } from "./caller.ts";
import { type Channels, listChannels, listDeliveries, testChannel } from "./channels.ts";
import { getMarkedAnomaly, listMarkedAnomalies } from "./anomaly-marks.ts";
import { getDigest } from "./digest.ts";
import { listObjectives } from "./objectives.ts";
import { getSeries, previewRule } from "./preview.ts";
import { createTestLimit } from "./test-limit.ts";
import { listTransactionEvidence } from "./transaction-evidence.ts";
import { addSilence, endSilence, listSilences } from "./silences.ts";

export interface AlertRoutesOptions {
  readonly audit: Audit;
  readonly channels: Channels;
}

export function alertRoutes(options: AlertRoutesOptions): readonly ApiRoute[] {
  const { audit, channels } = options;
  // Each is checked among what the one before of its tenant has saved.
  const inTurn = createTurnsByTenant();
  const testLimit = createTestLimit();
  return [
    ...toRoutes({
      "GET /api/alerts": listAlerts,
      "GET /api/alerts/:id": getAlert,
      "GET /api/alerts/:id/series": getSeries,
      "GET /api/alert-history": listHistory,
      "GET /api/alert-rules": listAlertRules,
      "GET /api/alert-rules/file": exportAlertRules,
      "POST /api/alert-rules/preview": (_, context) => previewRule(context, channels),
      "GET /api/alert-rules/:id": ({ id }, context) => getAlertRule(id, context),
      "GET /api/silences": (_, context) => listSilences(context),
      "GET /api/objectives": (_, context) => listObjectives(context),
      "GET /api/transaction-evidence": listTransactionEvidence,
      "GET /api/channels": (_, context) => listChannels(context, channels),
      "GET /api/deliveries": listDeliveries,
      "GET /api/digest": getDigest,
      "GET /api/anomalies": listMarkedAnomalies,
      "GET /api/anomalies/:id": getMarkedAnomaly,
    }),
    ...toRoutes(
      {
        "POST /api/alerts/:id/notes": (params, context) => addNote(params, context, audit),
        "POST /api/alert-rules": (_, context) =>
          inTurn(tenantOf(context), async () => createAlertRule({ context, audit })),
        "PUT /api/alert-rules/:id": ({ id }, context) =>
          inTurn(tenantOf(context), async () => changeAlertRule(id, { context, audit })),
        "DELETE /api/alert-rules/:id": ({ id }, context) => removeAlertRule(id, { context, audit }),
        "POST /api/silences": (_, context) =>
          inTurn(tenantOf(context), async () => addSilence({ context, audit })),
        "DELETE /api/silences/:id": ({ id }, context) => endSilence(id, { context, audit }),
        "POST /api/channels/:name/test": ({ name }, context) =>
          testChannel(name, { context, audit }, channels, testLimit),
      },
      { audited: true },
    ),
  ];
}
