-- The people who reached the step `atStep` of a funnel, with the value of `by` in spans of an operation in their trace
-- of the step: `kind` is 'several' where these spans have several, 'none' without any. `standsFor` is as many as the
-- trace stands for before sampling: the rate that a rule recorded is on one span of it.
SELECT
  person,
  level,
  isOpen,
  multiIf(empty(texts), 'none', length(texts) > 1, 'several', 'value') AS kind,
  if(length(texts) = 1, texts[1], '') AS value,
  if(empty(texts), 0., traceWeight) AS standsFor
FROM (
  -- include people-traces
  ) AS people
LEFT ANY JOIN (
  SELECT
    trace_id AS ofTrace,
    toFloat64(max(weight)) AS traceWeight,
    groupUniqArrayIf(2)(text, isAsked) AS texts
  FROM (
    SELECT
      trace_id,
      weight,
      service = {spanService:String} AND name = {spanName:String} AS isAsked,
      multiIf(
        mapContains(sattr, {by:String}), sattr[{by:String}],
        mapContains(iattr, {by:String}), toString(iattr[{by:String}]),
        mapContains(nattr, {by:String}), toString(nattr[{by:String}]),
        mapContains(battr, {by:String}), toString(battr[{by:String}]),
        mapContains(ofResource, {by:String}), ofResource[{by:String}],
        NULL) AS text
    FROM spans
    LEFT ANY JOIN (
      SELECT
        hash,
        attributes AS ofResource
      FROM resources) AS ofResources ON resource_hash = hash
    -- include step-spans
    )
  GROUP BY ofTrace
) AS contexts ON trace = ofTrace
