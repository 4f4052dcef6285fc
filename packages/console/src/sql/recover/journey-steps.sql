-- Inserts the names of steps received since again: least places, first and last times do not change.
INSERT INTO journey_steps (tenant, name, day, environment, step, place, first, last)
SELECT
  tenant,
  name,
  toDate(ts) AS day,
  environment,
  toString(e.step) AS step,
  min(if(step_index < 0, toInt16(32767), step_index)) AS place,
  min(ts) AS first,
  max(ts) AS last
FROM business_events AS e WHERE kind = 'journey' AND phase = 'step' AND received >= {since:DateTime('UTC')}
GROUP BY tenant, name, day, environment, step
